"""Runs calls to the emulated tables one at a time; restores rows between tests."""

from copy import deepcopy
from threading import RLock
from typing import Any

import pytest
from moto.core import DEFAULT_ACCOUNT_ID
from moto.dynamodb.models import dynamodb_backends


class Rows:
    """A copy of all rows in the emulated tables, to restore them later."""

    def __init__(self) -> None:
        self._copies = {name: deepcopy(table.items) for name, table in _tables().items()}

    def restore(self) -> None:
        """Replace the rows of all tables with the copies."""
        for name, table in _tables().items():
            table.items = deepcopy(self._copies[name])


class NoRows:
    """Replaces `Rows` if the tables are not emulated; restores nothing."""

    def restore(self) -> None:
        """Do nothing, because the tables are not emulated."""


def _tables() -> dict[str, Any]:
    return dict(dynamodb_backends[DEFAULT_ACCOUNT_ID]["us-east-1"].tables)


LOCK = RLock()


def one_at_a_time(patch: pytest.MonkeyPatch, client: Any) -> None:
    """Run this client's calls one at a time: the emulated tables are not thread-safe."""
    real = client._endpoint._do_get_response

    def sent(*call: Any) -> Any:
        with LOCK:
            return real(*call)

    patch.setattr(client._endpoint, "_do_get_response", sent)
