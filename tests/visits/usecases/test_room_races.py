"""Tests of races between two actions in a room."""

from datetime import timedelta

import pytest

from chalicelib.visits.domain.room import RoomState
from chalicelib.visits.domain.seat import SeatState
from chalicelib.visits.domain.signal import Admit, End, Ping
from tests.visits.room_harness import CLEO, PAT, PIA, ROOM, Visit, an_appointment


@pytest.fixture
def visit():
    return Visit()


def test_a_join_during_the_end_is_answered_with_bye_only(visit):
    """
    A join while the room ends gets only the message `bye`.

    The person gets no names and no relay credentials (docs/video.md#a5).
    """
    pat, late = visit.joins(PAT), visit.opens(PIA)
    visit.store.meanwhile.append(lambda: pat.say(End(visit.id())))
    late.join()
    assert (late.kinds(), late.byes()) == (["bye"], [4010])
    assert late.socket in visit.sockets.closed
    assert PIA not in visit.relays.issued_to


def test_an_admission_that_could_not_be_delivered_is_sent_later(visit):
    """
    An admission that could not be delivered is sent at the client's next ping.

    The client's socket accepts no message at first, so the page shows the lobby.
    """
    pat, cleo = visit.joins(PAT), visit.joins(CLEO)
    visit.sockets.busy.add(cleo.socket)
    pat.say(Admit(visit.id(), CLEO))
    assert visit.seat(CLEO).state is SeatState.ADMITTED
    visit.sockets.busy.clear()
    cleo.say(Ping(visit.id(), 1))
    assert (len(cleo.received("joined")), visit.seat(CLEO).state) == (1, SeatState.IN)
    assert pat.last("peer")["state"] == "here"


def test_a_visit_rescheduled_while_it_runs_can_meet_at_its_new_time(visit):
    """
    A visit that is rescheduled while it runs can meet again at its new time.

    The host ends today's visit, and the appointment now takes place next week.
    """
    pat, cleo = visit.two()
    later = an_appointment(version=2, starts_at=an_appointment().starts_at + timedelta(days=7))
    visit.book(later)
    visit.rooms.update_room(later)
    pat.say(End(visit.id()))
    assert [each.byes() for each in (pat, cleo)] == [[4010], [4010]]
    assert (visit.room.state, visit.seat(CLEO).state) == (RoomState.CLOSED, SeatState.LEFT)
    visit.clock.advance(days=7)
    assert visit.joins(PAT).kinds() == ["joined"]


def test_a_room_that_ended_just_before_rescheduling_opens_again(visit):
    visit.two()
    visit.rooms.end(visit.store.rooms[ROOM])
    later = an_appointment(version=2, starts_at=an_appointment().starts_at + timedelta(days=7))
    visit.book(later)
    visit.rooms.update_room(later)
    visit.clock.advance(days=7)
    assert visit.joins(PAT).kinds() == ["joined"]
