"""Completes past appointments that took place, and leaves others to staff."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from chalicelib.appointments.domain.appointment import Appointment
from chalicelib.appointments.domain.status import AppointmentStatus
from chalicelib.appointments.usecases.appointment_changes import AppointmentChanges
from chalicelib.kernel.access import Access, system
from chalicelib.kernel.errors import Conflict, Failure
from chalicelib.kernel.ids import AppointmentId, PracticeId
from chalicelib.kernel.ports import Clock
from chalicelib.kernel.skipped_failures import note_skipped


class SettlementQueue(Protocol):
    """Lists agreed appointments until it was looked whether they took place."""

    def due(self, now: datetime) -> Sequence[tuple[PracticeId, AppointmentId]]:
        """
        Return appointments of all practices whose closing time has come.

        The size of the result is limited, so some may be missing from it.
        """

    def leave_to_staff(self, appointment: Appointment) -> None:
        """
        Take an appointment off the queue; its status does not change.

        Raises Conflict when the appointment has changed since it was read.
        """


class MeetingReader(Protocol):
    """Reads whether people met in the rooms of appointments."""

    def have_met(self, access: Access, appointment: Appointment) -> bool:
        """
        Return whether a provider and a client were in the room at one time.

        Nothing sealed is opened, so there is no audit entry. Raises Unavailable when the
        store does not respond.
        """


@dataclass(frozen=True, slots=True)
class PastAppointments:
    """
    Looks once, after the closing time, whether an appointment took place.

    It is completed if a provider and a client met in its room, or the client was marked as
    arrived. Otherwise nobody but staff knows, and it stays as it is until they decide; without
    a room, they always decide, at an office or by phone.
    """

    queue: SettlementQueue
    changes: AppointmentChanges
    meetings: MeetingReader
    now: Clock

    def settle_all(self) -> int:
        """Settle all appointments whose time is over, and return how many were completed."""
        return sum(self._settle(*each) for each in self.queue.due(self.now()))

    def _settle(self, practice: PracticeId, appointment: AppointmentId) -> bool:
        access, rows = system(practice), self.changes.appointments.rows
        try:
            nameless = rows.without_names(access, appointment)
            if not nameless.is_undecided(self.now()):
                return False
            if not self._took_place(access, nameless):
                self.queue.leave_to_staff(nameless)
                return False
            stored = rows.get(access, appointment, lambda _: None)
            if stored.version != nameless.version:
                raise Conflict
            before = self.changes.appointments.names.of(access, stored)
            self.changes.store(access, before, before.completed(self.now(), access), ())
        except Failure as failure:
            # This appointment is looked at again in a minute, and the others go on. Staff may
            # have decided at this moment, too.
            note_skipped(failure, appointment)
            return False
        return True

    def _took_place(self, access: Access, appointment: Appointment) -> bool:
        has_arrived = appointment.status is AppointmentStatus.ARRIVED
        has_room = appointment.location.has_room
        return has_arrived or (has_room and self.meetings.have_met(access, appointment))
