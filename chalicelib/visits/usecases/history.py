"""Reads an appointment's history with its fact sheet and the proposed fee."""

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
    """All that is kept of an appointment's visits: notes by number, files by time."""

    notes: Sequence[ChatNote]
    files: Mapping[FileId, VisitFile]
    facts: Sequence[Fact]


class VisitRecords(Protocol):
    """Records of visits, which never change."""

    def read(self, access: Access, appointment: AppointmentId, subject: ClientId) -> VisitRecord:
        """
        Read an appointment's whole record, under one audit entry.

        `subject`: the client whom the appointment is for.

        Raises:
            Unreadable: A note is missing or altered; an alarm was raised (S21).
            Unavailable: The store does not answer, or no audit entry could be written.
        """


class AppointmentViewReader(Protocol):
    """Reads appointments for those who may see them."""

    def get(self, access: Access, appointment: AppointmentId) -> AppointmentView:
        """Return one, audited. Raises NotFound if it is absent or they may not see it."""


@dataclass(frozen=True, slots=True)
class VisitHistory:
    """An appointment's history; clients get no fact sheet and no fee."""

    view: AppointmentView
    record: VisitRecord
    sheet: FactSheet | None
    fee: Fee | None


@dataclass(frozen=True, slots=True)
class VisitHistories:
    """Reads histories for those who may see the appointment."""

    appointments: AppointmentViewReader
    records: VisitRecords
    practices: PracticeSettings
    now: Clock

    def read_history(self, access: Access, appointment: AppointmentId) -> VisitHistory:
        """Return one appointment's history. Raises NotFound, Unreadable, Unavailable."""
        view = self.appointments.get(access, appointment)
        record = self.records.read(access, appointment, view.appointment.client)
        if access.role is Role.CLIENT:
            return VisitHistory(view, record, None, None)
        sheet = fact_sheet(view.appointment, record.facts, self.now())
        return VisitHistory(view, record, sheet, self._fee(access, view.appointment, sheet))

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
