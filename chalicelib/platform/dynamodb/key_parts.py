"""What keys are made of: ids let in, times that sort, digests and shards."""

import re
from datetime import UTC, datetime
from hashlib import sha256
from typing import NamedTuple
from zlib import crc32

from chalicelib.kernel.errors import NotFound

SHARDS = 16
"""Partitions of each queue that all practices share."""
_ALLOWED = re.compile(r"[A-Za-z0-9_.:+-]{1,128}")


def digest(*texts: str) -> str:
    """Hex SHA-256 of texts, each with its length before it, so that no two lists look alike."""
    return sha256(
        b"".join(b"%d:%s" % (len(text.encode()), text.encode()) for text in texts)
    ).hexdigest()


def shard(name: str) -> int:
    """The same id always falls into the same shard."""
    return crc32(name.encode()) % SHARDS


def moment(at: datetime) -> str:
    """UTC with milliseconds, as text that sorts by time. `at` must know its zone."""
    if at.tzinfo is None:
        raise ValueError("a time in a key must know its zone")
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def part(name: str) -> str:
    """
    An id inside a key. A `#` or `|` would let one id stand for two, so few characters are let in.

    Raises:
        NotFound: No row of ours can have this id; ids come from addresses that people can write.
    """
    if not _ALLOWED.fullmatch(name):
        raise NotFound
    return name


META = "META"


class Key(NamedTuple):
    """Where a row is, in a table or in one of its indexes."""

    pk: str
    sk: str

    def __str__(self) -> str:
        return f"{self.pk}|{self.sk}"
