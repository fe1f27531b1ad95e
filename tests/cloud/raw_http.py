"""Sends HTTP requests exactly as given and returns whole responses."""

import http.client
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from localstack.api_client import ApiClient

WORDS = {
    "ClientMerged",
    "Conflict",
    "Invalid",
    "Malformed",
    "NotAllowed",
    "NotFound",
    "SlotTaken",
    "SignedOut",
    "TooLarge",
    "TooMany",
    "Unavailable",
    "Unreadable",
}


@dataclass(frozen=True)
class RawAnswer:
    """An HTTP response; the names of its headers are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def data(self) -> Any:
        """Return the body, parsed as JSON."""
        return json.loads(self.body)

    @property
    def fingerprint(self) -> tuple[int, str, bytes]:
        """Return everything by which a caller could tell two responses apart."""
        return self.status, self.headers["content-type"], self.body


def send_raw(
    url: str,
    method: str,
    path: str,
    body: bytes | None = None,
    headers: Mapping[str, str] | None = None,
) -> RawAnswer:
    """Send exactly these bytes and headers to `/api` + path."""
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=180)
    try:
        connection.request(method, f"/api{path}", body, dict(headers or {}))
        answer = connection.getresponse()
        return RawAnswer(
            answer.status,
            {name.lower(): value for name, value in answer.getheaders()},
            answer.read(),
        )
    finally:
        connection.close()


def page_headers(caller: ApiClient | None = None, url: str = "") -> dict[str, str]:
    """Return the headers that the web client sends, with the caller's cookies."""
    cookies = caller.cookies if caller else {}
    own = {
        "Origin": caller.url if caller else url,
        "Content-Type": "application/json",
        "Sec-Fetch-Site": "same-origin",
    }
    return own | {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}


def send_as(caller: ApiClient, method: str, path: str, body: object = None) -> RawAnswer:
    """
    Send a request with the headers that the web client would send for `caller`.

    If `body` is None, the request has no body.
    """
    data = None if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
    return send_raw(caller.url, method, path, data, page_headers(caller))


def assert_refused(answer: RawAnswer, *statuses: int) -> None:
    """
    Check that the response is a refusal with one of the given HTTP statuses.

    The response must forbid caching and have the API's usual error format.
    """
    assert answer.status in statuses, (answer.status, answer.body[:300])
    assert answer.headers["cache-control"] == "no-store"
    assert answer.data["error"] in WORDS
    assert answer.data["message"]
    assert isinstance(answer.data["fields"], dict)
    assert b"Traceback" not in answer.body
    assert b".py" not in answer.body
