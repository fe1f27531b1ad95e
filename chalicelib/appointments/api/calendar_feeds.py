"""Defines the routes of calendar feeds; one of them needs no session."""

from datetime import datetime
from hashlib import sha256

from chalice.app import Blueprint, Response

from chalicelib.appointments.api.feed_text import MEDIA_TYPE, feed_text
from chalicelib.kernel.access import Access
from chalicelib.platform.http import responses
from chalicelib.platform.http.contract import CLIENT, PROVIDER, PUBLIC, route
from chalicelib.platform.http.request import Request
from chalicelib.platform.http.shapes import Shape
from chalicelib.wiring import calendar_feeds as wiring_feeds
from chalicelib.wiring import platform

routes = Blueprint(__name__)
FEED_HEADER = "Clocktree-Feed"
"""The header into which the edge moves a feed's secret, so that no address has it."""


class FeedAddressShape(Shape):
    """The address of a calendar feed, which is shown only once."""

    url: str


class CalendarFeedShape(Shape):
    """Tells whether the caller's feed is on, since when, and when it was read."""

    on: bool
    created_at: datetime | None
    last_read_at: datetime | None


@route(routes, "POST", "/me/calendar-feed", who=PROVIDER | CLIENT, status=201)
def create_calendar_feed(access: Access) -> FeedAddressShape:
    """Switch on the caller's calendar feed; an earlier address ends."""
    secret = wiring_feeds.calendar_feeds().create(access)
    return FeedAddressShape(url=f"{platform.origin()}/api/feeds/{secret}.ics")


@route(routes, "GET", "/me/calendar-feed", who=PROVIDER | CLIENT)
def read_own_feed(access: Access) -> CalendarFeedShape:
    """Return whether the caller's calendar feed is on; its address is not stored."""
    feed = wiring_feeds.calendar_feeds().get(access)
    return CalendarFeedShape(
        on=feed is not None,
        created_at=feed.created_at if feed else None,
        last_read_at=feed.last_read_at if feed else None,
    )


@route(routes, "DELETE", "/me/calendar-feed", who=PROVIDER | CLIENT, status=204)
def stop_calendar_feed(access: Access) -> None:
    """Switch off the caller's calendar feed at once."""
    wiring_feeds.calendar_feeds().stop(access)


@route(routes, "GET", "/feeds/calendar", who=PUBLIC, media_type="text/calendar")
def read_calendar_feed(request: Request) -> Response:
    """
    Return a calendar feed, for calendars outside the product.

    People use the address that ends with the feed's secret. The edge moves the secret
    into the header `Clocktree-Feed`.
    """
    secret = request.header(FEED_HEADER)
    events = wiring_feeds.calendar_feeds().read(secret, request.caller)
    text = feed_text(events, platform.origin())
    tag = f'"{sha256(text).hexdigest()[:32]}"'
    headers = {"Content-Type": MEDIA_TYPE, "ETag": tag}
    if tag in request.header("If-None-Match"):
        return responses.answer("", 304, headers)
    return responses.answer(text.decode(), 200, headers)
