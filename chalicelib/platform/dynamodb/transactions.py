"""
Writes several rows in one transaction: all of them or none.

The rows may belong to different tables.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from random import SystemRandom
from typing import Any
from uuid import uuid4

from pynamodb.exceptions import TransactWriteError
from pynamodb.transactions import TransactWrite

from chalicelib.kernel.errors import Conflict
from chalicelib.platform.dynamodb import connection, key_parts
from chalicelib.platform.dynamodb.errors import CONDITION_FAILED, is_busy, mapped_errors
from chalicelib.platform.dynamodb.key_parts import Key

ATTEMPTS, MAX_PAUSE_SECONDS = 4, 0.1
_random = SystemRandom()


class Transaction(TransactWrite):
    """
    Represents a transaction that is retried when DynamoDB is busy.

    DynamoDB is busy, for example, while another transaction writes one of the same rows.
    """

    sleep: Callable[[float], None] = staticmethod(time.sleep)

    def _commit(self) -> Any:
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return super()._commit()
            except TransactWriteError as error:
                if attempt == ATTEMPTS or not is_busy(error):
                    raise
            self.sleep(_random.uniform(0, MAX_PAUSE_SECONDS * attempt))
        raise AssertionError

    def lost(self, error: TransactWriteError) -> frozenset[Key]:
        """
        Return the keys of the rows whose conditions did not hold.

        The result is empty if the transaction failed for another reason.
        """
        rows = [
            *self._condition_check_items,
            *self._delete_items,
            *self._put_items,
            *self._update_items,
        ]
        pairs = zip(rows, error.cancellation_reasons, strict=False)
        return frozenset(
            _key(row) for row, reason in pairs if reason and reason.code == CONDITION_FAILED
        )


def new_transaction(token: str | None = None) -> Transaction:
    """
    Return an empty transaction, for the caller to fill and pass to `commit`.

    `token` has at most 36 characters; None means a random token. If several
    transactions have the same token within ten minutes, DynamoDB runs only one of them.
    Use `transaction` instead if the caller does not need to know which row's condition
    failed.
    """
    return Transaction(
        connection=connection.connection(), client_request_token=token or uuid4().hex
    )


@contextmanager
def transaction(token: str | None = None) -> Iterator[Transaction]:
    """
    Provide a transaction, and commit it at the end of the `with` block.

    A transaction can have at most 100 rows. If the block raises an error, nothing is
    written.

    Raises:
        Conflict: The condition of a row did not hold; nothing was written.
        Unavailable: DynamoDB throttled the call, or another transaction was writing one
            of the rows; nothing was written. If DynamoDB did not answer instead, the rows may
            have been written.
    """
    with mapped_errors(), new_transaction(token) as rows:
        yield rows


def _key(row: dict[str, Any]) -> Key:
    attributes = row.get("Key") or row["Item"]
    return Key(attributes["pk"]["S"], attributes["sk"]["S"])


def commit(rows: Transaction) -> frozenset[key_parts.Key]:
    """
    Commit a transaction, and return the keys of rows whose conditions failed.

    If the result is not empty, nothing was written.

    Raises:
        Unavailable: For the reasons listed in `transaction`.
    """
    try:
        with mapped_errors(), rows:
            pass
    except Conflict as lost:
        cause = lost.__context__
        if isinstance(cause, TransactWriteError) and (keys := rows.lost(cause)):
            return keys
        raise
    return frozenset()
