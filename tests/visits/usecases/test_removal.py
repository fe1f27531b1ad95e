"""Tests that a person who is removed from a room cannot come back."""

import pytest

from chalicelib.kernel.errors import Conflict, Unavailable
from chalicelib.visits.domain.signal import (
    Admit,
    Leave,
    Lock,
    Remove,
)
from tests.visits.room_harness import CARL, CLEO, PAT, PIA, ROOM, Visit


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


def test_a_ticket_from_before_the_removal_opens_a_socket_that_hears_only_bye(visit):
    """
    A removed person's second tab may already have a ticket, but gets only `bye`.

    The tab learns nothing of the people in the room or of their chat notes.
    """
    pat, cleo = visit.two()
    cleo.write("Before")
    tab = visit.opens(CLEO)
    pat.say(Remove(visit.id(), CLEO))
    pat.write("After")
    tab.join()
    assert tab.kinds() == ["bye"]
    tab.join(resume=True)
    tab.write("Still here?")
    assert set(tab.kinds()) == {"bye"}
    assert [each.note.text for each in visit.records.notes[ROOM]] == ["Before", "After"]


@pytest.mark.parametrize("inst", [None, "same page"])
def test_a_removed_client_cannot_come_back_by_a_new_page_or_the_same_one(visit, inst):
    pat, cleo = visit.two()
    pat.say(Remove(visit.id(), CLEO))
    with pytest.raises(Conflict, match="You were removed"):
        visit.joins(CLEO, inst and cleo.inst)
    pat.say(Admit(visit.id(), CLEO))
    assert pat.errors() == ["no-such-seat"]
    with pytest.raises(Conflict, match="You were removed"):
        visit.joins(CLEO, inst and cleo.inst)


def test_of_two_clients_the_one_who_waits_hears_nothing_of_the_room(visit):
    """
    S2: a second client who waits gets no message from the room (docs/video.md#a4).

    Neither notes, switches, states nor a removal reach them.
    """
    pat, cleo = visit.two()
    carl = visit.joins(CARL)
    cleo.write("For Pat")
    pat.say(Lock(visit.id(), chat=False))
    pat.say(Remove(visit.id(), CLEO))
    carl.write("Let me in")
    assert set(carl.kinds()) == {"waiting", "error"}
    assert carl.errors() == ["not-admitted"]


def test_a_client_who_left_a_locked_room_hears_nothing_until_admitted_again(visit):
    pat, cleo = visit.two()
    cleo.say(Leave(visit.id()))
    pat.say(Lock(visit.id(), locked=True))
    pat.write("Between us")
    back = visit.joins(CLEO)
    assert back.kinds() == ["waiting"]
    pat.say(Admit(visit.id(), CLEO))
    assert [each["text"] for each in back.last("joined")["notes"]] == ["Between us"]
