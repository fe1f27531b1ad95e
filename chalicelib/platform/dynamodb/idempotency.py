"""A request that may arrive twice, remembered in the transaction of what it makes: refused, it leaves no trace."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from pynamodb.attributes import UnicodeAttribute

from chalicelib.kernel.access import Access
from chalicelib.kernel.errors import Conflict
from chalicelib.kernel.idempotency import IdempotencyKey
from chalicelib.platform.dynamodb import key_parts, partitions, queries
from chalicelib.platform.dynamodb.tables import EphemeralItem
from chalicelib.platform.dynamodb.transactions import Transaction

KEEP = timedelta(hours=24)
OTHER = "This Idempotency-Key was used for something else. Send a new one."


@dataclass(frozen=True, slots=True)
class IdempotencyStore:
    """Requests of one operation: one person's key is not another's, nor another operation's. `now` is aware."""

    operation: str
    now: Callable[[], datetime]

    def keep(
        self, rows: Transaction, access: Access, once: IdempotencyKey, result: str
    ) -> key_parts.Key:
        """Add the request to the transaction that makes `result`; answers its row's key, lost when it is replayed."""
        row = IdempotencyItem(*self._key(access, once), asked=once.asked, result=result)
        row.expires = int((self.now() + KEEP).timestamp())
        rows.save(
            row,
            condition=IdempotencyItem.pk.does_not_exist()
            | (IdempotencyItem.expires <= int(self.now().timestamp())),
        )
        return row.key

    def earlier(self, access: Access, once: IdempotencyKey) -> str | None:
        """What the same request made before. Raises Conflict when the key asked for something else."""
        row = queries.batch_get((IdempotencyItem, self._key(access, once)))[0]
        if row is None or row.expires <= self.now().timestamp():
            return None
        if row.asked != once.asked:
            raise Conflict(OTHER)
        return str(row.result)

    def forget(self, rows: Transaction, access: Access, once: IdempotencyKey) -> None:
        """Take a request back together with what it made, so that it may be asked anew."""
        rows.delete(IdempotencyItem(*self._key(access, once)))

    def _key(self, access: Access, once: IdempotencyKey) -> key_parts.Key:
        return partitions.idempotency(access.practice, access.person, self.operation, once.key)


class IdempotencyItem(EphemeralItem):
    """A request's key: a hash of what it asked, and the id it made."""

    asked = UnicodeAttribute()
    result = UnicodeAttribute()
