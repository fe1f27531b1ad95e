"""
Defines the routes with which the web client uses the server's time zones.

A browser has a table of its own, which may be older or newer than the server's.
"""

from datetime import datetime, timedelta
from typing import Annotated

from chalice.app import Blueprint

from chalicelib.kernel.access import Access
from chalicelib.kernel.time_zones import (
    ZoneOffset,
    zone,
    zone_names,
    zone_of_any_name,
    zone_offsets,
)
from chalicelib.platform.http.contract import ANYONE, route
from chalicelib.platform.http.shapes import Query, Shape, line
from chalicelib.wiring import platform

routes = Blueprint(__name__)
BEFORE, AFTER = timedelta(days=2 * 366), timedelta(days=3 * 366)
"""Which time the offsets cover: more than the time for which people can book."""


class ZonesShape(Shape):
    """Holds the names of all time zones that a request may contain."""

    items: list[str]


class ZoneQuery(Query):
    """
    Selects a time zone by its IANA name.

    With `old_names`, an old name of a zone selects the zone too. Devices and stored records may
    have such names.
    """

    zone: Annotated[str, line(64)]
    old_names: bool = False


class OffsetShape(Shape):
    """An offset from UTC, in minutes, that a time zone has from an instant on."""

    since: datetime
    minutes: int


class ZoneOffsetsShape(Shape):
    """
    Holds the offsets of a time zone, in order of time.

    They begin two years ago and go on for three years from now. `zone` is the canonical name.
    """

    zone: str
    offsets: list[OffsetShape]


@route(routes, "GET", "/time-zones", who=ANYONE)
def list_time_zones(access: Access) -> ZonesShape:  # noqa: ARG001
    """List the names of all time zones, in alphabetical order."""
    return ZonesShape(items=sorted(zone_names()))


@route(routes, "GET", "/time-zone-offsets", who=ANYONE)
def read_time_zone_offsets(access: Access, query: ZoneQuery) -> ZoneOffsetsShape:  # noqa: ARG001
    """Return the offsets from UTC that a time zone has now and in the coming years."""
    name, today = (
        zone_of_any_name(query.zone) if query.old_names else zone(query.zone),
        platform.clock().replace(hour=0, minute=0, second=0, microsecond=0),
    )
    offsets = zone_offsets(name, today - BEFORE, today + AFTER)
    return ZoneOffsetsShape(zone=name, offsets=[_offset_shape(each) for each in offsets])


def _offset_shape(offset: ZoneOffset) -> OffsetShape:
    return OffsetShape(since=offset.since, minutes=round(offset.offset / timedelta(minutes=1)))
