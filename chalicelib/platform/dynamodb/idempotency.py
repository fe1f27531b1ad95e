"""Stores requests by Idempotency-Key, so that each is processed once."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from pynamodb.attributes import UnicodeAttribute

from chalicelib.kernel.access import Access
from chalicelib.kernel.errors import Conflict, Invalid
from chalicelib.kernel.idempotency import KEY_REUSED, AlreadyProcessed, IdempotencyKey
from chalicelib.platform.dynamodb import key_parts, partitions, queries, transactions
from chalicelib.platform.dynamodb.tables import EphemeralItem
from chalicelib.platform.dynamodb.transactions import Transaction

KEEP = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class IdempotencyStore:
    """
    Stores the requests of one operation for 24 hours.

    Keys are separate per practice, person and operation. A request is stored in the transaction
    of what it creates, so nothing is stored of one that fails. `now` has a time zone.
    """

    operation: str
    now: Callable[[], datetime]

    def result_of(self, access: Access, request: IdempotencyKey) -> str | None:
        """
        Return the id that the same request created before, or None.

        Raises:
            Invalid: The key was sent before with another request.
        """
        row = queries.batch_get((IdempotencyItem, self._key(access, request)))[0]
        if row is None or row.expires <= self.now().timestamp():
            return None
        if row.request_hash != request.request_hash:
            raise Invalid(KEY_REUSED)
        return str(row.result)

    def remember(
        self, rows: Transaction, access: Access, request: IdempotencyKey | None, result: str
    ) -> None:
        """Add the request, if it has a key, to the transaction that creates `result`."""
        if request is None:
            return
        row = IdempotencyItem(*self._key(access, request), result=result)
        row.request_hash = request.request_hash
        row.expires = int((self.now() + KEEP).timestamp())
        expired = IdempotencyItem.expires <= int(self.now().timestamp())
        rows.save(row, condition=IdempotencyItem.pk.does_not_exist() | expired)

    def commit(
        self, rows: Transaction, access: Access, request: IdempotencyKey | None
    ) -> frozenset[key_parts.Key]:
        """
        Commit, and return the rows whose conditions did not hold.

        Raises:
            AlreadyProcessed: The same request was processed before, or at the same moment.
            Invalid: The key was sent before, or at the same moment, with another request.
            Unavailable: As `transactions.commit`.
        """
        lost = transactions.commit(rows)
        if request is None or self._key(access, request) not in lost:
            return lost
        result = self.result_of(access, request)
        if result is None:
            raise Conflict
        raise AlreadyProcessed(result)

    def forget(self, rows: Transaction, access: Access, request: IdempotencyKey) -> None:
        """Delete a request together with what it created, so that it can be sent again."""
        rows.delete(IdempotencyItem(*self._key(access, request)))

    def _key(self, access: Access, request: IdempotencyKey) -> key_parts.Key:
        return partitions.idempotency(access.practice, access.person, self.operation, request.key)


class IdempotencyItem(EphemeralItem):
    """Stores a hash of one request and the id that it created."""

    request_hash = UnicodeAttribute()
    result = UnicodeAttribute()
