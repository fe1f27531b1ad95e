"""The same act asked twice happens once: a double click, a retry after a lost answer."""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Protocol

from chalicelib.domain.access import Access
from chalicelib.domain.errors import Conflict
from chalicelib.services.ports import Clock

KEPT_SECONDS = 24 * 3600


@dataclass(frozen=True, slots=True)
class Asked:
    """What a key stands for: the id to create under, the hash of what was asked, and until when."""

    ident: str
    body: str
    expires: int


class AskedRows(Protocol):
    """Keys that were used, by person and operation."""

    def claim(self, access: Access, operation: str, key: str, asked: Asked, now: int) -> Asked:
        """Keep `asked` under the key, or answer what it already stands for."""


@dataclass(frozen=True)
class Once:
    """Gives out the ids under which things are created."""

    rows: AskedRows
    clock: Clock

    def ident(self, access: Access, operation: str, key: str | None, body: bytes, new: Callable[[], str]) -> str:
        """
        The id to create under: the same for the same key, so that a repetition finds what the first one made.

        Creation must therefore be a write on condition that the id is free, and answer with what is there when it
        is not: nothing needs to wait, and a crash in between leaves nothing stuck. Without a key: a `new` id.

        Raises:
            Conflict: The key was used with another body.
        """
        if key is None:
            return new()
        now = int(self.clock().timestamp())
        asked = Asked(new(), sha256(body).hexdigest(), now + KEPT_SECONDS)
        kept = self.rows.claim(access, operation, key, asked, now)
        if kept.body != asked.body:
            raise Conflict("This Idempotency-Key was used for something else. Send a new one.")
        return kept.ident
