"""Marks appointments as completed when their visit is over."""

from dataclasses import dataclass

from chalicelib.appointments.domain.appointment import Appointment
from chalicelib.appointments.domain.status import AGREED
from chalicelib.appointments.usecases.current_names import CurrentNames
from chalicelib.appointments.usecases.ports import AppointmentStore
from chalicelib.appointments.usecases.slots import Slots
from chalicelib.kernel.access import Access
from chalicelib.kernel.errors import Conflict, Unavailable
from chalicelib.kernel.ids import AppointmentId
from chalicelib.kernel.ports import Clock

MAX_COMPLETION_ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class Completion:
    """
    Completes an appointment when the appointment's room ends.

    A host can end the room. A scheduled sweep ends the room after its closing time.
    """

    rows: AppointmentStore
    slots: Slots
    names: CurrentNames
    now: Clock

    def complete(self, access: Access, appointment: AppointmentId) -> None:
        """
        Mark a booked appointment as completed.

        If the appointment's room has not opened yet, the appointment does not change. This
        method does not check permissions: its caller must ensure that `access` belongs to a host
        of the appointment, or to the platform itself.

        Raises:
            NotFound: The practice has no such appointment.
            Unavailable: The store does not respond, or other requests changed the appointment at
                every attempt.
        """
        for _ in range(MAX_COMPLETION_ATTEMPTS):
            before = self.rows.get(access, appointment, lambda _: None)
            if before.status not in AGREED or self.now() < before.opens_at:
                return
            try:
                self._store(
                    access, before, self.names.of(access, before).completed(self.now(), access)
                )
            except Conflict:
                # The appointment was moved or cancelled at the same moment, so it is read again.
                continue
            return
        raise Unavailable

    def _store(self, access: Access, before: Appointment, after: Appointment) -> None:
        # A visit that ended early leaves the rest of its time to others.
        self.slots.store(
            access, before, after, lambda days: self.rows.change(access, before, after, (), days)
        )
