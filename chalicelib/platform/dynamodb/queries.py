"""Reads of one call: a page of a list, a partition of several kinds of row, some rows by their keys."""

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
_TRIES = 4
SIFTED = 500


@dataclass(frozen=True, slots=True)
class Page(Generic[R]):
    """Some rows of a list, and the cursor that continues it, or None at its end."""

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
    One Query of at most `limit` rows.

    `index`: 1 to 3 for GSI1 to GSI3, 0 for the table itself. `condition`: on the sort key of that index, such as
    `InvoiceItem.g2sk.between(a, b)`. `only`: on attributes outside the key; a Query reads at most SIFTED rows for it, and
    there is one more as long as the page is not full. Eventually consistent.

    Raises:
        Malformed: The cursor is not one of this list.
        Unavailable: No answer.
    """
    names = ("pk", "sk") + ((f"g{index}pk", f"g{index}sk") if index else ())
    start = cursors.decode(partition, names, cursor) if cursor else None
    asked = kind.query if not index else getattr(kind, f"gsi{index}").query
    with mapped_errors(), _begun_there(start):
        # One more than shown tells whether there is a next page.
        rows: list[R] = list(
            asked(
                partition,
                condition,
                only,
                limit=limit + 1,
                page_size=SIFTED if only is not None else None,
                scan_index_forward=not newest_first,
                last_evaluated_key={name: {"S": value} for name, value in start.items()}
                if start
                else None,
            )
        )
    shown = rows[:limit]
    more = (
        cursors.encode(partition, {name: getattr(shown[-1], name) for name in names})
        if len(rows) > limit
        else None
    )
    return Page(shown, more)


@contextmanager
def _begun_there(start: Mapping[str, str] | None) -> Iterator[None]:
    try:
        yield
    except QueryError as error:
        # A genuine cursor of another span of time, or of another list that shares the partition.
        if start and is_misplaced(error):
            raise Malformed(cursors.REFUSAL) from None
        raise


def count(kind: type[Item], partition: str, *, index: int, most: int) -> int:
    """How many rows a list has, up to `most` + 1: beyond that nothing is read. Raises Unavailable."""
    found, start = 0, None
    while found <= most:
        with mapped_errors():
            asked = kind._get_connection().query(  # noqa: SLF001 - pynamodb's own count reads the list to its end
                partition,
                index_name=f"GSI{index}",
                select="COUNT",
                limit=most + 1 - found,
                exclusive_start_key=start,
            )
        found, start = found + int(asked["Count"]), asked.get("LastEvaluatedKey")
        if not start:
            break
    return found


def partition(
    table: type[Item], pk: str, kinds: Mapping[str, type[Item]], *, prefix: str = ""
) -> list[Item]:
    """
    All rows of a partition, by sort key, each as the kind whose prefix its sort key begins with; consistent.

    `kinds`: `{"META": InvoiceItem, "OP#": OpItem}`; the longest prefix decides, and rows of no kind are left out.
    `prefix`: only sort keys that begin with it. One Query a megabyte.

    Raises:
        Unavailable: No answer.
    """
    condition = table.sk.startswith(prefix) if prefix else None
    ordered = sorted(kinds, key=len, reverse=True)
    with mapped_errors():
        asked = table._get_connection().query(  # noqa: SLF001 - pynamodb has no other door to rows of mixed kinds
            pk, range_key_condition=condition, consistent_read=True
        )
        rows = list(asked["Items"])
        while asked.get("LastEvaluatedKey"):
            asked = table._get_connection().query(  # noqa: SLF001
                pk,
                range_key_condition=condition,
                consistent_read=True,
                exclusive_start_key=asked["LastEvaluatedKey"],
            )
            rows += asked["Items"]
    found = [
        (row, next((kinds[name] for name in ordered if row["sk"]["S"].startswith(name)), None))
        for row in rows
    ]
    return [kind.from_raw_data(row) for row, kind in found if kind]


def batch_get(*wanted: tuple[type[Item], Key]) -> list[Any]:
    """
    Up to 100 rows by their keys, of any tables, consistent: one BatchGetItem. In the order asked; None for no row.

    Raises:
        Unavailable: No answer, or still throttled after some tries.
    """
    asked: dict[str, Any] = {}
    for kind, key in dict.fromkeys(wanted):
        table = asked.setdefault(
            connection.name_of(kind.table), {"Keys": [], "ConsistentRead": True}
        )
        table["Keys"].append({"pk": {"S": key.pk}, "sk": {"S": key.sk}})
    rows = _batch(asked)
    found = [rows.get((connection.name_of(kind.table), *key)) for kind, key in wanted]
    return [row and kind.from_raw_data(row) for (kind, _), row in zip(wanted, found, strict=True)]


def _batch(asked: dict[str, Any]) -> dict[tuple[str, str, str], dict[str, Any]]:
    rows: dict[tuple[str, str, str], dict[str, Any]] = {}
    for tried in range(_TRIES):
        with mapped_errors():
            answer = connection.client().batch_get_item(RequestItems=asked)
        for table, found in answer["Responses"].items():
            rows |= {(table, row["pk"]["S"], row["sk"]["S"]): row for row in found}
        asked = answer.get("UnprocessedKeys") or {}
        if not asked:
            return rows
        time.sleep(0.02 * 2**tried)
    raise Unavailable
