"""Reads instants in request bodies and queries, strictly in one form of ISO 8601."""

import re
from datetime import date, datetime, timedelta
from typing import Annotated

from pydantic import BeforeValidator, Field

INSTANT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:\.[0-9]{3}(?:[0-9]{3})?)?)?"
    r"(?:Z|[+-](?:0[0-9]|1[0-4]):[0-5][0-9])"
)
FIRST_YEAR, LAST_YEAR = 2000, 2199
"""In these years, a time can be converted to every zone without an overflow."""
WESTERNMOST, EASTERNMOST = timedelta(hours=-12), timedelta(hours=14)
"""The least and the greatest offset from UTC that a clock on Earth has."""


def _instant(value: object) -> datetime:
    at = _parsed(value)
    if at is None:
        raise ValueError("Use a time with its offset, such as 2026-11-24T15:00:00-05:00.")
    if not FIRST_YEAR <= at.year <= LAST_YEAR:
        raise ValueError(f"Use a time in the years {FIRST_YEAR} to {LAST_YEAR}.")
    return at


def _parsed(value: object) -> datetime | None:
    if not isinstance(value, str) or not INSTANT.fullmatch(value):
        return None
    try:
        at = datetime.fromisoformat(value)
    except ValueError:
        return None
    return at if WESTERNMOST <= (at.utcoffset() or timedelta()) <= EASTERNMOST else None


Instant = Annotated[
    datetime,
    BeforeValidator(_instant),
    Field(json_schema_extra={"pattern": f"^{INSTANT.pattern}$"}),
]
"""
A time in ISO 8601 with its offset: `YYYY-MM-DDTHH:MM`, then perhaps `:SS`.

The seconds may have three or six decimals, as browsers and Python write them.

Without an offset, a local time may mean two instants, or none.
"""


DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _day(value: object) -> date:
    try:
        day = date.fromisoformat(value) if isinstance(value, str) and DAY.fullmatch(value) else None
    except ValueError:
        day = None
    if day is None:
        raise ValueError("Use a day such as 2026-11-24.")
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(f"Use a day in the years {FIRST_YEAR} to {LAST_YEAR}.")
    return day


def _day_or_instant(value: object) -> date | datetime:
    is_day = isinstance(value, str) and DAY.fullmatch(value)
    return _day(value) if is_day else _instant(value)


Day = Annotated[
    date, BeforeValidator(_day), Field(json_schema_extra={"pattern": f"^{DAY.pattern}$"})
]
"""A day by the calendar: `YYYY-MM-DD`."""
DayOrInstant = Annotated[datetime | date, BeforeValidator(_day_or_instant)]
"""A day, which begins at midnight in a time zone, or an instant."""
