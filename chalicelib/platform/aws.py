"""
Creates AWS and HTTP clients that time out before API Gateway does.

API Gateway times out after 29 seconds.
"""

from collections.abc import Callable, Mapping
from functools import cache
from http import HTTPStatus
from typing import Any

import botocore.session
import urllib3
from botocore.config import Config

from chalicelib.kernel.errors import Unavailable

CONNECT_SECONDS, READ_SECONDS, ATTEMPTS = 1.0, 4.0, 3


@cache
def _session() -> botocore.session.Session:
    return botocore.session.get_session()


def client(
    service: str,
    *,
    attempts: int = ATTEMPTS,
    endpoint: str | None = None,
    read_seconds: float = READ_SECONDS,
    config: Config | None = None,
) -> Any:
    """
    Create a botocore client for an AWS service.

    The region and the credentials come from the environment. `endpoint` replaces the
    service's default URL. `config` overrides the default time limits and retries, and also
    `attempts` and `read_seconds`.
    """
    limits = Config(
        connect_timeout=CONNECT_SECONDS,
        read_timeout=read_seconds,
        retries={"mode": "standard", "total_max_attempts": attempts},
    )
    merged = limits.merge(config) if config else limits
    return _session().create_client(service, config=merged, endpoint_url=endpoint)


def json_fetcher(address: str) -> Callable[[], Mapping[str, Any]]:
    """
    Return a function that fetches the public JSON document at the URL `address`.

    The returned function raises `Unavailable` when the server does not return the document.
    """
    pool = urllib3.PoolManager(
        timeout=urllib3.Timeout(connect=CONNECT_SECONDS, read=READ_SECONDS), retries=2
    )

    def fetch() -> Mapping[str, Any]:
        try:
            answer = pool.request("GET", address)
            if answer.status != HTTPStatus.OK:
                raise Unavailable
            document: Mapping[str, Any] = answer.json()
        except (urllib3.exceptions.HTTPError, ValueError):
            raise Unavailable from None
        return document

    return fetch
