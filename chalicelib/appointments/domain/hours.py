"""Defines when a provider works: weekly hours, exceptions, time off and holidays."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from chalicelib.kernel.errors import Invalid
from chalicelib.kernel.ids import PersonId
from chalicelib.kernel.time_zones import start_of_day, zone_offsets
from chalicelib.kernel.time_zones import zone as known_zone

LISTED = "This day is in the list already. Choose another day."
MIDNIGHT = 24 * 60
CLOCK = re.compile(r"(?:([01][0-9]|2[0-3]):([0-5][0-9])|24:00)")
MAX_WINDOWS, MAX_EXCEPTIONS, MAX_TIME_OFF, MAX_HOLIDAYS = 50, 200, 100, 100
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class HoursWindow:
    """A part of a day by the clock, in minutes since midnight; `end` may be 24:00."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class WeeklyWindow:
    """A part of each week; `weekday` is 0 for Monday to 6 for Sunday."""

    weekday: int
    window: HoursWindow


@dataclass(frozen=True, slots=True)
class DayException:
    """The hours of one day in place of the weekly ones; without windows, it is closed."""

    day: date
    windows: tuple[HoursWindow, ...] = ()


@dataclass(frozen=True, slots=True)
class TimeOff:
    """Days on which a provider does not work, the first and the last included."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class ProviderHours:
    """
    When a provider works, by the clock in a time zone.

    `version` is 0 while nothing has been stored. A provider without windows has no hours.
    """

    provider: PersonId
    zone: str
    weekly: tuple[WeeklyWindow, ...] = ()
    exceptions: tuple[DayException, ...] = ()
    time_off: tuple[TimeOff, ...] = ()
    version: int = 0

    def windows_of(self, day: date, holidays: Iterable[date]) -> Sequence[HoursWindow]:
        """Return the windows of one day; an exception is stronger than a holiday."""
        if self.is_off(day, holidays):
            return ()
        for each in self.exceptions:
            if each.day == day:
                return each.windows
        return [each.window for each in self.weekly if each.weekday == day.weekday()]

    def is_off(self, day: date, holidays: Iterable[date]) -> bool:
        """Return whether time off, an exception or a holiday closes a whole day."""
        if any(each.first <= day <= each.last for each in self.time_off):
            return True
        for each in self.exceptions:
            if each.day == day:
                return not each.windows
        return day in holidays


@dataclass(frozen=True, slots=True)
class Holiday:
    """A day on which the practice is closed."""

    day: date
    name: str


@dataclass(frozen=True, slots=True)
class Holidays:
    """All holidays of a practice; `version` is 0 while nothing has been stored."""

    days: tuple[Holiday, ...] = ()
    version: int = 0

    @property
    def dates(self) -> frozenset[date]:
        return frozenset(each.day for each in self.days)


@dataclass(frozen=True, slots=True)
class OpenInterval:
    """A time during which a provider works."""

    starts_at: datetime
    ends_at: datetime

    def holds(self, starts_at: datetime, ends_at: datetime) -> bool:
        """Return whether the whole of the given time is in the interval."""
        return self.starts_at <= starts_at and ends_at <= self.ends_at


@dataclass(frozen=True, slots=True)
class DayOff:
    """
    A day on which a provider does not work, by the clock in their time zone.

    It is not a day on which the provider never works, such as a Sunday.
    """

    starts_at: datetime
    ends_at: datetime
    is_holiday: bool = False


def days_off(
    hours: ProviderHours, holidays: Iterable[date], since: datetime, until: datetime
) -> list[DayOff]:
    """Return the days off of a provider between two instants in UTC, in order."""
    closed, days = frozenset(holidays), list[DayOff]()
    day = since.date() - DAY
    while day <= until.date() + DAY:
        start, end = start_of_day(day, hours.zone), start_of_day(day + DAY, hours.zone)
        if start < until and since < end and hours.is_off(day, closed):
            days.append(DayOff(start, end, is_holiday=not hours.is_off(day, ())))
        day += DAY
    return days


def open_intervals(
    hours: ProviderHours, holidays: Iterable[date], since: datetime, until: datetime
) -> list[OpenInterval]:
    """
    Return when a provider works between two instants in UTC, in order.

    A minute belongs to the result if the clock in the zone shows a time within a window
    then. So times that the clock skips are left out, and times that it shows twice are
    there twice.
    """
    closed, intervals = frozenset(holidays), list[OpenInterval]()
    offsets = zone_offsets(hours.zone, since, until)
    for number, each in enumerate(offsets):
        end = offsets[number + 1].since if number + 1 < len(offsets) else until
        intervals += _within_offset(hours, closed, each.offset, each.since, min(end, until))
    return _merged(intervals)


def _within_offset(
    hours: ProviderHours,
    holidays: frozenset[date],
    offset: timedelta,
    since: datetime,
    until: datetime,
) -> list[OpenInterval]:
    intervals, day = list[OpenInterval](), (since + offset).date()
    while day <= (until + offset).date():
        midnight = datetime(day.year, day.month, day.day, tzinfo=since.tzinfo) - offset
        for window in hours.windows_of(day, holidays):
            start = max(since, midnight + timedelta(minutes=window.start))
            end = min(until, midnight + timedelta(minutes=window.end))
            if start < end:
                intervals.append(OpenInterval(start, end))
        day += DAY
    return intervals


def _merged(intervals: Iterable[OpenInterval]) -> list[OpenInterval]:
    merged = list[OpenInterval]()
    for each in sorted(intervals, key=lambda each: (each.starts_at, each.ends_at)):
        if merged and each.starts_at <= merged[-1].ends_at:
            last = merged.pop()
            each = OpenInterval(last.starts_at, max(last.ends_at, each.ends_at))  # noqa: PLW2901
        merged.append(each)
    return merged


def validate_hours(hours: ProviderHours) -> ProviderHours:
    """
    Return the hours if all of them are possible.

    Raises Invalid when a value is not; the error names the field.
    """
    known_zone(hours.zone)
    _limit("weekly", len(hours.weekly), MAX_WINDOWS)
    _limit("exceptions", len(hours.exceptions), MAX_EXCEPTIONS)
    _limit("time_off", len(hours.time_off), MAX_TIME_OFF)
    for number, each in enumerate(hours.weekly):
        _check_window(each.window, f"weekly.{number}")
    for number, exception in enumerate(hours.exceptions):
        _limit(f"exceptions.{number}.hours", len(exception.windows), MAX_WINDOWS)
        for place, window in enumerate(exception.windows):
            _check_window(window, f"exceptions.{number}.hours.{place}")
    days = [each.day for each in hours.exceptions]
    for number, day in enumerate(days):
        if day in days[:number]:
            raise Invalid(fields={f"exceptions.{number}.day": LISTED})
    for number, off in enumerate(hours.time_off):
        if off.last < off.first:
            raise Invalid(fields={f"time_off.{number}.to": "Choose a day that is not before."})
    return hours


def validate_holidays(holidays: Holidays) -> Holidays:
    """Return the holidays, by day. Raises Invalid when a day is there twice."""
    _limit("items", len(holidays.days), MAX_HOLIDAYS)
    days = [each.day for each in holidays.days]
    for number, day in enumerate(days):
        if day in days[:number]:
            raise Invalid(fields={f"items.{number}.day": LISTED})
    return Holidays(tuple(sorted(holidays.days, key=lambda each: each.day)), holidays.version)


def minutes_of(clock: str) -> int:
    """Return the minutes since midnight for a time such as `09:30`, up to `24:00`."""
    match = CLOCK.fullmatch(clock)
    if match is None:
        raise ValueError("Use a time such as 09:30.")
    return int(match[1]) * 60 + int(match[2]) if match[1] else MIDNIGHT


def clock_of(minutes: int) -> str:
    """Return a time such as `09:30` for the minutes since midnight."""
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _check_window(window: HoursWindow, field: str) -> None:
    if window.end <= window.start:
        raise Invalid(fields={f"{field}.to": "Choose a time after the beginning."})


def _limit(field: str, count: int, most: int) -> None:
    if count > most:
        raise Invalid(fields={field: f"Use up to {most}."})
