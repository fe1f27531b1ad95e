"""A request that may arrive twice, remembered in the transaction of what it makes: refused, it leaves no trace."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from pynamodb.exceptions import TransactWriteError

from chalicelib.adapters.dynamodb import keys, reading
from chalicelib.adapters.dynamodb.answers import answered
from chalicelib.adapters.dynamodb.invoice_items import OnceItem
from chalicelib.adapters.dynamodb.writing import Write, write
from chalicelib.domain.access import Access
from chalicelib.domain.errors import Conflict
from chalicelib.services.invoices import Once

KEEP = timedelta(hours=24)
OTHER = "This Idempotency-Key was used for something else. Send a new one."


@dataclass(frozen=True, slots=True)
class Replays:
    """Requests of one operation: one person's key is not another's, nor another operation's. `now` is aware."""

    operation: str
    now: Callable[[], datetime]

    def keep(self, rows: Write, access: Access, once: Once, result: str) -> keys.Key:
        """Add the request to the transaction that makes `result`; answers its row's key, lost when it is replayed."""
        row = OnceItem(*self._key(access, once), asked=once.asked, result=result)
        row.expires = int((self.now() + KEEP).timestamp())
        rows.save(row, condition=OnceItem.pk.does_not_exist() | (OnceItem.expires <= int(self.now().timestamp())))
        return row.key

    def earlier(self, access: Access, once: Once) -> str | None:
        """What the same request made before. Raises Conflict when the key asked for something else."""
        row = reading.together((OnceItem, self._key(access, once)))[0]
        if row is None or row.expires <= self.now().timestamp():
            return None
        if row.asked != once.asked:
            raise Conflict(OTHER)
        return str(row.result)

    def forget(self, rows: Write, access: Access, once: Once) -> None:
        """Take a request back together with what it made, so that it may be asked anew."""
        rows.delete(OnceItem(*self._key(access, once)))

    def _key(self, access: Access, once: Once) -> keys.Key:
        return keys.idempotency(access.practice, access.person, self.operation, once.key)


def commit(rows: Write) -> frozenset[keys.Key]:
    """
    Commit; answers the rows whose conditions did not hold, then nothing was written; empty when all was.

    Raises:
        Unavailable: As `writing.together`.
    """
    try:
        with answered(), rows:
            pass
    except Conflict as lost:
        cause = lost.__context__
        if isinstance(cause, TransactWriteError) and (found := rows.lost(cause)):
            return found
        raise
    return frozenset()


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
