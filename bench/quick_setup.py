"""Stores many rows quickly, and measures the emulated database alone."""

import copy
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

from botocore import xform_name
from moto.dynamodb import models
from moto.dynamodb.models import Table


@contextmanager
def without_rollback() -> Iterator[None]:
    """
    Store transactions without the emulator's copy of the whole table.

    The emulator copies each table before each transaction, which takes 70 ms with 5,000 rows.
    A transaction that fails meanwhile may be stored in part, so nothing may fail.
    """
    original = models.copy
    models.copy = SimpleNamespace(deepcopy=_copied)
    try:
        yield
    finally:
        models.copy = original


def _copied(value: Any) -> Any:
    return value if isinstance(value, Table) else copy.deepcopy(value)


def bare_calls(dynamodb: Any, act: Callable[[], object]) -> Callable[[], None]:
    """
    Return a function that only repeats the calls of `act` to the database.

    Its time is what the emulated database takes. `act` is called once.
    """
    calls: list[tuple[str, dict[str, Any]]] = []

    def remember(params: dict[str, Any], model: Any, **_: Any) -> None:
        calls.append((model.name, copy.deepcopy(params)))

    events = dynamodb.meta.events
    events.register("provide-client-params.dynamodb", remember)
    try:
        act()
    finally:
        events.unregister("provide-client-params.dynamodb", remember)
    methods = {name: xform_name(name) for name, _ in calls}

    def repeat() -> None:
        for name, params in calls:
            getattr(dynamodb, methods[name])(**params)

    return repeat
