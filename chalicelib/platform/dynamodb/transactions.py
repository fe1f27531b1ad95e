"""Several rows changed together or not at all, across tables."""

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
from chalicelib.platform.dynamodb.errors import LOST, is_busy, mapped_errors
from chalicelib.platform.dynamodb.key_parts import Key

TRIES, LONGEST_SECONDS = 4, 0.1
_chance = SystemRandom()


class Transaction(TransactWrite):
    """A transaction that is sent again, a few times, while another one only holds its rows."""

    sleep: Callable[[float], None] = staticmethod(time.sleep)

    def _commit(self) -> Any:
        for tried in range(1, TRIES + 1):
            try:
                return super()._commit()
            except TransactWriteError as error:
                if tried == TRIES or not is_busy(error):
                    raise
            self.sleep(_chance.uniform(0, LONGEST_SECONDS * tried))
        raise AssertionError

    def lost(self, error: TransactWriteError) -> frozenset[Key]:
        """The rows whose conditions did not hold; empty when that was not the reason."""
        rows = [
            *self._condition_check_items,
            *self._delete_items,
            *self._put_items,
            *self._update_items,
        ]
        pairs = zip(rows, error.cancellation_reasons, strict=False)
        return frozenset(_key(row) for row, reason in pairs if reason and reason.code == LOST)


def new_transaction(token: str | None = None) -> Transaction:
    """
    A transaction to fill with `save`, `update`, `delete` and `condition_check`, each with its condition.

    `token`: at most 36 characters; the same one makes a repeated transaction of ten minutes one. For callers that
    must know which row was lost; others use `transaction`.
    """
    return Transaction(
        connection=connection.connection(), client_request_token=token or uuid4().hex
    )


@contextmanager
def transaction(token: str | None = None) -> Iterator[Transaction]:
    """
    Commit on leaving the block, at most 100 rows; an exception inside it writes nothing.

    Raises:
        Conflict: A condition did not hold; nothing was written.
        Unavailable: Throttled, still held by another, or no answer; without an answer it may have been written.
    """
    with mapped_errors(), new_transaction(token) as rows:
        yield rows


def _key(row: dict[str, Any]) -> Key:
    found = row.get("Key") or row["Item"]
    return Key(found["pk"]["S"], found["sk"]["S"])


def commit(rows: Transaction) -> frozenset[key_parts.Key]:
    """
    Commit; answers the rows whose conditions did not hold, then nothing was written; empty when all was.

    Raises:
        Unavailable: As `writing.together`.
    """
    try:
        with mapped_errors(), rows:
            pass
    except Conflict as lost:
        cause = lost.__context__
        if isinstance(cause, TransactWriteError) and (found := rows.lost(cause)):
            return found
        raise
    return frozenset()
