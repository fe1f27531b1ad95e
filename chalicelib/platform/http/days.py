"""Reads calendar days in request bodies and queries, strictly as `YYYY-MM-DD`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from annotated_types import GroupedMetadata
from pydantic import BeforeValidator, Field

DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2199, 12, 31)
"""The first and the last day that a request may name, unless it is a date of birth."""


@dataclass(frozen=True, slots=True)
class _DayRule(GroupedMetadata):
    first: date
    last: date

    def __iter__(self) -> Iterator[object]:
        yield BeforeValidator(self._checked)
        yield Field(
            strict=False,
            json_schema_extra={"pattern": f"^{DAY.pattern}$"},
            description=f"A day from {self.first} to {self.last}.",
        )

    def _checked(self, value: object) -> date:
        return checked_day(value, self.first, self.last)


def day(first: date = FIRST_DAY, last: date = LAST_DAY) -> GroupedMetadata:
    """
    Return the pydantic rule for a calendar day in the form `YYYY-MM-DD`.

    Use the rule as in `Annotated[date, day()]`. `first` and `last` are the first and the
    last allowed day. Numbers and times are not accepted as days.
    """
    return _DayRule(first, last)


def checked_day(value: object, first: date = FIRST_DAY, last: date = LAST_DAY) -> date:
    """
    Return the day that a text in the form `YYYY-MM-DD` names.

    Raises ValueError when the value is no such text, or the day is not allowed.
    """
    parsed = _parsed(value)
    if parsed is None:
        example = "1985-04-23" if first < FIRST_DAY else "2026-11-24"
        raise ValueError(f"Write a day that exists, such as {example}.")
    if not first <= parsed <= last:
        raise ValueError(f"Write a day from {first} to {last}.")
    return parsed


def _parsed(value: object) -> date | None:
    if not isinstance(value, str) or not DAY.fullmatch(value):
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None
