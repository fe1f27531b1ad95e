"""
Encodes the position at which a list continues as a cursor.

A cursor is valid only in the list that it was made for.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256

import msgspec

from chalicelib.kernel.errors import Malformed

_CHECK_BYTES = 16
_MAX_CHARACTERS = 2048


def encode(partition: str, position: dict[str, str]) -> str:
    """
    Return the cursor that continues a list after a row.

    `partition` is the list's partition key; `position` has the row's key attributes and their
    values.
    """
    plain = msgspec.json.encode(position)
    return urlsafe_b64encode(_check(partition, plain) + plain).decode().rstrip("=")


def decode(partition: str, names: tuple[str, ...], cursor: str) -> dict[str, str]:
    """
    Return the position that a cursor of this partition encodes.

    `names` are the key attributes that the position must have. The checksum needs no secret,
    because a forged cursor can only read in the same partition.

    Raises:
        Malformed: The cursor was altered or cut, or belongs to another list or practice.
    """
    try:
        raw = urlsafe_b64decode(
            cursor[:_MAX_CHARACTERS].encode("ascii") + b"=" * (-len(cursor) % 4)
        )
        position = msgspec.json.decode(raw[_CHECK_BYTES:], type=dict[str, str])
    except (ValueError, msgspec.DecodeError):
        raise Malformed(REFUSAL) from None
    if encode(partition, position) != cursor or position.keys() != set(names):
        raise Malformed(REFUSAL)
    return position


def _check(partition: str, plain: bytes) -> bytes:
    return sha256(b"%d:%s%s" % (len(partition), partition.encode(), plain)).digest()[:_CHECK_BYTES]


REFUSAL = "This list cannot be continued from there. Start it again from its first page."
