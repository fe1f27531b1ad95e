"""Lists the routes whose paths have ids, and builds requests to them."""

import re
from typing import Any

import pytest

from app import app
from chalicelib.platform.http import openapi
from chalicelib.platform.http.contract import PUBLIC
from tests.cloud.bodies import schema_of, smallest

ROUTES = [pytest.param(each, id=f"{each.method} {each.path}") for each in openapi.contracts(app)]
CLOSED = [each for each in ROUTES if each.values[0].who != PUBLIC]
NAMED = [each for each in CLOSED if "{" in each.values[0].path]


def names_in(path: str) -> list[str]:
    """Return the names of the ids in a path."""
    return re.findall(r"\{(\w+)\}", path)


def absent(known: str) -> str:
    """Return an unknown id with the same format as the given id."""
    return known[:-4] + ("ZZZZ" if known[-4:] != "ZZZZ" else "YYYY")


def body_for(each: Any) -> Any:
    """Return the smallest body that the route reads, or None."""
    schema = schema_of(each.method, each.path)
    return None if schema is None else smallest(schema)
