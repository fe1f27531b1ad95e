"""An appointment took place: its room says so when the visit ends, a sweep when nobody did."""

from dataclasses import dataclass

from chalicelib.domain.access import Access
from chalicelib.domain.appointment import AppointmentStatus
from chalicelib.domain.errors import Conflict
from chalicelib.domain.ids import AppointmentId
from chalicelib.services.appointment_ports import AppointmentRows


@dataclass(frozen=True, slots=True)
class Completing:
    """Apart from `Appointments`, which tells rooms; this is what rooms tell."""

    rows: AppointmentRows

    def complete(self, access: Access, appointment: AppointmentId) -> None:
        """
        The visit is over. Said twice, or of a cancelled one, nothing changes.

        `access`: a host who ended it, or the platform; whoever calls has made sure of that. Raises NotFound, Unavailable.
        """
        found = self.rows.get(access, appointment, lambda _: None)
        if found.status is not AppointmentStatus.BOOKED:
            return
        try:
            self.rows.change(access, found, found.completed(), ())
        except Conflict:
            # Moved or called off this very moment: what its room then says of its end comes through here again.
            return
