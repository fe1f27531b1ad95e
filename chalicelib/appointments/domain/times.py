"""Checks the times that appointments may have, and says when rooms open and close."""

from datetime import UTC, datetime, timedelta

from chalicelib.kernel.errors import Invalid
from chalicelib.kernel.time_zones import zone as known_zone
from chalicelib.practice.domain.visit_terms import MAX_MINUTES, MIN_MINUTES

WRONG_MINUTES = f"An appointment lasts {MIN_MINUTES} to {MAX_MINUTES} minutes."
MAX_BOOKING_AHEAD = timedelta(days=2 * 366)
OPENS_BEFORE, CLOSES_AFTER = timedelta(hours=1), timedelta(hours=2)
"""How long before the start the room opens, and how long after the end it closes."""
LONGEST = timedelta(minutes=MAX_MINUTES)


def check_booking_time(starts_at: datetime, minutes: int, zone: str, now: datetime) -> None:
    """
    Check that an appointment can be booked at a time.

    Raises Invalid when the zone is unknown, the appointment would already be over or start
    too far ahead, or its duration is too short or too long.
    """
    known_zone(zone)
    check_minutes(minutes)
    if starts_at + timedelta(minutes=minutes) <= now:
        raise Invalid(fields={"starts_at": "This time is over. Choose a later one."})
    if starts_at > now + MAX_BOOKING_AHEAD:
        raise Invalid(
            fields={"starts_at": "This is more than two years ahead. Choose an earlier time."}
        )


def check_minutes(minutes: int) -> int:
    """Return the duration. Raises Invalid when it is too short or too long."""
    if not MIN_MINUTES <= minutes <= MAX_MINUTES:
        raise Invalid(fields={"minutes": WRONG_MINUTES})
    return minutes


def whole_minute(at: datetime) -> datetime:
    """Convert an aware datetime to UTC, and round it down to the whole minute."""
    return at.astimezone(UTC).replace(second=0, microsecond=0)
