"""Tells which day it is where the demo practice is."""

from datetime import UTC, datetime, timedelta

from chalicelib.kernel.time_zones import local_day

ZONE = "America/New_York"


def day(days: int = 0) -> str:
    """
    Return the day that is `days` from the practice's today, such as `2026-11-24`.

    For five hours of each night, the practice's today is not that of UTC. A payment that was
    received on a future day is refused.
    """
    return (local_day(datetime.now(UTC), ZONE) + timedelta(days=days)).isoformat()
