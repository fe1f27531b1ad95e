"""Writes the events of a calendar feed in the format iCalendar (RFC 5545)."""

from collections.abc import Sequence
from datetime import UTC, timedelta

from chalicelib.appointments.domain.calendar_feed import FeedEvent

MEDIA_TYPE = "text/calendar; charset=utf-8"
PRODUCT = "-//Clocktree//Calendar feed//EN"
TITLE = "Appointment"
REFRESH = timedelta(hours=1)


def feed_text(events: Sequence[FeedEvent], origin: str) -> bytes:
    """Return a calendar in which every event has the same words, and leads to sign-in."""
    # The library takes long to import, and only this route needs it.
    from icalendar import Calendar, Event  # noqa: PLC0415

    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", f"{TITLE}s")
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    for each in events:
        event = Event()
        event.add("uid", each.uid)
        event.add("summary", TITLE)
        event.add("dtstart", each.starts_at.astimezone(UTC))
        event.add("dtend", each.ends_at.astimezone(UTC))
        event.add("dtstamp", each.created_at.astimezone(UTC))
        event.add("sequence", each.sequence)
        event.add("status", "CANCELLED" if each.is_cancelled else "CONFIRMED")
        event.add("transp", "TRANSPARENT" if each.is_cancelled else "OPAQUE")
        event.add("class", "PRIVATE")
        event.add("url", f"{origin}/sign-in")
        calendar.add_component(event)
    return bytes(calendar.to_ical())
