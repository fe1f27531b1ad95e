"""Sends a POST request to the operator of a relay, with a short time limit."""

import json
from collections.abc import Mapping
from functools import cache
from http import HTTPStatus
from typing import Any

import urllib3

from chalicelib.visits.usecases.relays import RelayUnavailable

CONNECT_SECONDS, TOTAL_SECONDS = 1.0, 2.0
MAX_ANSWER_BYTES = 100_000
SUCCESS = frozenset({HTTPStatus.OK, HTTPStatus.CREATED})


def post_json(address: str, body: bytes, headers: Mapping[str, str]) -> Mapping[str, Any]:
    """
    Send a POST request and return the response's JSON object.

    Redirects are not followed, and failed requests are not retried.

    Raises:
        RelayUnavailable: No response came in time, the status did not indicate success, or
            the response was not a JSON object.
    """
    try:
        response = _pool().request(
            "POST", address, body=body, headers=dict(headers), preload_content=False
        )
        try:
            text = response.read(MAX_ANSWER_BYTES)
        finally:
            response.release_conn()
        answer = json.loads(text) if response.status in SUCCESS else None
    except (urllib3.exceptions.HTTPError, ValueError):
        raise RelayUnavailable from None
    if not isinstance(answer, dict):
        raise RelayUnavailable
    return answer


@cache
def _pool() -> urllib3.PoolManager:
    return urllib3.PoolManager(
        timeout=urllib3.Timeout(connect=CONNECT_SECONDS, total=TOTAL_SECONDS), retries=False
    )
