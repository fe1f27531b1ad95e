"""Keeps each provider's time exclusive: at most one appointment at a time."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from chalicelib.appointments.domain.appointment import Appointment
from chalicelib.appointments.domain.status import HOLDING
from chalicelib.kernel.ids import AppointmentId, PersonId

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class BusyInterval:
    """
    A time that an appointment takes from its providers.

    The time includes the buffers before and after the appointment.
    """

    starts_at: datetime
    ends_at: datetime
    appointment: AppointmentId

    def overlaps(self, starts_at: datetime, ends_at: datetime) -> bool:
        """Return whether some moment of the given time is in the interval."""
        return self.starts_at < ends_at and starts_at < self.ends_at

    @property
    def days(self) -> Iterator[date]:
        """The UTC days of which the interval takes a part."""
        day = self.starts_at.date()
        while datetime.combine(day, datetime.min.time(), UTC) < self.ends_at:
            yield day
            day += DAY


@dataclass(frozen=True, slots=True)
class ProviderDay:
    """
    All busy intervals of one provider that take a part of one UTC day.

    `version` increases with each stored change, and is 0 before the first one. A change is
    stored only if the day still has the version that was read, so that two bookings of one
    time cannot both be stored.
    """

    provider: PersonId
    day: date
    busy: tuple[BusyInterval, ...] = ()
    version: int = 0

    def without(self, appointments: Collection[AppointmentId]) -> "ProviderDay":
        """Return the day without the intervals of some appointments."""
        rest = tuple(each for each in self.busy if each.appointment not in appointments)
        return replace(self, busy=rest)

    def holding(self, interval: BusyInterval | None) -> "ProviderDay":
        """Return the day with one interval more, if the interval takes a part of the day."""
        if interval is None or self.day not in interval.days:
            return self
        ordered = sorted((*self.busy, interval), key=lambda each: (each.starts_at, each.ends_at))
        return replace(self, busy=tuple(ordered))


def busy_interval(appointment: Appointment) -> BusyInterval | None:
    """Return the time that an appointment takes; None if it does not take any."""
    if appointment.status not in HOLDING:
        return None
    return BusyInterval(
        appointment.starts_at - timedelta(minutes=appointment.buffer_before),
        appointment.ends_at + timedelta(minutes=appointment.buffer_after),
        appointment.id,
    )


def conflicts(days: Sequence[ProviderDay], needed: BusyInterval) -> frozenset[AppointmentId]:
    """Return the other appointments that take a part of the needed time."""
    return frozenset(
        each.appointment
        for day in days
        for each in day.busy
        if each.appointment != needed.appointment
        and each.overlaps(needed.starts_at, needed.ends_at)
    )
