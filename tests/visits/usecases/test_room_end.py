"""Tests how a room ends, and how it follows changes of its appointment."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.appointments.domain.status import AppointmentStatus
from chalicelib.kernel.errors import Unavailable
from chalicelib.visits.domain.room import RoomState
from chalicelib.visits.domain.seat import SeatState
from chalicelib.visits.domain.signal import (
    End,
)
from tests.visits.room_harness import CARL, CLEO, ROOM, Visit, an_appointment


@pytest.fixture
def visit():
    return Visit()


def test_ending_a_room_closes_all_sockets_and_completes_the_appointment(visit):
    pat, cleo = visit.two()
    carl = visit.joins(CARL)
    pat.say(End(visit.id()))
    assert [each.byes() for each in (pat, cleo, carl)] == [[4010]] * 3
    assert visit.completed == [ROOM]
    assert visit.store.kinds()[-1] == "ended"
    assert visit.room.state is RoomState.ENDED
    visit.sockets.closed.clear()
    cleo.write()
    assert (cleo.errors(), cleo.byes()[-1]) == (["ended"], 4010)


def test_an_interrupted_end_can_be_repeated(visit):
    pat, cleo = visit.two()
    visit.store.down.add("change")
    with pytest.raises(Unavailable):
        pat.say(End(visit.id()))
    visit.store.down.clear()
    assert cleo.byes() == []
    pat.say(End(visit.id()))
    assert cleo.byes() == [4010]


def test_a_room_follows_its_rescheduled_appointment(visit):
    cleo = visit.joins(CLEO)
    visit.rooms.update_room(
        an_appointment(version=2, starts_at=an_appointment().starts_at + timedelta(minutes=20))
    )
    assert cleo.last("waiting")["starts_at"] == "2026-11-24T12:30:00.000Z"
    assert visit.seat(CLEO).state is SeatState.WAITING


def test_cancelling_the_appointment_ends_the_room(visit):
    pat, cleo = visit.two()
    visit.rooms.update_room(replace(an_appointment(version=2), status=AppointmentStatus.CANCELLED))
    assert [each.byes() for each in (pat, cleo)] == [[4010], [4010]]
    assert visit.completed == []


def test_rescheduling_creates_no_room(visit):
    visit.rooms.update_room(an_appointment(version=2))
    assert visit.store.rooms == {}
