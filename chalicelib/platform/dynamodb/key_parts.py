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
    Return a SHA-256 of some texts, in hex.

    Each text goes into the hash after its length, so that no two lists of texts give the same
    bytes.
    """
    return sha256(
        b"".join(b"%d:%s" % (len(text.encode()), text.encode()) for text in texts)
    ).hexdigest()


def shard(name: str) -> int:
    """Return the number of the shard for an id; the same id always has the same shard."""
    return crc32(name.encode()) % SHARDS


def moment(at: datetime) -> str:
    """Return a time in UTC as a string; such strings sort by time."""
    if at.tzinfo is None:
        raise ValueError("a time in a key must be aware")
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def part(name: str) -> str:
    """
    Return an id unchanged if it is safe as a part of a key.

    An id with `#` or `|` could look like two ids, so it is refused.

    Raises:
        NotFound: The id has a character that ids never have.
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
