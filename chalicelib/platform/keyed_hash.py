"""Hashes addresses, browsers and e-mails under a secret key."""

import hmac
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class KeyedHash:
    """Hashes texts under `secret`, which only this deployment has."""

    secret: bytes = field(repr=False)

    def __call__(self, text: str) -> str:
        """Return 32 hex characters; an empty text stays empty."""
        return (
            hmac.digest(self.secret, b"clocktree|" + text.encode(), "sha256").hex()[:32]
            if text
            else ""
        )
