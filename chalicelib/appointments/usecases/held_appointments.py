"""Counts a client's appointments and waits, before profiles are merged."""

from dataclasses import dataclass

from chalicelib.appointments.domain.status import HOLDING
from chalicelib.appointments.usecases.appointments import Appointments
from chalicelib.appointments.usecases.ports import AppointmentFilter
from chalicelib.appointments.usecases.waitlist_ports import WaitStore
from chalicelib.clients.domain.merge import HeldRecords, RecordKind
from chalicelib.kernel.access import Access
from chalicelib.kernel.ids import ClientId


@dataclass(frozen=True, slots=True)
class HeldAppointments:
    """
    Implements `RecordReader`: those without an outcome are unfinished.

    They are ahead, or over and undecided. Nobody can decide about one in a merged profile.
    """

    appointments: Appointments

    def held(self, access: Access, client: ClientId) -> HeldRecords:
        filters = AppointmentFilter(client=client, limit=500)
        held = list(self.appointments.all_without_names(access, filters))
        unfinished = [each for each in held if each.status in HOLDING]
        return HeldRecords(RecordKind.APPOINTMENT, len(held), len(unfinished))


@dataclass(frozen=True, slots=True)
class HeldWaits:
    """Implements `RecordReader`: all open places on the waitlist are unfinished."""

    rows: WaitStore

    def held(self, access: Access, client: ClientId) -> HeldRecords:
        count = self.rows.open_count(access.practice, client)
        return HeldRecords(RecordKind.WAIT, count, count)
