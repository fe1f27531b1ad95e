"""Reads the due rows of a queue."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from chalicelib.platform.dynamodb import queries
from chalicelib.platform.dynamodb.key_parts import SHARDS, moment
from chalicelib.platform.dynamodb.tables import CoreRow

R = TypeVar("R", bound=CoreRow)


def due_rows(kind: type[R], queue: Callable[[int], str], now: datetime, *, limit: int) -> list[R]:
    """
    Return the rows of a queue in GSI3 that are due at `now`.

    `queue` returns the partition of each shard. Of each, at most `limit` rows are read, those
    that are due for longest first.
    """
    pages = (
        queries.page(
            kind,
            queue(number),
            index=3,
            condition=kind.g3sk <= moment(now),
            limit=limit,
            newest_first=False,
        )
        for number in range(SHARDS)
    )
    return [row for page in pages for row in page.items]
