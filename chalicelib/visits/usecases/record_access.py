"""Determines the time up to which a caller may read a visit's record."""

from dataclasses import dataclass
from typing import Protocol

from chalicelib.appointments.domain.appointment import Appointment
from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.ids import AppointmentId
from chalicelib.kernel.ports import Clock
from chalicelib.visits.domain.record_access import ReadLimit, client_limit, no_limit
from chalicelib.visits.domain.room import RoomSnapshot


class RoomReader(Protocol):
    def snapshot(self, room: AppointmentId) -> RoomSnapshot | None:
        """Return a room with its seats, or None if no ticket for the room was issued yet."""


@dataclass(frozen=True, slots=True)
class RecordAccess:
    """
    Determines how much of an appointment's chat and files a caller may read.

    Other code has already checked that the caller may see the appointment.
    """

    rooms: RoomReader
    now: Clock

    def limit(self, access: Access, appointment: Appointment) -> ReadLimit:
        """
        Return the caller's read limit; for staff, the result sets no limit.

        Raises:
            Unavailable: The store does not respond.
        """
        own = appointment.of(access)
        if access.role is not Role.CLIENT or own is None:
            return no_limit
        snapshot, now = self.rooms.snapshot(appointment.id), self.now()
        if snapshot is None:
            return client_limit(own.seat, needs_host=False, is_over=now >= appointment.closes_at)
        is_over = snapshot.room.is_over(now)
        needs_host = not is_over and snapshot.needs_host(own.seat)
        return client_limit(own.seat, needs_host=needs_host, is_over=is_over)
