"""An appointment took place: its room says so when the visit ends, a sweep when nobody did."""

from dataclasses import dataclass

from chalicelib.appointments.domain.appointment import AppointmentStatus
from chalicelib.appointments.usecases.ports import AppointmentStore
from chalicelib.kernel.access import Access
from chalicelib.kernel.errors import Conflict, Unavailable
from chalicelib.kernel.ids import AppointmentId
from chalicelib.kernel.ports import Clock

MAX_COMPLETION_ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class Completion:
    """Apart from `Appointments`, which tells rooms; this is what rooms tell."""

    rows: AppointmentStore
    now: Clock

    def complete(self, access: Access, appointment: AppointmentId) -> None:
        """
        The visit is over. Said twice, or of a cancelled one, nothing changes; nor of one that was
        moved to a later time, since that visit is still to come.

        `access`: a host who ended it, or the platform; whoever calls has made sure of that. Raises
        NotFound, Unavailable.
        """
        for _ in range(MAX_COMPLETION_ATTEMPTS):
            found = self.rows.get(access, appointment, lambda _: None)
            if found.status is not AppointmentStatus.BOOKED or self.now() < found.opens_at:
                return
            try:
                self.rows.change(access, found, found.completed(), ())
            except Conflict:
                # Moved or cancelled this very moment: it counts as it is now.
                continue
            return
        raise Unavailable
