"""
Keeps moto's tables and KMS key for the next store in the same test process.

Creating the tables and the key takes ten times as long as emptying the tables: moto
generates an RSA key for each KMS key, and each new client reads the description of
its service.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from moto import mock_aws
from moto.backends import get_backend
from moto.core.custom_responses_mock import reset_responses_mock
from moto.core.models import responses_mock

from chalicelib.platform.dynamodb import connection

MAX_BATCH = 25


class _Process:
    """Remembers what the last test in this process created in moto, for reuse."""

    place: tuple[Any, ...] = ()
    attempts = 0


@contextmanager
def moto_place(
    tables: tuple[str, ...], attempts: int, create: Callable[[], tuple[Any, ...]]
) -> Iterator[tuple[Any, ...]]:
    """
    Yield the result of `create`, from this or an earlier test, with empty tables.

    The first item of the result must be the DynamoDB client.
    """
    mock = mock_aws()
    mock.start(reset=False)
    try:
        if _is_reusable(tables, attempts):
            _empty(_Process.place[0], tables)
        else:
            mock.stop()
            mock.start()
            _Process.place, _Process.attempts = create(), attempts
        yield _Process.place
    finally:
        mock.stop(remove_data=False)
        # Each start adds AWS's URLs to the mock again, and only this reset removes them.
        reset_responses_mock(responses_mock)


def _is_reusable(tables: tuple[str, ...], attempts: int) -> bool:
    """Return whether the previous store still responds and has all these tables."""
    if not _Process.place or _Process.attempts != attempts:
        return False
    dynamodb = _Process.place[0]
    if dynamodb is not connection.client():
        return False
    return set(tables) <= set(dynamodb.list_tables()["TableNames"])


def _empty(dynamodb: Any, tables: tuple[str, ...]) -> None:
    for buckets in get_backend("s3").values():
        buckets["aws"].reset()
    for table in tables:
        schema = dynamodb.describe_table(TableName=table)["Table"]["KeySchema"]
        names = [key["AttributeName"] for key in schema]
        pages = dynamodb.get_paginator("scan").paginate(TableName=table)
        rows = [row for page in pages for row in page["Items"]]
        keys = [{name: row[name] for name in names} for row in rows]
        for start in range(0, len(keys), MAX_BATCH):
            deletions = [{"DeleteRequest": {"Key": key}} for key in keys[start : start + MAX_BATCH]]
            dynamodb.batch_write_item(RequestItems={table: deletions})
