"""Finds the next free times to offer in place of a time that is taken."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from chalicelib.appointments.domain.appointment import Appointment
from chalicelib.appointments.domain.slots import ProviderDay
from chalicelib.kernel.time_zones import local_time

GRID = timedelta(minutes=15)
"""Free times begin at each quarter of an hour."""
MAX_FREE_TIMES, FREE_TIME_DAYS = 5, 7
"""At most so many free times are offered, within so many days."""
FIRST_HOUR, LAST_HOUR = 7, 21
"""Without hours of their own, providers are offered at these local hours only."""


@dataclass(frozen=True, slots=True)
class FreeTime:
    """A time at which an appointment can start; `local` is that time in a time zone."""

    starts_at: datetime
    local: str

    @staticmethod
    def at(starts_at: datetime, zone: str) -> "FreeTime":
        """Return the free time that begins at `starts_at`, shown in a time zone."""
        return FreeTime(starts_at, local_time(starts_at, zone).strftime("%Y-%m-%dT%H:%M"))


def next_free_times(
    days: Sequence[ProviderDay],
    appointment: Appointment,
    now: datetime,
    may_start: Callable[[datetime], bool],
) -> list[FreeTime]:
    """
    Return the next times from the appointment's start on that are free.

    `days` has the days of all providers from that start on. Only a time that `may_start`
    accepts is offered.
    """
    before = timedelta(minutes=appointment.buffer_before)
    after = timedelta(minutes=appointment.minutes + appointment.buffer_after)
    busy = [each for day in days for each in day.busy if each.appointment != appointment.id]
    free: list[FreeTime] = []
    for at in quarter_hours(max(appointment.starts_at, now), FREE_TIME_DAYS):
        is_free = not any(each.overlaps(at - before, at + after) for each in busy)
        if is_free and may_start(at):
            free.append(FreeTime.at(at, appointment.zone))
        if len(free) == MAX_FREE_TIMES:
            break
    return free


def quarter_hours(since: datetime, days: int) -> Iterator[datetime]:
    """Yield each quarter of an hour from `since` on, for some days."""
    at, until = next_quarter(since), since + timedelta(days=days)
    while at < until:
        yield at
        at += GRID


def next_quarter(at: datetime) -> datetime:
    """Return the first quarter of an hour that is not before `at`."""
    midnight = datetime.combine(at.astimezone(UTC).date(), datetime.min.time(), UTC)
    return midnight - (midnight - at) // GRID * GRID


def is_daytime(at: datetime, zone: str) -> bool:
    """Return whether a time is at an hour at which people usually meet."""
    return FIRST_HOUR <= local_time(at, zone).hour < LAST_HOUR
