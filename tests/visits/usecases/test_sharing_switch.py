"""Tests what a client may show to the room while a host has switched off sharing."""

import pytest

from chalicelib.visits.domain.signal import Lock, State
from tests.visits.room_harness import CLEO, PAT, Visit

MUTED = {"mic": False, "cam": True, "screen": False, "hand": False}


@pytest.fixture
def visit():
    return Visit()


def test_a_client_shares_neither_screen_nor_file_while_a_host_has_switched_it_off(visit):
    """The rest of the state goes on, so that a lost link is still recorded."""
    pat, cleo = visit.two()
    pat.say(Lock(visit.id(), sharing=False))
    shared = MUTED | {"screen": True, "show": "fil1"}
    cleo.say(State(visit.id(), shared | {"net": "good"}, "good", PAT))
    assert pat.last("state") == {"t": "state", "v": 1, "seat": CLEO} | MUTED | {"net": "good"}
    assert (cleo.errors(), visit.store.kinds()[-1]) == (["files-off"], "media_up")
    pat.say(State(visit.id(), shared))
    assert (cleo.last("state")["show"], pat.errors()) == ("fil1", [])
    pat.say(Lock(visit.id(), sharing=True))
    cleo.say(State(visit.id(), shared))
    assert (pat.last("state")["show"], cleo.errors()) == ("fil1", ["files-off"])
