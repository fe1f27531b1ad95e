"""Reads the period that a calendar or a list of free times is about."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from chalicelib.kernel.errors import Invalid
from chalicelib.kernel.time_zones import start_of_day

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Period:
    """The time from one instant until before another one, both in UTC."""

    since: datetime
    until: datetime


def period(since: date | datetime, until: date | datetime, zone: str, most_days: int) -> Period:
    """
    Return a period, whose days begin and end at midnight in the zone.

    Raises Invalid when the period is empty, or has more than `most_days` days.
    """
    start = _instant(since, zone)
    end = _instant(until if isinstance(until, datetime) else until + DAY, zone)
    if end <= start:
        raise Invalid(fields={"to": "Choose a time after the beginning."})
    # An hour more, because the clocks may be set back within the period.
    if end - start > timedelta(days=most_days, hours=1):
        raise Invalid(fields={"to": f"Choose a period of up to {most_days} days."})
    return Period(start, end)


def _instant(value: date | datetime, zone: str) -> datetime:
    if isinstance(value, datetime):
        return value.astimezone(UTC)
    return start_of_day(value, zone)
