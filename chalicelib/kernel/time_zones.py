"""Names of time zones."""

import re
from zoneinfo import ZoneInfo

from chalicelib.kernel.errors import Invalid

ZONE = re.compile(r"[A-Za-z][A-Za-z0-9_+\-]*(/[A-Za-z0-9_+\-]+){0,2}")


def zone(name: str, field: str = "zone") -> str:
    """
    The name of a time zone, if there is one.

    Raises:
        Invalid: There is none, or the name is no name at all.
    """
    said = name.strip()
    if not ZONE.fullmatch(said) or not _is_known(said):
        raise Invalid(
            "There is no such time zone.", fields={field: "Write a zone such as America/New_York."}
        )
    return said


def _is_known(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (LookupError, ValueError, OSError):
        return False
    return True
