"""
Requests as a stranger may write them: nothing is added, nothing is followed, every answer is answer
whole.
"""

import http.client
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from localstack.api_client import ApiClient

WORDS = {
    "Conflict",
    "Invalid",
    "Malformed",
    "NotAllowed",
    "NotFound",
    "SignedOut",
    "TooLarge",
    "TooMany",
    "Unavailable",
    "Unreadable",
}


@dataclass(frozen=True)
class RawAnswer:
    """An answer; names of headers are in small letters."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def data(self) -> Any:
        """Its JSON."""
        return json.loads(self.body)

    @property
    def fingerprint(self) -> tuple[int, str, bytes]:
        """All of it that could tell one answer from another."""
        return self.status, self.headers["content-type"], self.body


def send_raw(
    url: str,
    method: str,
    path: str,
    body: bytes | None = None,
    headers: Mapping[str, str] | None = None,
) -> RawAnswer:
    """Send exactly this to `/api` + path."""
    line = http.client.HTTPConnection(urlsplit(url).netloc, timeout=60)
    try:
        line.request(method, f"/api{path}", body, dict(headers or {}))
        answer = line.getresponse()
        return RawAnswer(
            answer.status,
            {name.lower(): value for name, value in answer.getheaders()},
            answer.read(),
        )
    finally:
        line.close()


def page_headers(visitor: ApiClient | None = None, url: str = "") -> dict[str, str]:
    """The headers that our own page sends, with that person's cookies."""
    cookies = visitor.cookies if visitor else {}
    own = {
        "Origin": visitor.url if visitor else url,
        "Content-Type": "application/json",
        "Sec-Fetch-Site": "same-origin",
    }
    return own | {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}


def send_as(visitor: ApiClient, method: str, path: str, body: object = None) -> RawAnswer:
    """What our own page would ask for that person; `body` None sends none."""
    data = None if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
    return send_raw(visitor.url, method, path, data, page_headers(visitor))


def assert_refused(answer: RawAnswer, *statuses: int) -> None:
    """A refusal of one of these statuses, in the one shape of all refusals, kept by nobody."""
    assert answer.status in statuses, (answer.status, answer.body[:300])
    assert answer.headers["cache-control"] == "no-store"
    assert answer.data["error"] in WORDS
    assert answer.data["message"]
    assert isinstance(answer.data["fields"], dict)
    assert b"Traceback" not in answer.body
    assert b".py" not in answer.body
