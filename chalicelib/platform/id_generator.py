"""Generates random ids, secrets and codes."""

import base64
import secrets
import time

from chalicelib.kernel.ids import OpRef

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_RANDOM_BITS, _FIVE_BITS = 80, 31


class RandomIdGenerator:
    """Implements the port `IdGenerator`."""

    def id(self) -> str:
        """Return a ULID: the milliseconds since 1970 in 48 bits, and 80 random bits."""
        number = time.time_ns() // 1_000_000 << _RANDOM_BITS | secrets.randbits(_RANDOM_BITS)
        return "".join(ALPHABET[number >> shift & _FIVE_BITS] for shift in range(125, -1, -5))

    def ref(self) -> OpRef:
        """
        Return a random reference for an op.

        Payment processors receive this reference; see docs/processors.md#port.
        """
        return OpRef(base64.b32encode(secrets.token_bytes(13)).decode()[:20])


def new_secret() -> str:
    """Return 256 random bits as a string of 43 characters."""
    return secrets.token_urlsafe(32)


def new_code() -> str:
    """Return a code of 8 random digits, such as for resetting a password."""
    return f"{secrets.randbelow(10**8):08d}"
