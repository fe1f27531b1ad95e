"""Tells providers which clients wait for them, and clients that they were seen."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol

from chalicelib.appointments.domain.appointment import Appointment
from chalicelib.appointments.domain.refusals import require_room
from chalicelib.kernel.access import Access
from chalicelib.kernel.errors import NotFound
from chalicelib.kernel.ids import AppointmentId, SeatId
from chalicelib.visits.domain.room import RoomSnapshot
from chalicelib.visits.domain.visit import Fact
from chalicelib.visits.usecases.room_broadcaster import RoomBroadcaster


class HostedAppointments(Protocol):
    """Reads a provider's appointments whose rooms are open."""

    def hosted_now(self, access: Access) -> Sequence[Appointment]:
        """
        Return the appointments with open rooms of which the caller is a provider.

        The caller may act in another role of staff. Names stay sealed (encrypted).
        """

    def reached(self, access: Access, appointment: AppointmentId) -> Appointment:
        """
        Return an appointment with the participants' names, and write an audit entry.

        Raises:
            NotFound: There is no such appointment, or the caller may not see it.
        """


@dataclass(frozen=True, slots=True)
class WaitingClient:
    """A person who waits in a room; `name` is empty if no name was read."""

    appointment: AppointmentId
    seat: SeatId
    since: datetime
    name: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class WaitingClients:
    """Lists who waits for a provider; the provider may act in any role of staff."""

    appointments: HostedAppointments
    broadcaster: RoomBroadcaster

    def of_caller(self, access: Access) -> Sequence[WaitingClient]:
        """
        Return who waits for the caller, without names.

        Pages ask for this several times a minute. So the method decrypts nothing and writes
        no audit entry.

        Raises:
            Unavailable: The store does not respond.
        """
        rooms = [
            self.broadcaster.store.snapshot(each.id)
            for each in self.appointments.hosted_now(access)
        ]
        return [each for room in rooms if room for each in _waiting(room)]

    def show(self, access: Access, appointment: AppointmentId) -> Sequence[WaitingClient]:
        """
        Return who waits in one of the caller's rooms, with names for a page to show.

        The people who wait are told that their provider can see them.

        Raises:
            NotFound: There is no such appointment, or the caller may not see it or is not
                one of its providers.
            Conflict: The appointment is not by video.
            Unavailable: The store does not respond.
        """
        booked = self.appointments.reached(access, appointment)
        if access.person not in booked.providers:
            raise NotFound
        require_room(booked.location)
        snapshot = self.broadcaster.store.snapshot(appointment)
        if snapshot is None:
            return ()
        now = self.broadcaster.clock()

        def step(room: RoomSnapshot) -> tuple[RoomSnapshot, Collection[Fact]]:
            for seat in room.waiting:
                if seat.shown_at is None or (seat.since and seat.shown_at < seat.since):
                    room = room.with_seat(replace(seat, shown_at=now))
            return room, []

        before, after = self.broadcaster.change(snapshot, step)
        self.broadcaster.notify_waiting(after, before)
        names = dict(booked.names)
        return [replace(each, name=names.get(each.seat, "")) for each in _waiting(after)]


def _waiting(snapshot: RoomSnapshot) -> Sequence[WaitingClient]:
    """Return the people who wait in a room and have a page open."""
    return [
        WaitingClient(snapshot.room.id, seat.id, seat.since)
        for seat in snapshot.waiting
        if seat.conn and seat.since
    ]
