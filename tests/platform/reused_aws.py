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
from moto.core import DEFAULT_ACCOUNT_ID
from moto.core.custom_responses_mock import reset_responses_mock
from moto.core.models import responses_mock

from chalicelib.platform.dynamodb import connection
from tests.platform import quick_moto


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
    quick_moto.install()
    mock = mock_aws()
    mock.start(reset=False)
    try:
        if _is_reusable(tables, attempts):
            _empty(tables)
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
    return _Process.place[0] is connection.client() and set(tables) <= set(_emulated().tables)


def _emulated() -> Any:
    return get_backend("dynamodb")[DEFAULT_ACCOUNT_ID]["us-east-1"]


def _empty(tables: tuple[str, ...]) -> None:
    for buckets in get_backend("s3").values():
        buckets["aws"].reset()
    for table in tables:
        _emulated().tables[table].items.clear()
