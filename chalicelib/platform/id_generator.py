"""Where new ids come from: chance, and the time for those that sort by it."""

import base64
import secrets
import time

from chalicelib.kernel.ids import OpRef

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_CHANCE, _FIVE = 80, 31


class RandomIdGenerator:
    """Implements the port of that name."""

    def id(self) -> str:
        """A ULID: 48 bits of milliseconds since 1970, 80 random ones, as 26 characters."""
        number = time.time_ns() // 1_000_000 << _CHANCE | secrets.randbits(_CHANCE)
        return "".join(ALPHABET[number >> shift & _FIVE] for shift in range(125, -1, -5))

    def ref(self) -> OpRef:
        """20 characters [A-Z2-7] of 100 random bits: what processors know an op by (payments.md §2)."""
        return OpRef(base64.b32encode(secrets.token_bytes(13)).decode()[:20])


def new_secret() -> str:
    """256 random bits as 43 characters."""
    return secrets.token_urlsafe(32)


def new_code() -> str:
    """8 random digits."""
    return f"{secrets.randbelow(10**8):08d}"
