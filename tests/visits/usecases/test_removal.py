"""Tests that a person who is removed from a room cannot come back."""

import pytest

from chalicelib.kernel.errors import Unavailable
from chalicelib.visits.domain.signal import (
    Admit,
    Remove,
)
from tests.visits.room_harness import CLEO, PAT, PIA, Visit


@pytest.fixture
def visit():
    return Visit()


def test_a_removed_client_stays_out(visit):
    """
    A removed client stays out: their later messages have no effect.

    Joining again has no effect either (docs/video.md#a5).
    """
    pat, cleo = visit.two()
    pat.say(Remove(visit.id(), CLEO))
    assert (cleo.byes(), cleo.last("bye")["reconnect"], cleo.socket in visit.sockets.closed) == (
        [4003],
        False,
        True,
    )
    assert pat.last("peer")["state"] == "removed"
    visit.sockets.closed.clear()
    cleo.write()
    assert cleo.byes() == [4003, 4003]
    assert visit.records.notes == {}
    assert visit.store.kinds(CLEO) == ["joined", "admitted", "removed"]


def test_an_interrupted_removal_takes_effect_at_the_next_message(visit):
    pat, cleo = visit.two()
    visit.store.lost.add("change")
    with pytest.raises(Unavailable):
        pat.say(Remove(visit.id(), CLEO))
    cleo.signal(PAT, pat.inst)
    assert cleo.byes() == [4003]
    assert pat.received("signal") == []


def test_neither_a_host_nor_an_unknown_seat_can_be_removed(visit):
    pat, pia = visit.joins(PAT), visit.joins(PIA)
    pat.say(Remove(visit.id(), PIA))
    pat.say(Remove(visit.id(), "01KSTRANGER"))
    pat.say(Admit(visit.id(), "01KSTRANGER"))
    assert pat.errors() == ["no-such-seat"] * 3
    assert pia.byes() == []
