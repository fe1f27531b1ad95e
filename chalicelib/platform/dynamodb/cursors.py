"""Where a list goes on: opaque to people, worthless in any other list or practice."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256

import msgspec

from chalicelib.kernel.errors import Malformed

_CHECK = 16
_LONGEST = 2048


def encode(partition: str, position: dict[str, str]) -> str:
    """`position`: the last shown row's key attributes, names to values; `partition`: the queried one."""
    plain = msgspec.json.encode(position)
    return urlsafe_b64encode(_check(partition, plain) + plain).decode().rstrip("=")


def decode(partition: str, names: tuple[str, ...], cursor: str) -> dict[str, str]:
    """
    The position that `encode` was given for the same partition.

    The check is no secret: a forged cursor only moves its forger about in the partition that the server named.

    Raises:
        Malformed: Altered, cut, or of another list or practice.
    """
    try:
        raw = urlsafe_b64decode(cursor[:_LONGEST].encode("ascii") + b"=" * (-len(cursor) % 4))
        position = msgspec.json.decode(raw[_CHECK:], type=dict[str, str])
    except (ValueError, msgspec.DecodeError):
        raise Malformed(REFUSAL) from None
    if encode(partition, position) != cursor or position.keys() != set(names):
        raise Malformed(REFUSAL)
    return position


def _check(partition: str, plain: bytes) -> bytes:
    return sha256(b"%d:%s%s" % (len(partition), partition.encode(), plain)).digest()[:_CHECK]


REFUSAL = "This list cannot be continued from there. Start it again from its first page."
