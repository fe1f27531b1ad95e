"""Tests of seats and rooms, and of how each action changes them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.ids import (
    AppointmentId,
    ClientId,
    ConnectionId,
    PersonId,
    PracticeId,
    SeatId,
)
from chalicelib.visits.domain.room import Room, RoomSnapshot, RoomState, take_seat, with_occupant
from chalicelib.visits.domain.seat import (
    Seat,
    SeatState,
    SocketConnection,
    admit_seat,
    confirm_entry,
    leave_seat,
    remove_seat,
    report_link,
    vacate_seat,
)
from chalicelib.visits.domain.signal import ByeCode, ErrorCode, Goodbye, Refusal

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
ROOM = Room(
    AppointmentId("room"),
    PracticeId("prc"),
    ClientId("cli"),
    1,
    NOW - HOUR,
    NOW,
    NOW + HOUR,
    NOW + 3 * HOUR,
)
ONE, TWO = ConnectionId("con1="), ConnectionId("con2=")
ACCESS = Access(ROOM.practice, PersonId("p"), Role.CLIENT)
HOST, CLIENT = Seat(SeatId("h"), Role.PROVIDER, PersonId("p")), Seat(SeatId("c"), Role.CLIENT)
INSIDE = replace(CLIENT, state=SeatState.IN, let_in=True, conn=ONE, inst="i1", since=NOW)
WAITING = replace(CLIENT, state=SeatState.WAITING, conn=ONE, inst="i1", since=NOW)


def joins(seat, room=ROOM, conn=TWO, inst="i2", *, resume=False, now=NOW):
    connection = SocketConnection(conn, room.id, seat.id, ACCESS, now)
    return take_seat(room, seat, connection, inst=inst, resume=resume, after=0, now=now)


def test_a_host_enters_at_once_and_a_client_waits():
    assert joins(HOST).state is SeatState.IN
    assert joins(CLIENT).state is SeatState.WAITING


@pytest.mark.parametrize("state", [SeatState.IN, SeatState.AWAY, SeatState.ADMITTED])
def test_an_admitted_client_returns_without_waiting_even_when_locked(state):
    seat = replace(INSIDE, state=state, conn=None)
    assert joins(seat, replace(ROOM, locked=True)).state is SeatState.IN


def test_a_client_who_left_returns_unless_the_room_is_locked():
    seat = leave_seat(INSIDE, NOW)
    assert joins(seat).state is SeatState.IN
    assert joins(seat, replace(ROOM, locked=True)).state is SeatState.WAITING


def test_leaving_while_waiting_does_not_avoid_the_lobby():
    """
    A client who leaves while they wait must wait again after they return.

    No host had admitted the client (docs/video.md#a4).
    """
    assert joins(leave_seat(WAITING, NOW)).state is SeatState.WAITING


def test_a_page_that_only_resumes_does_not_take_another_pages_seat():
    """
    A page that only resumes does not take a seat that another page has.

    Otherwise two tabs would take the seat from each other forever.
    """
    with pytest.raises(Goodbye) as error:
        joins(INSIDE, resume=True)
    assert (error.value.code, error.value.reconnect) == (ByeCode.REPLACED, False)
    assert joins(INSIDE, resume=True, inst="i1").conn == TWO
    assert joins(INSIDE).inst == "i2"


def test_after_leaving_any_page_may_resume_the_seat():
    assert joins(leave_seat(INSIDE, NOW), resume=True).conn == TWO


def test_a_removed_seat_cannot_be_taken_again():
    with pytest.raises(Goodbye) as error:
        joins(remove_seat(INSIDE, NOW))
    assert error.value.code is ByeCode.REMOVED


@pytest.mark.parametrize(
    "room",
    [replace(ROOM, state=RoomState.ENDED), replace(ROOM, closes_at=NOW)],
    ids=["ended", "closed"],
)
def test_nobody_enters_a_room_that_is_over(room):
    with pytest.raises(Goodbye) as error:
        joins(HOST, room)
    assert error.value.code is ByeCode.ENDED


def test_a_late_disconnect_of_a_replaced_socket_changes_nothing():
    seat = joins(INSIDE)
    assert vacate_seat(seat, ONE, NOW) is seat
    assert vacate_seat(seat, TWO, NOW).state is SeatState.AWAY


def test_a_waiting_seat_keeps_its_place_when_its_socket_closes():
    seat = vacate_seat(WAITING, ONE, NOW + HOUR)
    assert (seat.state, seat.conn, seat.since) == (SeatState.WAITING, None, NOW)


def test_whoever_comes_back_to_the_waiting_room_after_minutes_waits_anew():
    """Hosts who saw the person before are told again."""
    left = vacate_seat(replace(WAITING, seen=NOW, shown_at=NOW), ONE, NOW)
    soon, late = (joins(left, now=NOW + timedelta(minutes=minutes)) for minutes in (1, 10))
    assert (soon.since, late.since) == (NOW, NOW + timedelta(minutes=10))


def test_an_admitted_seat_is_in_at_once_if_connected_or_at_its_next_join():
    connected, away = admit_seat(WAITING, NOW), admit_seat(replace(WAITING, conn=None), NOW)
    assert (connected.is_in, away.is_in) == (True, False)
    assert confirm_entry(connected, ONE, NOW).state is SeatState.IN
    assert confirm_entry(connected, TWO, NOW).state is SeatState.ADMITTED
    assert joins(away).state is SeatState.IN


def test_only_a_waiting_seat_can_be_admitted():
    for seat in (CLIENT, leave_seat(WAITING, NOW), remove_seat(WAITING, NOW)):
        with pytest.raises(Refusal) as error:
            admit_seat(seat, NOW)
        assert error.value.code is ErrorCode.NO_SUCH_SEAT
    assert admit_seat(INSIDE, NOW) is INSIDE


def test_a_host_cannot_be_removed():
    with pytest.raises(Refusal):
        remove_seat(joins(HOST), NOW)


def test_leaving_after_removal_leaves_the_seat_removed():
    assert leave_seat(remove_seat(INSIDE, NOW), NOW).state is SeatState.REMOVED


def test_a_room_opens_when_its_first_host_enters():
    assert with_occupant(ROOM, joins(CLIENT)).state is RoomState.LOBBY
    assert with_occupant(replace(ROOM, state=RoomState.LOBBY), joins(HOST)).state is RoomState.OPEN
    assert with_occupant(replace(ROOM, state=RoomState.OPEN), joins(CLIENT)).state is RoomState.OPEN


def test_a_seat_is_looked_up_in_its_own_room_only():
    """An action on a seat in another room is refused (docs/video.md#a2)."""
    snapshot = RoomSnapshot(ROOM, (HOST, CLIENT))
    assert snapshot.seat(SeatId("c")) is CLIENT
    with pytest.raises(Refusal):
        snapshot.seat(SeatId("elsewhere"))


def test_people_wait_in_order_of_arrival():
    later = replace(WAITING, id=SeatId("a"), since=NOW + HOUR)
    assert [each.id for each in RoomSnapshot(ROOM, (later, WAITING)).waiting] == ["c", "a"]


def test_a_seat_holds_its_links_until_they_are_lost():
    seat = report_link(INSIDE, HOST.id, lost=False)
    assert seat.links == {HOST.id}
    assert report_link(seat, HOST.id, lost=True).links == frozenset()
    assert joins(leave_seat(seat, NOW)).links == frozenset()


def test_links_end_with_the_page_that_reported_them():
    """Another page has no media yet; a new socket of the same page keeps its media."""
    seat = report_link(INSIDE, HOST.id, lost=False)
    assert joins(seat, inst="i1", resume=True).links == {HOST.id}
    assert joins(seat, inst="i2").links == frozenset()


def test_a_socket_was_replaced_when_a_later_one_holds_its_seat():
    access = Access(PracticeId("prc"), PersonId("p"), Role.CLIENT)
    old = SocketConnection(ONE, ROOM.id, CLIENT.id, access, NOW - HOUR)
    newer = replace(old, id=ConnectionId("con3="), at=NOW + HOUR)
    seat = joins(INSIDE)
    assert (old.was_replaced_at(seat), newer.was_replaced_at(seat)) == (True, False)
    assert "con1=" not in repr(old)
    assert "con2=" not in repr(seat)
