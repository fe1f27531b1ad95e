"""The three functions behind a WebSocket gateway, and the events passed to them."""

import base64
import itertools
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs

API, DOMAIN = "standin", "standin.execute-api.us-east-1.amazonaws.com"
REQUESTS = itertools.count(1)
Function = Callable[[dict[str, Any], Any], Any]


@dataclass(frozen=True)
class Functions:
    """
    Holds the three socket functions: connect, message and disconnect.

    Each function takes an event and a context, like the functions that Chalice
    registers.
    """

    connect: Function
    message: Function
    disconnect: Function

    @classmethod
    def of(cls, module: Any) -> "Functions":
        """Return the socket functions of the product's `app.py`."""
        return cls(module.connect, module.message, module.disconnect)


@dataclass(frozen=True)
class Handshake:
    """The HTTP request that opens a socket; header names are in lower case."""

    connection: str
    stage: str
    headers: Mapping[str, str]
    query: str
    at: datetime

    def event(self) -> dict[str, Any]:
        """Build the event for the `$connect` route."""
        query = {
            name: values[-1]
            for name, values in parse_qs(self.query, keep_blank_values=True).items()
        }
        return {
            "headers": dict(self.headers),
            "multiValueHeaders": {name: [value] for name, value in self.headers.items()},
            "queryStringParameters": query or None,
            "multiValueQueryStringParameters": {name: [value] for name, value in query.items()}
            or None,
            "requestContext": self.context("$connect", "CONNECT", self.at),
            "isBase64Encoded": False,
        }

    def message(self, body: str | bytes, at: datetime) -> dict[str, Any]:
        """Build the event for `$default`, which has neither headers nor a query."""
        text = body if isinstance(body, str) else base64.b64encode(body).decode()
        context = self.context("$default", "MESSAGE", at) | {"messageId": _next()}
        return {"requestContext": context, "body": text, "isBase64Encoded": isinstance(body, bytes)}

    def disconnect(self, code: int, reason: str, at: datetime) -> dict[str, Any]:
        """Build the event for the `$disconnect` route."""
        closed = {"disconnectStatusCode": code, "disconnectReason": reason}
        return {
            "requestContext": self.context("$disconnect", "DISCONNECT", at) | closed,
            "isBase64Encoded": False,
        }

    def context(self, route: str, kind: str, at: datetime) -> dict[str, Any]:
        """Build the request context, which the events of a connection have in common."""
        return {
            "routeKey": route,
            "eventType": kind,
            "messageDirection": "IN",
            "stage": self.stage,
            "apiId": API,
            "domainName": DOMAIN,
            "connectionId": self.connection,
            "connectedAt": int(self.at.timestamp() * 1000),
            "requestTimeEpoch": int(at.timestamp() * 1000),
            "requestId": _next(),
            "extendedRequestId": _next(),
            "identity": {"sourceIp": "127.0.0.1", "userAgent": self.headers.get("user-agent", "")},
        }


def _next() -> str:
    """Return a request id from a counter; random ids would distort measurements."""
    return f"{next(REQUESTS):016x}"


def new_connection() -> str:
    """
    Return a random connection id like those of AWS.

    The id ends with `=`, which must be escaped in URLs.
    """
    return base64.urlsafe_b64encode(secrets.token_bytes(11)).decode()
