"""Reads rows: one page of a list, a whole partition, or some rows by key."""

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pynamodb.exceptions import QueryError
from pynamodb.expressions.condition import Condition

from chalicelib.kernel.errors import Malformed, Unavailable
from chalicelib.platform.dynamodb import connection, cursors
from chalicelib.platform.dynamodb.errors import is_misplaced, mapped_errors
from chalicelib.platform.dynamodb.key_parts import Key
from chalicelib.platform.dynamodb.tables import Item

R = TypeVar("R", bound=Item)
_ATTEMPTS = 4
FILTERED_PAGE = 500
MAX_BATCH = 100
"""The most rows that DynamoDB reads for one BatchGet."""


@dataclass(frozen=True, slots=True)
class Page(Generic[R]):
    """
    Holds one page of a list.

    `next` is the cursor of the next page, or None on the last page.
    """

    items: Sequence[R]
    next: str | None


def page(
    kind: type[R],
    partition: str,
    *,
    index: int = 0,
    condition: Condition | None = None,
    cursor: str | None = None,
    limit: int = 25,
    newest_first: bool = True,
    only: Condition | None = None,
) -> Page[R]:
    """
    Return one page of a list, with at most `limit` rows.

    The read is eventually consistent. `index` is 1 to 3 for the indexes GSI1 to GSI3,
    or 0 for the table. `condition` limits the sort key, such as
    `InvoiceItem.g2sk.between(a, b)`. `only` is a filter on attributes outside the key.
    With `only`, DynamoDB reads FILTERED_PAGE rows per request, and `page` sends further
    requests as long as the page is not full and the list has more rows.

    Raises:
        Malformed: The cursor does not belong to this list.
        Unavailable: DynamoDB throttled the call or did not answer.
    """
    names = ("pk", "sk") + ((f"g{index}pk", f"g{index}sk") if index else ())
    start = cursors.decode(partition, names, cursor) if cursor else None
    query = kind.query if not index else getattr(kind, f"gsi{index}").query
    with mapped_errors(), _checked_start(start):
        # One row more than the page holds is read, to know whether there is a next page.
        rows: list[R] = list(
            query(
                partition,
                condition,
                only,
                limit=limit + 1,
                page_size=FILTERED_PAGE if only is not None else None,
                scan_index_forward=not newest_first,
                last_evaluated_key={name: {"S": value} for name, value in start.items()}
                if start
                else None,
            )
        )
    page_rows = rows[:limit]
    more = (
        cursors.encode(partition, {name: getattr(page_rows[-1], name) for name in names})
        if len(rows) > limit
        else None
    )
    return Page(page_rows, more)


@contextmanager
def _checked_start(start: Mapping[str, str] | None) -> Iterator[None]:
    try:
        yield
    except QueryError as error:
        # The cursor is valid, but it was made for another condition or for another list in the
        # same partition.
        if start and is_misplaced(error):
            raise Malformed(cursors.REFUSAL) from None
        raise


def count(
    kind: type[Item],
    partition: str,
    *,
    index: int,
    most: int,
    condition: Condition | None = None,
    only: Condition | None = None,
) -> int:
    """
    Count the rows of a list, up to `most` + 1 rows.

    The result `most` + 1 means that the list has more than `most` rows. `index`, `condition` and
    `only` are as in `page`. The rows stay in the table: DynamoDB returns only their number.

    Raises:
        Unavailable: DynamoDB throttled the call or did not answer.
    """
    total, start = 0, None
    while total <= most:
        with mapped_errors():
            answer = kind._get_connection().query(  # noqa: SLF001 - pynamodb's count reads all
                partition,
                condition,
                only,
                index_name=f"GSI{index}" if index else None,
                select="COUNT",
                limit=most + 1 - total,
                exclusive_start_key=start,
            )
        total, start = total + int(answer["Count"]), answer.get("LastEvaluatedKey")
        if not start:
            break
    return total


def partition(
    table: type[Item], pk: str, kinds: Mapping[str, type[Item]], *, prefix: str = ""
) -> list[Item]:
    """
    Return all rows of a partition, sorted by sort key.

    The read is strongly consistent. `kinds` maps prefixes of the sort key to item
    classes, such as `{"META": InvoiceItem, "OP#": OpItem}`. The longest matching prefix
    determines the class of a row. Rows that match no prefix are omitted. If `prefix` is
    given, the result has only rows whose sort key starts with `prefix`.

    Raises:
        Unavailable: DynamoDB throttled the call or did not answer.
    """
    condition = table.sk.startswith(prefix) if prefix else None
    ordered = sorted(kinds, key=len, reverse=True)
    with mapped_errors():
        answer = table._get_connection().query(  # noqa: SLF001 - pynamodb reads one class only
            pk, range_key_condition=condition, consistent_read=True
        )
        rows = list(answer["Items"])
        while answer.get("LastEvaluatedKey"):
            answer = table._get_connection().query(  # noqa: SLF001
                pk,
                range_key_condition=condition,
                consistent_read=True,
                exclusive_start_key=answer["LastEvaluatedKey"],
            )
            rows += answer["Items"]
    pairs = [
        (row, next((kinds[name] for name in ordered if row["sk"]["S"].startswith(name)), None))
        for row in rows
    ]
    return [kind.from_raw_data(row) for row, kind in pairs if kind]


def batch_get(*keys: tuple[type[Item], Key]) -> list[Any]:
    """
    Return rows by their keys, with one BatchGet for every MAX_BATCH of them.

    Each read is strongly consistent. The keys may belong to different tables. The result
    has one entry per key, in the order of the keys. The entry is None if the row does
    not exist.

    Raises:
        Unavailable: DynamoDB did not answer, or throttled the call again after several
            attempts.
    """
    unique, rows = list(dict.fromkeys(keys)), dict[tuple[str, str, str], dict[str, Any]]()
    for start in range(0, len(unique), MAX_BATCH):
        rows |= _batch(_requests(unique[start : start + MAX_BATCH]))
    raw = [rows.get((connection.name_of(kind.table), *key)) for kind, key in keys]
    return [row and kind.from_raw_data(row) for (kind, _), row in zip(keys, raw, strict=True)]


def _requests(keys: Sequence[tuple[type[Item], Key]]) -> dict[str, Any]:
    requests: dict[str, Any] = {}
    for kind, key in keys:
        table = requests.setdefault(
            connection.name_of(kind.table), {"Keys": [], "ConsistentRead": True}
        )
        table["Keys"].append({"pk": {"S": key.pk}, "sk": {"S": key.sk}})
    return requests


def _batch(requests: dict[str, Any]) -> dict[tuple[str, str, str], dict[str, Any]]:
    rows: dict[tuple[str, str, str], dict[str, Any]] = {}
    for attempt in range(_ATTEMPTS):
        with mapped_errors():
            answer = connection.client().batch_get_item(RequestItems=requests)
        for table, items in answer["Responses"].items():
            rows |= {(table, row["pk"]["S"], row["sk"]["S"]): row for row in items}
        requests = answer.get("UnprocessedKeys") or {}
        if not requests:
            return rows
        time.sleep(0.02 * 2**attempt)
    raise Unavailable
