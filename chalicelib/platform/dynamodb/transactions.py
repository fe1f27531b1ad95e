"""Writes several rows of any tables together, or none of them."""

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
    """Retries a transaction a few times while another one holds its rows."""

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
        """Return the rows whose conditions did not hold; empty for another error."""
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
    Return an empty transaction for `commit`.

    `token` has at most 36 characters; DynamoDB runs a transaction with the same token once in ten
    minutes. Callers that need not know which row was lost use `transaction`.
    """
    return Transaction(
        connection=connection.connection(), client_request_token=token or uuid4().hex
    )


@contextmanager
def transaction(token: str | None = None) -> Iterator[Transaction]:
    """
    Commit at most 100 rows at the end of the block, unless it raises.

    Raises:
        Conflict: A condition did not hold; nothing was written.
        Unavailable: Throttled, or another transaction holds a row; or no answer, and then the rows
            may have been written.
    """
    with mapped_errors(), new_transaction(token) as rows:
        yield rows


def _key(row: dict[str, Any]) -> Key:
    attributes = row.get("Key") or row["Item"]
    return Key(attributes["pk"]["S"], attributes["sk"]["S"])


def commit(rows: Transaction) -> frozenset[key_parts.Key]:
    """
    Commit, and return the rows whose conditions failed.

    If there are any, nothing was written.

    Raises:
        Unavailable: As `transaction`.
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
