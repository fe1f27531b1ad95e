"""Undoes or completes changes of a series that stopped between two writes."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from chalicelib.appointments.domain.appointment import Appointment
from chalicelib.appointments.domain.notices import series_cancelled_notices
from chalicelib.appointments.domain.series import FormerTime, Series, SeriesAction, parse_place
from chalicelib.appointments.domain.status import HOLDING, AppointmentStatus
from chalicelib.appointments.usecases.appointment_changes import AppointmentChanges
from chalicelib.appointments.usecases.series_ports import SeriesStore
from chalicelib.kernel.access import Access, system
from chalicelib.kernel.errors import Conflict, Failure
from chalicelib.kernel.ids import AppointmentId
from chalicelib.kernel.ports import Clock
from chalicelib.kernel.skipped_failures import note_skipped

SETTLE_AFTER = timedelta(minutes=5)
"""No request lasts so long: a change that is still not complete was interrupted."""


@dataclass(frozen=True, slots=True)
class SeriesRecovery:
    """
    Ends changes of series, so that none stays half-made.

    The person was told that nothing had changed. So a booking and a move are undone. What
    is cancelled cannot be brought back, so a cancellation that began is completed.
    """

    changes: AppointmentChanges
    series: SeriesStore
    now: Clock

    def settle_all(self) -> int:
        """End all changes that were interrupted, and return their number."""
        return sum(self._settle(each) for each in self.series.interrupted(self._until()))

    def undo_booking(self, access: Access, series: Series) -> None:
        """Remove the appointments that were booked; nobody has been told of them."""
        for each in self.series.stored(access.practice, series.appointments):
            # What somebody has changed since is theirs, and stays.
            if each.version == 1:
                self._remove(access, each)
        self.series.save(series, replace(series, appointments=(), change=None))

    def undo_move(self, access: Access, series: Series) -> None:
        """Give all appointments the times that they had before the move."""
        for former in series.change.former if series.change else ():
            self._move_back(access, former)
        self.series.save(series, replace(series, change=None))

    def cancel_all(self, access: Access, series: Series, reason: str) -> Appointment | None:
        """
        Cancel the appointments of the stored change, and notify people once.

        Returns one of the cancelled appointments.
        """
        change, last = series.change, None
        if change is None:
            return None
        for each in change.appointments:
            last = self._cancel(access, each, series, reason) or last
        by = Access(series.practice, change.by, change.role)
        notices = series_cancelled_notices(last, by, series.version) if last else ()
        self.series.save(series, replace(series, change=None), notices)
        self.changes.deliver(notices)
        return last

    def _settle(self, series: Series) -> bool:
        access = system(series.practice)
        try:
            # The next version keeps the request away that was interrupted, if it goes on.
            claimed = self.series.save(series, series)
            if claimed.change is None:
                return False
            if claimed.change.action is SeriesAction.BOOK:
                self.undo_booking(access, claimed)
            elif claimed.change.action is SeriesAction.MOVE:
                self.undo_move(access, claimed)
            else:
                self._complete_cancellation(access, claimed)
        except Failure as failure:
            # This series is looked at again in a minute, and the others go on.
            note_skipped(failure, series.id)
            return False
        return True

    def _complete_cancellation(self, access: Access, series: Series) -> None:
        ids = series.change.appointments if series.change else ()
        begun = [each for each in self.series.stored(series.practice, ids) if _is_of(each, series)]
        if not begun:
            self.series.save(series, replace(series, change=None))
            return
        rows = self.changes.appointments.rows
        self.cancel_all(access, series, rows.get(access, begun[0].id, lambda _: None).reason)

    def _cancel(
        self, access: Access, appointment: AppointmentId, series: Series, reason: str
    ) -> Appointment | None:
        before = self._get(access, appointment)
        if series.change is None or before.status not in HOLDING:
            return before if _is_of(before, series) else None
        after = before.cancelled(series.change.since, series.change.role, reason)
        return self.changes.store(access, before, after, ())

    def _remove(self, access: Access, appointment: Appointment) -> None:
        rows, off = self.changes.appointments.rows, AppointmentStatus.CANCELLED
        try:
            self.changes.slots.store(
                access,
                appointment,
                replace(appointment, status=off),
                lambda days: rows.remove(access, appointment, days),
            )
        except Conflict:
            return

    def _move_back(self, access: Access, former: FormerTime) -> None:
        before = self._get(access, former.appointment)
        # What somebody has changed since was told to people, and stays.
        if before.status not in HOLDING or not _is_as_moved(before, former):
            return
        after = replace(
            before,
            starts_at=former.starts_at,
            minutes=former.minutes,
            zone=former.zone,
            status=AppointmentStatus(former.status),
            series=parse_place(former.place),
            notice_period=former.notice_period,
        )
        self.changes.store(access, before, after, (), allow_overlap=True)

    def _get(self, access: Access, appointment: AppointmentId) -> Appointment:
        appointments = self.changes.appointments
        stored = appointments.rows.get(access, appointment, lambda _: None)
        return appointments.names.of(access, stored)

    def _until(self) -> datetime:
        return self.now() - SETTLE_AFTER


def _is_as_moved(appointment: Appointment, former: FormerTime) -> bool:
    """Return whether nobody has changed the appointment since the move stored it."""
    return (appointment.version, appointment.starts_at, appointment.minutes) == (
        former.version + 1,
        former.new_start,
        former.new_minutes,
    )


def _is_of(appointment: Appointment, series: Series) -> bool:
    """Return whether the appointment was cancelled by the series' change."""
    return (
        series.change is not None
        and appointment.status is AppointmentStatus.CANCELLED
        and appointment.cancelled_at == series.change.since
    )
