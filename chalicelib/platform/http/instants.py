"""Reads instants in request bodies and queries, strictly in one form of ISO 8601."""

import re
from datetime import date, datetime, timedelta
from typing import Annotated

from pydantic import BeforeValidator, Field, WithJsonSchema

from chalicelib.platform.http import days

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


def _day_or_instant(value: object) -> date | datetime:
    is_day = isinstance(value, str) and days.DAY.fullmatch(value)
    return days.checked_day(value) if is_day else _instant(value)


DayOrInstant = Annotated[
    datetime | date,
    BeforeValidator(_day_or_instant),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "format": "date", "pattern": f"^{days.DAY.pattern}$"},
                {"type": "string", "format": "date-time", "pattern": f"^{INSTANT.pattern}$"},
            ]
        }
    ),
]
"""A day, which begins at midnight in a time zone, or an instant."""
