"""
Logs requests in a file that tests can search.

Card numbers and security codes are masked.
"""

import json
import re
from pathlib import Path
from typing import Any

from aiohttp import web

SECRET = re.compile(r"((?:number|cvc)(?:\]|%5D)?=)[^&]*")


class RequestLog:
    """
    Writes and reads a file with one JSON line per request.

    The lines do not contain the API key.
    """

    def __init__(self, directory: Path) -> None:
        self._path = directory / "requests.jsonl"
        self._file = self._path.open("a", encoding="utf-8", buffering=1)

    def write(self, suffix: str, request: web.Request, encoded: str) -> None:
        """Log a request."""
        headers = {
            name: request.headers[name]
            for name in ("Idempotency-Key", "Stripe-Version")
            if name in request.headers
        }
        body = SECRET.sub(r"\1masked", encoded)
        line = {
            "account": suffix,
            "method": request.method,
            "path": request.path,
            "body": body,
            "headers": headers,
        }
        self._file.write(json.dumps(line) + "\n")

    def read(self) -> list[dict[str, Any]]:
        """Return all logged requests, oldest first."""
        return [json.loads(line) for line in self._path.read_text(encoding="utf-8").splitlines()]
