"""Seats and rooms: what each act makes of them."""

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
from chalicelib.visits.domain.room import (
    Room,
    RoomSnapshot,
    RoomState,
    Seat,
    SeatState,
    SocketConnection,
    admit_seat,
    confirm_entry,
    leave_seat,
    remove_seat,
    report_link,
    take_seat,
    vacate_seat,
    with_occupant,
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


def joins(seat, room=ROOM, conn=TWO, inst="i2", *, resume=False):
    mine = SocketConnection(conn, room.id, seat.id, ACCESS, NOW)
    return take_seat(room, seat, mine, inst=inst, resume=resume, after=0, now=NOW)


def test_a_host_is_in_at_once_and_a_client_waits():
    assert joins(HOST).state is SeatState.IN
    assert joins(CLIENT).state is SeatState.WAITING


@pytest.mark.parametrize("state", [SeatState.IN, SeatState.AWAY, SeatState.ADMITTED])
def test_whoever_was_let_in_comes_back_without_asking_even_when_the_room_is_locked(state):
    seat = replace(INSIDE, state=state, conn=None)
    assert joins(seat, replace(ROOM, locked=True)).state is SeatState.IN


def test_whoever_left_comes_back_unless_the_room_is_locked():
    gone = leave_seat(INSIDE, NOW)
    assert joins(gone).state is SeatState.IN
    assert joins(gone, replace(ROOM, locked=True)).state is SeatState.WAITING


def test_leaving_while_waiting_is_no_way_around_the_door():
    """A4: who was never let in waits again."""
    assert joins(leave_seat(WAITING, NOW)).state is SeatState.WAITING


def test_a_page_that_only_resumes_does_not_take_another_pages_seat():
    """Rule 2: two tabs would else take it from each other for ever."""
    with pytest.raises(Goodbye) as no:
        joins(INSIDE, resume=True)
    assert (no.value.code, no.value.reconnect) == (ByeCode.REPLACED, False)
    assert joins(INSIDE, resume=True, inst="i1").conn == TWO
    assert joins(INSIDE).inst == "i2"


def test_after_leaving_any_page_may_resume():
    assert joins(leave_seat(INSIDE, NOW), resume=True).conn == TWO


def test_a_seat_that_was_taken_away_stays_so():
    with pytest.raises(Goodbye) as no:
        joins(remove_seat(INSIDE, NOW))
    assert no.value.code is ByeCode.REMOVED


@pytest.mark.parametrize(
    "over",
    [replace(ROOM, state=RoomState.ENDED), replace(ROOM, closes_at=NOW)],
    ids=["ended", "closed"],
)
def test_nobody_enters_a_room_that_is_over(over):
    with pytest.raises(Goodbye) as no:
        joins(HOST, over)
    assert no.value.code is ByeCode.ENDED


def test_the_late_end_of_a_socket_that_was_replaced_changes_nothing():
    seat = joins(INSIDE)
    assert vacate_seat(seat, ONE, NOW) is seat
    assert vacate_seat(seat, TWO, NOW).state is SeatState.AWAY


def test_whoever_waits_goes_on_waiting_when_his_socket_ends_and_keeps_his_place():
    gone = vacate_seat(WAITING, ONE, NOW + HOUR)
    assert (gone.state, gone.conn, gone.since) == (SeatState.WAITING, None, NOW)


def test_one_who_is_let_in_counts_at_once_when_he_is_there_and_else_at_his_next_join():
    there, away = admit_seat(WAITING, NOW), admit_seat(replace(WAITING, conn=None), NOW)
    assert (there.is_in, away.is_in) == (True, False)
    assert confirm_entry(there, ONE, NOW).state is SeatState.IN
    assert confirm_entry(there, TWO, NOW).state is SeatState.ADMITTED
    assert joins(away).state is SeatState.IN


def test_only_who_is_at_the_door_can_be_let_in():
    for seat in (CLIENT, leave_seat(WAITING, NOW), remove_seat(WAITING, NOW)):
        with pytest.raises(Refusal) as no:
            admit_seat(seat, NOW)
        assert no.value.code is ErrorCode.NO_SUCH_SEAT
    assert admit_seat(INSIDE, NOW) is INSIDE


def test_a_host_cannot_be_removed():
    with pytest.raises(Refusal):
        remove_seat(joins(HOST), NOW)


def test_leaving_after_removal_does_not_open_the_door_again():
    assert leave_seat(remove_seat(INSIDE, NOW), NOW).state is SeatState.REMOVED


def test_a_room_opens_with_its_first_host():
    assert with_occupant(ROOM, joins(CLIENT)).state is RoomState.LOBBY
    assert with_occupant(replace(ROOM, state=RoomState.LOBBY), joins(HOST)).state is RoomState.OPEN
    assert with_occupant(replace(ROOM, state=RoomState.OPEN), joins(CLIENT)).state is RoomState.OPEN


def test_a_seat_is_looked_for_in_its_own_room_only():
    """A2."""
    here = RoomSnapshot(ROOM, (HOST, CLIENT))
    assert here.seat(SeatId("c")) is CLIENT
    with pytest.raises(Refusal):
        here.seat(SeatId("elsewhere"))


def test_whoever_came_first_is_first_in_line():
    later = replace(WAITING, id=SeatId("a"), since=NOW + HOUR)
    assert [each.id for each in RoomSnapshot(ROOM, (later, WAITING)).waiting] == ["c", "a"]


def test_media_of_a_link_are_remembered_until_they_are_lost():
    seat = report_link(INSIDE, HOST.id, lost=False)
    assert seat.links == {HOST.id}
    assert report_link(seat, HOST.id, lost=True).links == frozenset()
    assert joins(leave_seat(seat, NOW)).links == frozenset()


def test_a_socket_knows_that_a_later_one_took_its_seat():
    access = Access(PracticeId("prc"), PersonId("p"), Role.CLIENT)
    old = SocketConnection(ONE, ROOM.id, CLIENT.id, access, NOW - HOUR)
    young = replace(old, id=ConnectionId("con3="), at=NOW + HOUR)
    seat = joins(INSIDE)
    assert (old.was_replaced_at(seat), young.was_replaced_at(seat)) == (True, False)
    assert "con1=" not in repr(old)
    assert "con2=" not in repr(seat)
