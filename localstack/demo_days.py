"""Tells which day it is where the demo practice is."""

from datetime import UTC, datetime, timedelta

from chalicelib.kernel.time_zones import local_day

ZONE = "America/New_York"


def day(days: int = 0) -> str:
    """
    Return the day that is `days` from today by the practice's clock, such as `2026-11-24`.

    For five hours of each night it is not the day of UTC, and the practice takes no payment that
    was received on a future day.
    """
    return (local_day(datetime.now(UTC), ZONE) + timedelta(days=days)).isoformat()
