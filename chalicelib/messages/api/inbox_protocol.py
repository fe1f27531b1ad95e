"""
Declares the messages on an inbox socket (docs/signaling.md#inbox).

`python -m infra.socket_schema inbox` prints their JSON Schema, from which the web client's types
are generated.
"""

from typing import Any, Literal

from pydantic import ValidationError

from chalicelib.visits.api.socket_fields import Count, OpaqueId, Strict, Ulid
from chalicelib.visits.api.socket_protocol import protocol_schema

MAX_BYTES = 200
"""The most characters of a message from a page; a longer one belongs to a room."""


class WatchRequest(Strict):
    """Asks whether the page hears the news; the answer repeats `id` as `re`."""

    action: Literal["watch"]
    v: Literal[1]
    id: Ulid


class WatchingEvent(Strict):
    """Answers a `watch`: from here on the page hears what changes."""

    t: Literal["watching"]
    v: Literal[1]
    re: Ulid


class ThreadEvent(Strict):
    """
    Tells that the thread `id` has changed; its newest message has the number `n`.

    Nothing of the thread's content is sent: the page reads it with a request of its own.
    """

    t: Literal["thread"]
    v: Literal[1]
    id: OpaqueId
    n: Count


REQUESTS = (WatchRequest,)
EVENTS = (WatchingEvent, ThreadEvent)


def parse_watch(body: str) -> WatchRequest | None:
    """Return a page's message, or None if it is no message to an inbox."""
    if len(body) > MAX_BYTES:
        return None
    try:
        return WatchRequest.model_validate_json(body)
    except ValidationError:
        return None


def inbox_schema() -> dict[str, Any]:
    """Return one JSON Schema that describes all messages on an inbox socket."""
    return protocol_schema("InboxMessage", REQUESTS, EVENTS, {})
