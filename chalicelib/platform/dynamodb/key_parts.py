"""Builds the parts of keys: ids, sortable times, digests and shards."""

import re
from datetime import UTC, datetime
from hashlib import sha256
from typing import NamedTuple
from zlib import crc32

from chalicelib.kernel.errors import NotFound

SHARDS = 16
"""The number of partitions of each queue that all practices share."""
_ALLOWED = re.compile(r"[A-Za-z0-9_.:+-]{1,128}")


def digest(*texts: str) -> str:
    """Return a hex SHA-256 of texts, each prefixed with its length."""
    return sha256(
        b"".join(b"%d:%s" % (len(text.encode()), text.encode()) for text in texts)
    ).hexdigest()


def shard(name: str) -> int:
    """Return an id's shard, which never changes."""
    return crc32(name.encode()) % SHARDS


def moment(at: datetime) -> str:
    """Return a time in UTC as text that sorts by time."""
    if at.tzinfo is None:
        raise ValueError("a time in a key must be aware")
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def part(name: str) -> str:
    """
    Return an id for a key; a `#` or `|` in it could make one id read as two.

    Raises:
        NotFound: It has characters that ids never have.
    """
    if not _ALLOWED.fullmatch(name):
        raise NotFound
    return name


META = "META"


class Key(NamedTuple):
    """Holds a row's key in a table or in one of its indexes."""

    pk: str
    sk: str

    def __str__(self) -> str:
        return f"{self.pk}|{self.sk}"
