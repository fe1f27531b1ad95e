"""Hashes that nobody without our key can try names against: of addresses, browsers and typed e-mails."""

import hmac
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class KeyedHash:
    """`secret`: any bytes that only this deployment knows."""

    secret: bytes = field(repr=False)

    def __call__(self, text: str) -> str:
        """32 hex characters; the same text, the same hash; nothing stays nothing."""
        return (
            hmac.digest(self.secret, b"clocktree|" + text.encode(), "sha256").hex()[:32]
            if text
            else ""
        )
