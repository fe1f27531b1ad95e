"""Moves and cancels several appointments of a series at once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from chalicelib.appointments.domain.appointment import Appointment
from chalicelib.appointments.domain.notices import series_moved_notices
from chalicelib.appointments.domain.series import (
    FormerTime,
    Series,
    SeriesAction,
    SeriesChange,
    SeriesPlace,
    SeriesScope,
)
from chalicelib.appointments.domain.status import HOLDING
from chalicelib.appointments.domain.times import whole_minute
from chalicelib.appointments.usecases.appointments import Appointments, AppointmentView
from chalicelib.appointments.usecases.booking_requests import Move
from chalicelib.appointments.usecases.bookings import NOT_YOURS
from chalicelib.appointments.usecases.overlaps import Overlaps
from chalicelib.appointments.usecases.series_recovery import SeriesRecovery
from chalicelib.appointments.usecases.series_times import require_free
from chalicelib.appointments.usecases.slots import Slots
from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.errors import Conflict, Invalid, NotAllowed
from chalicelib.kernel.ids import AppointmentId
from chalicelib.kernel.ports import Clock
from chalicelib.kernel.time_zones import local_time

ONE_ONLY = "This appointment is not part of a series. Change it alone."
BUSY = "This series is being changed at this moment. Try again in a few minutes."
ZONE_STAYS = "A series stays in the practice's time zone. Choose another zone for one visit only."


@dataclass(frozen=True, slots=True)
class SeriesChanges:
    """
    Moves and cancels an appointment of a series with the following, or with all.

    Only appointments that have not begun change. What is to change is stored first, so that
    `SeriesRecovery` ends a change that was interrupted. An appointment that was moved alone
    keeps its own time when the others move, and takes on only a new length.

    Raises:
        NotAllowed: The caller acts as a client, who may change only one appointment.
        NotFound: The appointment does not exist, or the caller may not see it.
        Invalid: A value is not valid. The error names the field.
        SlotTaken: Some of the new times are taken. The error names them.
        Conflict: The appointment has changed since the caller read it, or can no longer be
            changed, or the series is being changed. The error carries the current state.
    """

    recovery: SeriesRecovery
    overlaps: Overlaps
    now: Clock

    def cancel(
        self,
        access: Access,
        appointment: AppointmentId,
        seen: int,
        scope: SeriesScope,
        reason: str = "",
    ) -> AppointmentView:
        """Cancel an appointment with others of its series, and notify people once."""
        anchor, series = self._claimable(access, appointment, seen)
        since = self.now().replace(microsecond=0)
        self._changed(access, anchor, lambda: anchor.cancelled(since, access.role, reason))
        ids = tuple(each.id for each in self._affected(series, anchor, scope))
        change = SeriesChange(SeriesAction.CANCEL, ids, since, access.person, access.role)
        claimed = self._claim(access, anchor, series, change)
        self.recovery.cancel_all(access, claimed, reason)
        return self._appointments.get(access, anchor.id)

    def reschedule(
        self,
        access: Access,
        appointment: AppointmentId,
        seen: int,
        scope: SeriesScope,
        move: Move,
    ) -> AppointmentView:
        """Move an appointment with others of its series, and notify people once."""
        anchor, series = self._claimable(access, appointment, seen)
        if move.zone not in {None, anchor.zone}:
            raise Invalid(fields={"zone": ZONE_STAYS})
        planned = [
            (each, self._moved(access, anchor, each, move))
            for each in self._affected(series, anchor, scope)
        ]
        changed = [(before, after) for before, after in planned if before != after]
        ids = tuple(before.id for before, _ in changed)
        if not move.allow_overlap:
            require_free(self._slots, access, [after for _, after in changed], ids)
        former = tuple(_former(before, after) for before, after in changed)
        since = self.now()
        change = SeriesChange(SeriesAction.MOVE, ids, since, access.person, access.role, former)
        claimed = self._claim(access, anchor, series, change)
        self._store_all(access, claimed, changed, move)
        has_news = any(
            (before.starts_at, before.minutes) != (after.starts_at, after.minutes)
            for before, after in changed
        )
        notices = series_moved_notices(anchor, access, claimed.version) if has_news else ()
        self.recovery.series.save(claimed, replace(claimed, change=None), notices)
        self.recovery.changes.deliver(notices)
        view = self._appointments.get(access, anchor.id)
        return self.overlaps.with_overlaps(access, view)

    @property
    def _appointments(self) -> Appointments:
        return self.recovery.changes.appointments

    @property
    def _slots(self) -> Slots:
        return self.recovery.changes.slots

    def _claimable(
        self, access: Access, appointment: AppointmentId, seen: int
    ) -> tuple[Appointment, Series]:
        anchor = self.recovery.changes.seen(access, appointment, seen)
        if access.role is Role.CLIENT:
            raise NotAllowed(NOT_YOURS)
        if anchor.series is None:
            raise Invalid(fields={"scope": ONE_ONLY})
        series = self.recovery.series.get(access.practice, anchor.series.series)
        if anchor.id not in series.appointments:
            raise Invalid(fields={"scope": ONE_ONLY})
        if series.change:
            raise self.recovery.changes.conflict(access, anchor, BUSY)
        return anchor, series

    def _affected(
        self, series: Series, anchor: Appointment, scope: SeriesScope
    ) -> Sequence[Appointment]:
        """Return the anchor and those appointments in the scope that have not begun."""
        now, first = self.now(), anchor.series.slot if anchor.series else None
        return [
            each
            for each in self.recovery.series.stored(series.practice, series.appointments)
            if each.id == anchor.id
            or (
                each.status in HOLDING
                and each.starts_at > now
                and each.series
                and first
                and (scope is SeriesScope.ALL or each.series.slot >= first)
            )
        ]

    def _claim(
        self, access: Access, anchor: Appointment, series: Series, change: SeriesChange
    ) -> Series:
        try:
            return self.recovery.series.save(series, replace(series, change=change))
        except Conflict:
            raise self.recovery.changes.conflict(access, anchor, BUSY) from None

    def _changed(
        self, access: Access, anchor: Appointment, change: Callable[[], Appointment]
    ) -> Appointment:
        try:
            return change()
        except Conflict as refusal:
            raise self.recovery.changes.conflict(access, anchor, str(refusal)) from None

    def _moved(
        self, access: Access, anchor: Appointment, each: Appointment, move: Move
    ) -> Appointment:
        """Return an appointment, whose names are sealed, with its new time and place."""
        place, start = self._place_and_start(anchor, each, move)
        after = self._changed(
            access, anchor, lambda: each.moved(self.now(), start, move.minutes, None)
        )
        return replace(after, series=place)

    def _place_and_start(
        self, anchor: Appointment, each: Appointment, move: Move
    ) -> tuple[SeriesPlace | None, datetime | None]:
        old, place = anchor.series, each.series
        start = whole_minute(move.starts_at) if move.starts_at else anchor.starts_at
        if old is None or place is None or start == anchor.starts_at:
            return place, None
        slot = local_time(start, old.zone).replace(tzinfo=None)
        moved = place.moved(old.slot.date(), slot)
        if each.id == anchor.id:
            return moved, start
        # What was moved alone was agreed with the client, and stays.
        return moved, moved.starts_at if place.holds(each.starts_at) else None

    def _store_all(
        self,
        access: Access,
        series: Series,
        planned: Sequence[tuple[Appointment, Appointment]],
        move: Move,
    ) -> None:
        appointments, changes = self._appointments, self.recovery.changes
        for nameless, after in planned:
            stored = appointments.rows.get(access, nameless.id, lambda _: None)
            before = appointments.names.of(access, stored)
            name, marks = before.service_name, before.marks
            new = replace(after, names=before.names, service_name=name, marks=marks)
            try:
                if before.version != nameless.version:
                    raise changes.conflict(access, before)
                changes.store(
                    access,
                    before,
                    new,
                    (),
                    allow_overlap=move.allow_overlap,
                    among=series.change.appointments if series.change else (),
                )
            except Conflict:
                # Somebody changed an appointment, or took its new time, at this moment.
                self.recovery.undo_move(access, series)
                raise


def _former(appointment: Appointment, after: Appointment) -> FormerTime:
    return FormerTime(
        appointment.id,
        appointment.starts_at,
        appointment.minutes,
        appointment.zone,
        appointment.status.value,
        appointment.series.text if appointment.series else "",
        appointment.version,
        after.starts_at,
        after.minutes,
        appointment.notice_period,
    )
