"""What is kept of an appointment's visits: chat notes, files, and the fact sheet with the fee that it suggests."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from chalicelib.appointments.domain.appointment import Appointment, AppointmentStatus
from chalicelib.appointments.usecases.appointments import AppointmentView
from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.ids import AppointmentId, ClientId, FileId
from chalicelib.kernel.ports import Clock
from chalicelib.practice.usecases.practices import PracticeSettings
from chalicelib.visits.domain.fact_sheet import FactSheet, fact_sheet
from chalicelib.visits.domain.fee import Fee, proposed
from chalicelib.visits.domain.visit import ChatNote, Fact, VisitFile


@dataclass(frozen=True, slots=True)
class VisitRecord:
    """All that is kept of an appointment; notes by their number, files by their time."""

    notes: Sequence[ChatNote]
    files: Mapping[FileId, VisitFile]
    facts: Sequence[Fact]


class VisitRecords(Protocol):
    """What is kept of visits; nothing of it is ever changed."""

    def read(self, access: Access, appointment: AppointmentId, subject: ClientId) -> VisitRecord:
        """
        Everything. One Query, and one audit entry before the first is opened.

        `subject`: the client whom the appointment is for.

        Raises:
            Unreadable: A note is missing or altered; an alarm was raised (S21).
            Unavailable: No answer, or no entry could be written.
        """


class AppointmentViewReader(Protocol):
    """Appointments, to those who reach them."""

    def get(self, access: Access, appointment: AppointmentId) -> AppointmentView:
        """Raises NotFound alike for absent, foreign and not his; the attempt is written down."""


@dataclass(frozen=True, slots=True)
class VisitHistory:
    """An appointment's past as one person sees it: a client without fact sheet and fee."""

    shown: AppointmentView
    record: VisitRecord
    sheet: FactSheet | None
    fee: Fee | None


@dataclass(frozen=True, slots=True)
class VisitHistories:
    """Histories of appointments, to those who reach the appointment."""

    appointments: AppointmentViewReader
    records: VisitRecords
    practices: PracticeSettings
    now: Clock

    def read_history(self, access: Access, appointment: AppointmentId) -> VisitHistory:
        """One appointment's. Raises NotFound, Unreadable, Unavailable."""
        shown = self.appointments.get(access, appointment)
        record = self.records.read(access, appointment, shown.appointment.client)
        if access.role is Role.CLIENT:
            return VisitHistory(shown, record, None, None)
        sheet = fact_sheet(shown.appointment, record.facts, self.now())
        return VisitHistory(shown, record, sheet, self._fee(access, shown.appointment, sheet))

    def _fee(self, access: Access, appointment: Appointment, sheet: FactSheet | None) -> Fee | None:
        if not self._is_over(appointment, sheet):
            return None
        return proposed(self.practices.get(access.practice).fee_rule, sheet, appointment.minutes)

    def _is_over(self, appointment: Appointment, sheet: FactSheet | None) -> bool:
        if appointment.status is AppointmentStatus.CANCELLED or (sheet and sheet.live):
            return False
        return (
            appointment.status is AppointmentStatus.COMPLETED or self.now() >= appointment.ends_at
        )
