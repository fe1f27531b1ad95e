"""Builds the calendar feeds, at first use."""

from functools import cache

from chalicelib.appointments.store.calendar_feeds import DynamoFeeds
from chalicelib.appointments.usecases.calendar_feeds import CalendarFeeds
from chalicelib.platform.id_generator import new_secret
from chalicelib.wiring import platform
from chalicelib.wiring.appointments import appointments


@cache
def calendar_feeds() -> CalendarFeeds:
    return CalendarFeeds(
        DynamoFeeds(platform.audit()), appointments(), new_secret, platform.keyed_hash
    )
