"""What the three socket functions do; `app.py` holds their registrations, since Chalice does not wrap a blueprint's."""

from typing import Any

from chalice.app import WebsocketEvent

REFUSED = {"statusCode": 401}
DONE = {"statusCode": 200}


def connect(_event: WebsocketEvent) -> dict[str, Any]:
    """Open a socket to nobody: tickets do not exist yet, and a socket never opens with the session."""
    return REFUSED


def message(_event: WebsocketEvent) -> dict[str, Any]:
    """Refuse what arrives on a socket that was never admitted."""
    return REFUSED


def disconnect(_event: WebsocketEvent) -> dict[str, Any]:
    """Let a socket go."""
    return DONE
