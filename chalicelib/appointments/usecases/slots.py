"""Stores appointments so that each provider has at most one at a time."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from chalicelib.appointments.domain.appointment import Appointment
from chalicelib.appointments.domain.free_times import (
    FREE_TIME_DAYS,
    FreeTime,
    is_daytime,
    next_free_times,
)
from chalicelib.appointments.domain.slots import (
    DAY,
    BusyInterval,
    ProviderDay,
    busy_interval,
    conflicts,
)
from chalicelib.appointments.domain.status import HOLDING
from chalicelib.appointments.usecases.ports import AppointmentStore, DaysChanged
from chalicelib.appointments.usecases.working_hours import WorkingHours
from chalicelib.kernel.access import Access
from chalicelib.kernel.errors import NotFound, SlotTaken, Unavailable
from chalicelib.kernel.ids import AppointmentId, PersonId
from chalicelib.kernel.ports import Clock

MAX_SLOT_ATTEMPTS = 10
TAKEN = "This time is taken. Choose another time, or book it anyway."
HELD = "This time is held for a client of the waitlist, who may still accept it."

Write = Callable[[Sequence[ProviderDay]], Appointment]
"""Stores an appointment together with the changed days of its providers."""


@dataclass(frozen=True, slots=True)
class Slots:
    """
    Takes, changes and frees the time of an appointment's providers.

    The provider's day and the appointment are stored in one transaction. If another
    booking changes the day at the same moment, the day is read and checked again. So of
    several bookings of one time, exactly one is stored.
    """

    rows: AppointmentStore
    hours: WorkingHours
    now: Clock

    def store(
        self,
        access: Access,
        before: Appointment | None,
        after: Appointment,
        write: Write,
        *,
        allow_overlap: bool = False,
        among: Collection[AppointmentId] = (),
    ) -> Appointment:
        """
        Store an appointment by `write`, with the time that it takes.

        `before` is the stored appointment, or None for a new one. If `allow_overlap` is
        true, the time may be taken already, but not held for an offer. The appointments in
        `among` change together with this one, and take no time from it.

        Raises:
            SlotTaken: A provider has another appointment at that time. The error has the
                next free times.
            Unavailable: Other bookings changed the same day at every attempt.
        """
        change = _SlotChange.of(before, after, frozenset(among), allow_overlap=allow_overlap)
        if not change.providers:
            return write(())
        for _ in range(MAX_SLOT_ATTEMPTS):
            days = self._changed_days(access, after, change)
            try:
                return write([change.with_new(day) for day in days])
            except DaysChanged:
                continue
        raise Unavailable

    def is_taken(
        self, access: Access, appointment: Appointment, among: Collection[AppointmentId] = ()
    ) -> bool:
        """Return whether an appointment that is not in `among` takes a part of the time."""
        needed = busy_interval(appointment)
        if needed is None:
            return False
        days = self.rows.provider_days(access, appointment.providers, _dates(needed))
        others = conflicts(days, needed) - set(among)
        return any(self._holds(access, each) for each in others)

    def free_times(self, access: Access, appointment: Appointment) -> Sequence[FreeTime]:
        """Return the next times at which all providers of the appointment are free."""
        first = max(appointment.starts_at, self.now()).date() - DAY
        dates = [first + DAY * number for number in range(FREE_TIME_DAYS + 3)]
        days = self.rows.provider_days(access, appointment.providers, dates)
        may_start = self._may_start(access, appointment, dates)
        return next_free_times(days, appointment, self.now(), may_start)

    def _may_start(
        self, access: Access, appointment: Appointment, dates: Sequence[date]
    ) -> Callable[[datetime], bool]:
        since, until = (datetime.combine(day, time.min, UTC) for day in (dates[0], dates[-1]))
        hours = self.hours.open(access, appointment.providers, since, until)
        length = timedelta(minutes=appointment.minutes)

        def may_start(at: datetime) -> bool:
            works = all(
                any(each.holds(at, at + length) for each in intervals)
                for intervals in hours.values()
            )
            return works if hours else is_daytime(at, appointment.zone)

        return may_start

    def _changed_days(
        self, access: Access, appointment: Appointment, change: "_SlotChange"
    ) -> Sequence[ProviderDay]:
        """Return the days without the appointment. Raises SlotTaken if one is taken."""
        dates = _dates(change.old, change.new)
        days = self.rows.provider_days(access, change.providers, dates)
        reasons = {each: self._reason(access, each) for each in change.others(days)}
        taken = set(reasons.values()) - {None, TAKEN if change.allow_overlap else None}
        if taken:
            free = free_bodies(self.free_times(access, appointment))
            raise SlotTaken(HELD if HELD in taken else TAKEN, free=free)
        stale = {each for each, reason in reasons.items() if reason is None}
        return [day.without({appointment.id, *stale}) for day in days]

    def _holds(self, access: Access, appointment: AppointmentId) -> bool:
        return self._reason(access, appointment) is not None

    def _reason(self, access: Access, appointment: AppointmentId) -> str | None:
        """Return why the time of an entry in a day is not free; None if it is."""
        # A visit that ended early stays in its provider's day, but takes no time any more.
        try:
            holds = self.rows.without_names(access, appointment).status in HOLDING
        except NotFound:
            # The time may be held for a client of the waitlist, who may still accept it.
            until = self.rows.held_until(access, appointment)
            return HELD if until is not None and self.now() < until else None
        return TAKEN if holds else None


@dataclass(frozen=True, slots=True)
class _SlotChange:
    """
    The time that an appointment took before a change, and takes after it.

    `takers` take the new time, and `givers` no longer take any.
    """

    old: BusyInterval | None
    new: BusyInterval | None
    takers: frozenset[PersonId]
    givers: frozenset[PersonId]
    among: frozenset[AppointmentId]
    allow_overlap: bool

    @classmethod
    def of(
        cls,
        before: Appointment | None,
        after: Appointment,
        among: frozenset[AppointmentId],
        *,
        allow_overlap: bool,
    ) -> "_SlotChange":
        old, new = busy_interval(before) if before else None, busy_interval(after)
        former, present = frozenset(before.providers if before else ()), frozenset(after.providers)
        # Who keeps the same time needs no check: perhaps it was booked twice knowingly.
        takers = present - former if old == new else present
        return cls(old, new, takers, former - present, among, allow_overlap)

    @property
    def providers(self) -> Sequence[PersonId]:
        """The providers whose days change."""
        return sorted(self.takers | self.givers)

    def others(self, days: Sequence[ProviderDay]) -> frozenset[AppointmentId]:
        """Return the other appointments that stand in the way of the new time."""
        if self.new is None:
            return frozenset()
        taken = [day for day in days if day.provider in self.takers]
        return conflicts(taken, self.new) - self.among

    def with_new(self, day: ProviderDay) -> ProviderDay:
        return day.holding(self.new) if day.provider in self.takers else day


def _dates(*intervals: BusyInterval | None) -> Collection[date]:
    return sorted({day for each in intervals if each for day in each.days})


def free_bodies(free: Sequence[FreeTime]) -> Sequence[dict[str, str]]:
    """Return free times as they are in the error that the API sends."""
    return [
        {"starts_at": each.starts_at.isoformat().replace("+00:00", "Z"), "local": each.local}
        for each in free
    ]
