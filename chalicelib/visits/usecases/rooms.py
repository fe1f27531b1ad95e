"""Rooms follow their appointments: made when the first ticket is asked for, moved, called off, ended."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

from chalicelib.appointments.domain.appointment import Appointment, AppointmentStatus
from chalicelib.kernel.access import Access
from chalicelib.kernel.errors import Conflict
from chalicelib.kernel.ids import AppointmentId
from chalicelib.visits.domain.room import Room, RoomSnapshot, RoomState, Seat, leave_seat
from chalicelib.visits.domain.signal import ByeCode
from chalicelib.visits.domain.visit import Fact, FactKind
from chalicelib.visits.usecases.room_broadcaster import RoomBroadcaster

Complete = Callable[[Access, AppointmentId], None]
"""Tells an appointment that it took place; one that is completed or cancelled already stays as it is."""


@dataclass(frozen=True, slots=True)
class RoomLifecycle:
    """Implements `RoomUpdater`."""

    telling: RoomBroadcaster
    complete: Complete

    def ensure(self, appointment: Appointment) -> RoomSnapshot:
        """The appointment's room as it should be now, made if there is none. Raises Unavailable."""
        found = self.telling.store.snapshot(appointment.id)
        if found is None:
            try:
                self.telling.store.create(
                    _room(appointment), _seats(appointment), dict(appointment.names)
                )
            except Conflict:
                return self._up_to_date(self.telling.reload(appointment.id), appointment)
            found = self.telling.reload(appointment.id)
        return self._up_to_date(found, appointment)

    def update_room(self, appointment: Appointment) -> None:
        """Bring the appointment's room, if there is one, to what the appointment says now."""
        found = self.telling.store.snapshot(appointment.id)
        if found is None:
            return
        if appointment.status is AppointmentStatus.CANCELLED:
            self.end(found, is_called_off=True)
        else:
            self._up_to_date(found, appointment)

    def finish(self, access: Access, snapshot: RoomSnapshot) -> None:
        """The visit is over: the appointment took place, and the room ends. May be asked again when it broke off."""
        self.complete(access, snapshot.room.id)
        self.end(snapshot)

    def end(self, snapshot: RoomSnapshot, *, is_called_off: bool = False) -> None:
        """
        End the room and every socket in it. Asked again, it ends the sockets that are left. Once it was moved to a later
        time, only this snapshot ends: the room opens again for that one.
        """

        def step(room: RoomSnapshot) -> tuple[RoomSnapshot, Collection[Fact]]:
            if room.room.state is RoomState.ENDED:
                return room, []
            if self.telling.clock() < room.room.opens_at and not is_called_off:
                return self._to_come(room)
            seats = tuple(replace(each, conn=None) for each in room.seats)
            after = replace(room, room=replace(room.room, state=RoomState.ENDED), seats=seats)
            return after, [self.telling.new_fact(FactKind.ENDED)]

        before, _ = self.telling.change(snapshot, step)
        for seat in before.seats:
            if seat.conn:
                self.telling.close_socket(seat.conn, ByeCode.ENDED)

    def _to_come(self, room: RoomSnapshot) -> tuple[RoomSnapshot, Collection[Fact]]:
        here = [each.id for each in room.seats if each.conn]
        seats = tuple(
            leave_seat(each, self.telling.clock()) if each.conn else each for each in room.seats
        )
        after = replace(room, room=replace(room.room, state=RoomState.CLOSED), seats=seats)
        return after, [self.telling.new_fact(FactKind.LEFT, each) for each in here]

    def _up_to_date(self, found: RoomSnapshot, appointment: Appointment) -> RoomSnapshot:
        if found.room.version >= appointment.version:
            return found
        fresh = _room(appointment)

        def step(room: RoomSnapshot) -> tuple[RoomSnapshot, Collection[Fact]]:
            now = room.room
            # Moved while it was being ended, or before anybody came: its time is still to come.
            state = RoomState.CLOSED if now.state is RoomState.ENDED else now.state
            moved = replace(
                fresh,
                state=state,
                locked=now.locked,
                sharing=now.sharing,
                chat=now.chat,
                n=now.n,
                ver=now.ver,
            )
            return replace(room, room=moved), []

        before, after = self.telling.change(found, step)
        self.telling.notify_waiting(after, before)
        return after


def _seats(appointment: Appointment) -> list[Seat]:
    return [Seat(each.seat, each.role, each.person) for each in appointment.participants]


def _room(appointment: Appointment) -> Room:
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
