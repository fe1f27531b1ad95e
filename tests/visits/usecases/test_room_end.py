"""How a room ends, and follows its appointment."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.appointments.domain.appointment import AppointmentStatus
from chalicelib.kernel.errors import Unavailable
from chalicelib.visits.domain.room import RoomState, SeatState
from chalicelib.visits.domain.signal import (
    End,
)
from tests.visits.room_harness import CARL, CLEO, ROOM, Visit, an_appointment


@pytest.fixture
def visit():
    return Visit()


def test_end_is_for_all_and_the_appointment_took_place(visit):
    pat, cleo = visit.two()
    carl = visit.joins(CARL)
    pat.say(End(visit.id()))
    assert [each.byes() for each in (pat, cleo, carl)] == [[4010]] * 3
    assert visit.bookings.completed == [ROOM]
    assert visit.store.kinds()[-1] == "ended"
    assert visit.room.state is RoomState.ENDED
    visit.sockets.closed.clear()
    cleo.write()
    assert (cleo.errors(), cleo.byes()[-1]) == (["ended"], 4010)


def test_an_end_that_breaks_off_can_be_asked_for_again(visit):
    pat, cleo = visit.two()
    visit.store.down.add("change")
    with pytest.raises(Unavailable):
        pat.say(End(visit.id()))
    visit.store.down.clear()
    assert cleo.byes() == []
    pat.say(End(visit.id()))
    assert cleo.byes() == [4010]


def test_a_room_moves_with_its_appointment_and_those_who_wait_are_told(visit):
    cleo = visit.joins(CLEO)
    visit.rooms.update_room(
        an_appointment(version=2, starts_at=an_appointment().starts_at + timedelta(minutes=20))
    )
    assert cleo.last("waiting")["starts_at"] == "2026-11-24T12:30:00.000Z"
    assert visit.seat(CLEO).state is SeatState.WAITING


def test_a_room_of_a_cancelled_appointment_ends(visit):
    pat, cleo = visit.two()
    visit.rooms.update_room(replace(an_appointment(version=2), status=AppointmentStatus.CANCELLED))
    assert [each.byes() for each in (pat, cleo)] == [[4010], [4010]]
    assert visit.bookings.completed == []


def test_a_room_that_nobody_entered_follows_nothing(visit):
    visit.rooms.update_room(an_appointment(version=2))
    assert visit.store.rooms == {}
