"""Checks that a time zone exists."""

import re
from zoneinfo import ZoneInfo

from chalicelib.kernel.errors import Invalid

ZONE = re.compile(r"[A-Za-z][A-Za-z0-9_+\-]*(/[A-Za-z0-9_+\-]+){0,2}")


def zone(name: str, field: str = "zone") -> str:
    """
    Return the name of a time zone without leading and trailing white space.

    Raises:
        Invalid: There is no time zone with this name.
    """
    value = name.strip()
    if not ZONE.fullmatch(value) or not _is_known(value):
        raise Invalid(
            "There is no such time zone.", fields={field: "Write a zone such as America/New_York."}
        )
    return value


def _is_known(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (LookupError, ValueError, OSError):
        return False
    return True
