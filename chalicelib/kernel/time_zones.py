"""
Reads time zones from the pinned IANA table, never from the machine's files.

The table is the data package `tzdata`, whose version requirements.txt pins.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from zoneinfo import ZoneInfo, reset_tzpath

from chalicelib.kernel.errors import Invalid

TABLE = "tzdata"
UTC_NAME, PLACEHOLDER = "UTC", "Factory"
EXAMPLE = "Write a time zone such as America/New_York."
OTHER_CLOCKS = re.compile(r"^(posix|right)/")
"""Folders of some machines that repeat all zones; earlier versions took names from them."""

# From here on, the whole process reads the pinned table instead of the machine's files.
reset_tzpath(())

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class ZoneOffset:
    """An offset from UTC that a time zone has from the instant `since` on."""

    since: datetime
    offset: timedelta


def zone(name: str, field: str = "zone") -> str:
    """
    Return the name of a time zone without leading and trailing white space.

    Raises:
        Invalid: The name is not a canonical name of the table. For an old name, the error
            contains the canonical one.
    """
    value = name.strip()
    if value not in zone_names():
        canonical = _canonical_names().get(value.casefold())
        hint = f"Write {canonical} for this time zone." if canonical else EXAMPLE
        raise Invalid("There is no such time zone.", fields={field: hint})
    return value


def zone_of_any_name(name: str, field: str = "zone") -> str:
    """
    Return the canonical name of a time zone, for its canonical name or an old one.

    Raises:
        Invalid: The table has no such zone.
    """
    canonical = _canonical_names().get(OTHER_CLOCKS.sub("", name.strip()).casefold())
    return canonical or zone(name, field)


@cache
def zone_names() -> frozenset[str]:
    """
    Return the canonical names: the places and the zones of the table, and `UTC`.

    Old names that stand for another one, and `Factory`, are not among them.
    """
    places = (_table() / "zone.tab").read_text(encoding="utf-8").splitlines()
    zones = {row.split()[1] for row in _table_rows() if row.startswith("Z ")}
    named = {row.split("\t")[2] for row in places if not row.startswith("#")}
    return frozenset({UTC_NAME, *named, *zones} - {PLACEHOLDER})


def time_zone(name: str) -> ZoneInfo:
    """
    Return the time zone with a stored name, which may no longer be canonical.

    A name that the table does not have gives UTC, so that one such record does not make a
    list unreadable.
    """
    try:
        return ZoneInfo(OTHER_CLOCKS.sub("", name))
    except (LookupError, ValueError, OSError):
        return ZoneInfo(UTC_NAME)


def canonical_zone(name: str) -> str:
    """
    Return the canonical name of a stored time zone, or UTC if it is unknown.

    Records that were stored earlier may have old names, and stay changeable.
    """
    return _canonical_names().get(OTHER_CLOCKS.sub("", name).casefold(), UTC_NAME)


def changed_zone(name: str | None, stored: str) -> str:
    """
    Return the time zone that a record has after a change.

    `name` is the zone that a request contains, or None. The stored name is no change, even if
    it is an old one.
    """
    return canonical_zone(stored) if name is None or name.strip() == stored else name


def local_time(at: datetime, zone: str) -> datetime:
    """Return an instant as a clock in a time zone shows it."""
    return at.astimezone(time_zone(zone))


def local_day(at: datetime, zone: str) -> date:
    """Return the calendar day of an instant in a time zone."""
    return local_time(at, zone).date()


def latest_day(at: datetime, zone: str) -> date:
    """
    Return the later of the days of an instant in a time zone and in UTC.

    A client east of the practice may have this day already, for example as a day of birth.
    """
    return max(at.astimezone(UTC).date(), local_day(at, zone))


def start_of_day(day: date, zone: str) -> datetime:
    """
    Return the instant in UTC at which a calendar day begins in a time zone.

    If the clocks skip midnight, the day begins after the gap.
    """
    return datetime.combine(day, time.min, time_zone(zone)).astimezone(UTC)


def zone_offsets(zone: str, since: datetime, until: datetime) -> tuple[ZoneOffset, ...]:
    """
    Return the offsets that a time zone has from `since` to `until`, in order.

    The first one begins at `since`, which is a whole minute.
    """
    offsets = [ZoneOffset(since, _offset(since, zone))]
    at = since
    while at < until:
        after = at + DAY
        if _offset(after, zone) != offsets[-1].offset:
            change = _first_minute(zone, at, after)
            offsets.append(ZoneOffset(change, _offset(change, zone)))
            after = change
        at = after
    return tuple(offsets)


def _first_minute(zone: str, before: datetime, after: datetime) -> datetime:
    """Return the first minute after `before` with an offset unlike that at `before`."""
    old = _offset(before, zone)
    while after - before > MINUTE:
        middle = before + (after - before) // MINUTE // 2 * MINUTE
        if _offset(middle, zone) == old:
            before = middle
        else:
            after = middle
    return after


def _offset(at: datetime, zone: str) -> timedelta:
    return local_time(at, zone).utcoffset() or timedelta()


def _table() -> Traversable:
    return files(TABLE) / "zoneinfo"


def _table_rows() -> list[str]:
    return (_table() / "tzdata.zi").read_text(encoding="utf-8").splitlines()


@cache
def _canonical_names() -> Mapping[str, str]:
    """Return the canonical name for each name in lower case, old names included."""
    names = zone_names()
    links = {row.split()[2]: row.split()[1] for row in _table_rows() if row.startswith("L ")}
    names_by_old: dict[str, str] = {old: target for old, target in links.items() if target in names}
    names_by_old |= {name: name for name in names}
    return {name.casefold(): canonical for name, canonical in names_by_old.items()}
