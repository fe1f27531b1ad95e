"""Hashes IP addresses, browser names and e-mail addresses with a secret key."""

import hmac
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class KeyedHash:
    """Hashes strings with `secret`, which only this deployment has."""

    secret: bytes = field(repr=False)

    def __call__(self, text: str) -> str:
        """
        Return the hash of a string as 32 hex characters.

        The hash of an empty string is an empty string.
        """
        return (
            hmac.digest(self.secret, b"clocktree|" + text.encode(), "sha256").hex()[:32]
            if text
            else ""
        )
