"""Builds the parts of table keys: ids, sortable times, digests and shards."""

import re
from datetime import UTC, datetime
from hashlib import sha256
from typing import NamedTuple
from zlib import crc32

from chalicelib.kernel.errors import NotFound

SHARDS = 16
"""The number of partitions of each queue of due work; all practices share a queue."""
_ALLOWED = re.compile(r"[A-Za-z0-9_.:+-]{1,128}")


def digest(*texts: str) -> str:
    """
    Return the SHA-256 of some strings, in hex.

    The length of each string is hashed before the string, so that different lists of
    strings never produce the same hash input.
    """
    return sha256(
        b"".join(b"%d:%s" % (len(text.encode()), text.encode()) for text in texts)
    ).hexdigest()


def shard(name: str) -> int:
    """
    Return the shard number for an id.

    The same id always has the same shard number.
    """
    return crc32(name.encode()) % SHARDS


def moment(at: datetime) -> str:
    """
    Return a time as a UTC string.

    When such strings are sorted alphabetically, their times are in chronological order.
    """
    if at.tzinfo is None:
        raise ValueError("a time in a key must be aware")
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def part(name: str) -> str:
    """
    Return an id unchanged if the id is safe as a part of a key.

    An id that contains `#` or `|` is refused, because the key would then appear to contain
    two ids.

    Raises:
        NotFound: The id has a character that no valid id has, or is empty or too long.
    """
    if not _ALLOWED.fullmatch(name):
        raise NotFound
    return name


META = "META"


class Key(NamedTuple):
    """Holds the key of a row in a table or in one of the table's indexes."""

    pk: str
    sk: str

    def __str__(self) -> str:
        return f"{self.pk}|{self.sk}"
