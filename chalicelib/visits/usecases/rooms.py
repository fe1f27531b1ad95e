"""Creates, updates and ends rooms as their appointments change."""

from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass, replace

from chalicelib.appointments.domain.appointment import Appointment
from chalicelib.appointments.domain.status import HOLDING
from chalicelib.kernel.access import Access
from chalicelib.kernel.errors import Conflict
from chalicelib.kernel.ids import AppointmentId
from chalicelib.visits.domain.room import Room, RoomSnapshot, RoomState
from chalicelib.visits.domain.seat import PRESENT, Seat, leave_seat
from chalicelib.visits.domain.signal import ByeCode
from chalicelib.visits.domain.visit import Fact, FactKind
from chalicelib.visits.usecases.room_broadcaster import RoomBroadcaster

Complete = Callable[[Access, AppointmentId], None]
"""Completes an appointment, unless it is completed or cancelled already."""


@dataclass(frozen=True, slots=True)
class RoomLifecycle:
    """Creates, updates and ends rooms; it implements `RoomUpdater` for appointments."""

    broadcaster: RoomBroadcaster
    complete: Complete

    def ensure(self, appointment: Appointment) -> RoomSnapshot:
        """
        Return an appointment's room, after creating or updating the room if needed.

        The room gets the names in `appointment`, which must be the participants' current
        names.

        Raises:
            Unavailable: The store does not respond, or other requests changed the room at
                every attempt.
        """
        snapshot = self.broadcaster.store.snapshot(appointment.id)
        if snapshot is None:
            # A conflict means that another request created the room at the same time.
            with suppress(Conflict):
                self.broadcaster.store.create(
                    room_of(appointment), _seats(appointment), dict(appointment.names)
                )
            snapshot = self.broadcaster.reload(appointment.id)
        return self._renamed(self._update(snapshot, appointment), appointment)

    def _renamed(self, snapshot: RoomSnapshot, appointment: Appointment) -> RoomSnapshot:
        try:
            return self.broadcaster.store.rename(snapshot, dict(appointment.names))
        except Conflict:
            # Another request stored names, which are as new as these.
            return self.broadcaster.reload(appointment.id)

    def update_room(self, appointment: Appointment) -> None:
        """
        Update an appointment's room, or end it for good if that is settled.

        Does nothing if the appointment has no room yet.
        """
        snapshot = self.broadcaster.store.snapshot(appointment.id)
        if snapshot is None:
            return
        if appointment.status in HOLDING:
            self._update(snapshot, appointment)
        else:
            self.end(snapshot, is_cancelled=True)

    def finish(self, access: Access, snapshot: RoomSnapshot) -> None:
        """
        Complete the appointment and end the appointment's room.

        After a failure, the caller can safely call this method again.
        """
        self.complete(access, snapshot.room.id)
        self.end(snapshot)

    def end(self, snapshot: RoomSnapshot, *, is_cancelled: bool = False) -> None:
        """
        End the room and close every socket in the room.

        After a failure, the caller can safely call this method again. If the appointment was
        moved to a later time, the room gets the state `closed` instead of `ended`, so that
        the room can be used at the new time. If `is_cancelled` is true, the room always gets
        the state `ended`.
        """

        def step(room: RoomSnapshot) -> tuple[RoomSnapshot, Collection[Fact]]:
            if room.room.state is RoomState.ENDED:
                return room, []
            if self.broadcaster.clock() < room.room.opens_at and not is_cancelled:
                return self._closed_until_later(room)
            seats = tuple(replace(each, conn=None) for each in room.seats)
            after = replace(room, room=replace(room.room, state=RoomState.ENDED), seats=seats)
            return after, [self.broadcaster.new_fact(FactKind.ENDED)]

        before, _ = self.broadcaster.change(snapshot, step)
        for seat in before.seats:
            if seat.conn:
                self.broadcaster.close_socket(seat.conn, ByeCode.ENDED)

    def _closed_until_later(self, room: RoomSnapshot) -> tuple[RoomSnapshot, Collection[Fact]]:
        connected = [each.id for each in room.seats if each.conn]
        seats = tuple(
            leave_seat(each, self.broadcaster.clock()) if each.conn else each for each in room.seats
        )
        after = replace(room, room=replace(room.room, state=RoomState.CLOSED), seats=seats)
        return after, [self.broadcaster.new_fact(FactKind.LEFT, each) for each in connected]

    def _update(self, snapshot: RoomSnapshot, appointment: Appointment) -> RoomSnapshot:
        if snapshot.room.version >= appointment.version:
            return snapshot
        new = room_of(appointment)

        def step(room: RoomSnapshot) -> tuple[RoomSnapshot, Collection[Fact]]:
            old = room.room
            # The appointment was moved, so a room that has ended will be used again.
            state = RoomState.CLOSED if old.state is RoomState.ENDED else old.state
            updated_room = replace(
                new,
                state=state,
                locked=old.locked,
                sharing=old.sharing,
                chat=old.chat,
                n=old.n,
                ver=old.ver,
            )
            return replace(room, room=updated_room, seats=_handed_over(room, appointment)), [
                self.broadcaster.new_fact(FactKind.LEFT, each.id)
                for each in _given_up(room, appointment)
                if each.state in PRESENT
            ]

        before, after = self.broadcaster.change(snapshot, step)
        for seat in _given_up(before, appointment):
            if seat.conn:
                self.broadcaster.close_socket(seat.conn, ByeCode.REMOVED)
            self.broadcaster.announce_departure(before, after, seat.id)
        self.broadcaster.notify_waiting(after, before)
        return after


def _given_up(room: RoomSnapshot, appointment: Appointment) -> list[Seat]:
    """Return the seats as they are for providers who handed the appointment over."""
    people = {each.seat: each.person for each in appointment.participants}
    return [each for each in room.seats if each.person != people.get(each.id, each.person)]


def _handed_over(room: RoomSnapshot, appointment: Appointment) -> tuple[Seat, ...]:
    people = {each.seat: each.person for each in appointment.participants}
    given_up = _given_up(room, appointment)
    if not given_up:
        return room.seats
    # Who waits is unknown to the new provider, who gets a mail of their own.
    return tuple(
        Seat(each.id, each.role, people[each.id], ver=each.ver)
        if each in given_up
        else replace(each, notice_at=None, shown_at=None, mailed_at=None)
        for each in room.seats
    )


def _seats(appointment: Appointment) -> list[Seat]:
    return [Seat(each.seat, each.role, each.person) for each in appointment.participants]


def room_of(appointment: Appointment) -> Room:
    return Room(
        id=appointment.id,
        practice=appointment.practice,
        client=appointment.client,
        version=appointment.version,
        opens_at=appointment.opens_at,
        starts_at=appointment.starts_at,
        ends_at=appointment.ends_at,
        closes_at=appointment.closes_at,
    )
