"""Finds the days on which the clocks of New York change."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("America/New_York")


def edge(month: int, nth: int) -> date:
    """
    Return the next date that is the `nth` Sunday of the month.

    On this date, New York's clocks change.
    """
    today = (datetime.now(ZONE) + timedelta(days=1)).date()
    for year in (today.year, today.year + 1):
        sunday = date(year, month, 1) + timedelta(
            (6 - date(year, month, 1).weekday()) % 7 + 7 * (nth - 1)
        )
        if sunday > today:
            return sunday
    raise AssertionError
