"""Stores requests by Idempotency-Key, so that each request is processed only once."""

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

    The same Idempotency-Key can be used independently in another practice, by another person
    or for another operation. A request is stored in the transaction that creates the
    request's result, so that a failed request stores nothing. `now` is a function that
    returns the current time as a datetime with a time zone.
    """

    operation: str
    now: Callable[[], datetime]

    def result_of(self, access: Access, request: IdempotencyKey) -> str | None:
        """
        Return the id of the record that an earlier, identical request created.

        Returns None if the request is new.

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
        """
        Add the request to a transaction that creates a record.

        `result` is the id of that record. If `request` is None, nothing is added.
        """
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
        Commit a transaction that includes the request.

        Returns:
            The keys of the rows whose conditions did not hold. If there are any such keys, nothing
            was written.

        Raises:
            AlreadyProcessed: The same request was processed before, or at the same moment.
            Invalid: The key was sent before, or at the same moment, with another request.
            Unavailable: For the same reasons as in `transactions.commit`.
        """
        lost = transactions.commit(rows)
        if request is None or self._key(access, request) not in lost:
            return lost
        result = self.result_of(access, request)
        if result is None:
            raise Conflict
        raise AlreadyProcessed(result)

    def forget(self, rows: Transaction, access: Access, request: IdempotencyKey) -> None:
        """
        Add the deletion of a stored request to a transaction.

        The transaction must also delete what the request created. After that, the same
        request can be sent again.
        """
        rows.delete(IdempotencyItem(*self._key(access, request)))

    def _key(self, access: Access, request: IdempotencyKey) -> key_parts.Key:
        return partitions.idempotency(access.practice, access.person, self.operation, request.key)


class IdempotencyItem(EphemeralItem):
    """Stores a request's hash and the id of the record that the request created."""

    request_hash = UnicodeAttribute()
    result = UnicodeAttribute()
