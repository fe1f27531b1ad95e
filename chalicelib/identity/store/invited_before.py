"""Remembers which invitation a repeated request made."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from chalicelib.kernel.access import Access
from chalicelib.kernel.idempotency import Once
from chalicelib.platform.dynamodb.idempotency import Replays
from chalicelib.platform.dynamodb.transactions import commit, write


@dataclass(frozen=True, slots=True)
class InvitedBefore:
    """Implements `AskedBefore`: the person is made elsewhere, so the request is remembered right after. `now` is aware."""

    now: Callable[[], datetime]

    def earlier(self, access: Access, once: Once) -> str | None:
        """See `AskedBefore`."""
        return self._replays.earlier(access, once)

    def remember(self, access: Access, once: Once, result: str) -> None:
        """See `AskedBefore`."""
        rows = write()
        self._replays.keep(rows, access, once, result)
        commit(rows)

    @property
    def _replays(self) -> Replays:
        return Replays("colleagues", self.now)
