"""Tests who may show a screen or a file to the room, also while sharing is off."""

import pytest

from chalicelib.visits.domain.signal import Lock, State
from chalicelib.visits.domain.visit import VisitFile
from tests.billing.builders import NOW
from tests.visits.room_harness import CLEO, PAT, ROOM, Visit

FILE = VisitFile("fil1", ROOM, PAT, NOW, "image/png", 9, "scan.png", "v1")
MUTED = {"mic": False, "cam": True, "screen": False, "hand": False}


@pytest.fixture
def visit():
    return Visit()


def test_a_client_shares_neither_screen_nor_file_while_a_host_has_switched_it_off(visit):
    """
    While sharing is off, a client's state is sent without a screen or a file.

    The rest of the state still counts, so that a lost link is recorded.
    """
    pat, cleo = visit.two()
    visit.records.files["fil1"] = FILE
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


@pytest.mark.parametrize("seat", [PAT, CLEO])
def test_only_a_file_of_this_visit_is_shown_to_the_others(visit, seat):
    """S3: nobody receives the id of a file that does not belong to the appointment."""
    pages = dict(zip((PAT, CLEO), visit.two(), strict=True))
    sender, other = pages.pop(seat), *pages.values()
    visit.records.files["fil1"] = FILE
    sender.say(State(visit.id(), MUTED | {"show": "4111111111111111"}))
    assert other.last("state") == {"t": "state", "v": 1, "seat": seat} | MUTED
    assert sender.errors() == ["bad-message"]
    sender.say(State(visit.id(), MUTED | {"show": "fil1"}))
    assert (other.last("state")["show"], sender.errors()) == ("fil1", ["bad-message"])
    sender.say(State(visit.id(), MUTED | {"show": None}))
    assert ("show" in other.last("state"), sender.errors()) == (False, ["bad-message"])
