"""One POST to a relay's company, answered soon or not at all."""

import json
from collections.abc import Mapping
from functools import cache
from http import HTTPStatus
from typing import Any

import urllib3

from chalicelib.visits.usecases.relays import RelayUnavailable

CONNECT_SECONDS, TOTAL_SECONDS = 1.0, 2.0
MOST_BYTES = 100_000
DONE = frozenset({HTTPStatus.OK, HTTPStatus.CREATED})


def post_json(address: str, body: bytes, headers: Mapping[str, str]) -> Mapping[str, Any]:
    """The JSON object that it answered when it did as asked. No redirect, no second try. Raises RelayUnavailable."""
    try:
        answer = _pool().request(
            "POST", address, body=body, headers=dict(headers), preload_content=False
        )
        try:
            read = answer.read(MOST_BYTES)
        finally:
            answer.release_conn()
        found = _object(read) if answer.status in DONE else None
    except (urllib3.exceptions.HTTPError, ValueError):
        raise RelayUnavailable from None
    if found is None:
        raise RelayUnavailable
    return found


def _object(read: bytes) -> Mapping[str, Any] | None:
    found = json.loads(read)
    return found if isinstance(found, dict) else None


@cache
def _pool() -> urllib3.PoolManager:
    return urllib3.PoolManager(
        timeout=urllib3.Timeout(connect=CONNECT_SECONDS, total=TOTAL_SECONDS), retries=False
    )
