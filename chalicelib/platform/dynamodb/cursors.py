"""
Converts positions in lists to cursors, and cursors back to positions.

A cursor marks the position at which a list continues. It is valid only for the list for
which it was created. These cursors are readable, so they stay inside: the contract of each
route encrypts them for the API's callers (`platform/vault/cursor_sealer.py`).
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256

import msgspec

from chalicelib.kernel.errors import Malformed

_CHECK_BYTES = 16
_MAX_CHARACTERS = 2048


def encode(partition: str, position: dict[str, str]) -> str:
    """
    Return a cursor that continues a list after a given row.

    `partition` is the list's partition key. `position` maps the names of the row's key
    attributes to their values.
    """
    plain = msgspec.json.encode(position)
    return urlsafe_b64encode(_check(partition, plain) + plain).decode().rstrip("=")


def decode(partition: str, names: tuple[str, ...], cursor: str) -> dict[str, str]:
    """
    Return the position that a cursor encodes.

    `partition` is the list's partition key. `names` are the key attributes that the
    position must have. A cursor contains a checksum of the list's partition key and the
    position, so that the cursor of one list is refused in another.

    Raises:
        Malformed: The cursor was altered or truncated, or belongs to another list or practice.
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


REFUSAL = "The rest of this list cannot be loaded. Load the list again from the start."
