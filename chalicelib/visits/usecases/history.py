"""Reads an appointment's history, with the fact sheet and the proposed fee."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from chalicelib.appointments.domain.appointment import Appointment
from chalicelib.appointments.domain.status import CALLED_OFF, AppointmentStatus
from chalicelib.appointments.usecases.appointments import AppointmentView
from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.ids import AppointmentId, ClientId, FileId
from chalicelib.kernel.ports import Clock
from chalicelib.practice.usecases.practices import PracticeSettings
from chalicelib.visits.domain.fact_sheet import FactSheet, fact_sheet
from chalicelib.visits.domain.fee import Fee, late_cancellation_fee, proposed, proposed_by_mark
from chalicelib.visits.domain.record_access import ReadLimit
from chalicelib.visits.domain.visit import ChatNote, Fact, VisitFile
from chalicelib.visits.usecases.record_access import RecordAccess


@dataclass(frozen=True, slots=True)
class VisitRecord:
    """
    Everything that is stored about an appointment's visits.

    `notes` are sorted by number, and `files` are sorted by time.
    """

    notes: Sequence[ChatNote]
    files: Mapping[FileId, VisitFile]
    facts: Sequence[Fact]


class VisitRecords(Protocol):
    """Reads the stored records of visits, which never change."""

    def read(
        self, access: Access, appointment: AppointmentId, subject: ClientId, limit: ReadLimit
    ) -> VisitRecord:
        """
        Read what is stored about an appointment's visits, and write one audit entry.

        `subject`: the client whom the appointment is for. Notes and files after the time that
        `limit` returns are left out and stay sealed.

        Raises:
            NotAllowed: `limit` refused the caller. The attempt is recorded in an audit entry.
            Unreadable: A chat note is missing or altered; an alarm was raised (S21).
            Unavailable: The store does not respond, or no audit entry could be written.
        """


class AppointmentViewReader(Protocol):
    """Reads an appointment for a caller who may see it."""

    def get(self, access: Access, appointment: AppointmentId) -> AppointmentView:
        """
        Return an appointment, and write an audit entry.

        Raises:
            NotFound: There is no such appointment, or the caller may not see it.
        """


@dataclass(frozen=True, slots=True)
class VisitHistory:
    """
    An appointment's history, as the caller may see it.

    `sheet`: the fact sheet; None if the caller is a client or nobody has joined yet.
    `fee`: the proposed fee; None if the caller is a client, or if the visit is not over and
    was not cancelled late.
    """

    view: AppointmentView
    record: VisitRecord
    sheet: FactSheet | None
    fee: Fee | None


@dataclass(frozen=True, slots=True)
class VisitHistories:
    """Reads an appointment's history for a caller who may see the appointment."""

    appointments: AppointmentViewReader
    records: VisitRecords
    practices: PracticeSettings
    access: RecordAccess
    now: Clock

    def read_history(self, access: Access, appointment: AppointmentId) -> VisitHistory:
        """
        Return an appointment's history.

        Raises:
            NotFound: There is no such appointment, or the caller may not see it.
            Unreadable: A chat note is missing or altered (S21).
            Unavailable: The store does not respond, or no audit entry could be written.
        """
        view = self.appointments.get(access, appointment)
        limit = self.access.limit(access, view.appointment)
        record = self.records.read(access, appointment, view.appointment.client, limit)
        if access.role is Role.CLIENT:
            return VisitHistory(view, record, None, None)
        sheet = fact_sheet(view.appointment, record.facts, self.now())
        return VisitHistory(view, record, sheet, self._fee(access, view.appointment, sheet))

    def _fee(self, access: Access, appointment: Appointment, sheet: FactSheet | None) -> Fee | None:
        if appointment.is_late:
            return late_cancellation_fee(appointment.minutes)
        if not appointment.location.has_room:
            return proposed_by_mark(appointment.status, appointment.minutes)
        if not self._is_over(appointment, sheet):
            return None
        return proposed(self.practices.get(access.practice).fee_rule, sheet, appointment.minutes)

    def _is_over(self, appointment: Appointment, sheet: FactSheet | None) -> bool:
        if appointment.status in CALLED_OFF | {AppointmentStatus.REQUESTED} or (
            sheet and sheet.live
        ):
            return False
        return (
            appointment.status is AppointmentStatus.COMPLETED or self.now() >= appointment.ends_at
        )
