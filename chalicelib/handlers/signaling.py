"""What the three socket functions do; `app.py` holds their registrations, since Chalice does not wrap a blueprint's."""

from typing import Any

from chalice.app import WebsocketEvent

REFUSED = {"statusCode": 401}
DONE = {"statusCode": 200}


def connect(event: WebsocketEvent) -> dict[str, Any]:
    """Open a socket to nobody: tickets do not exist yet, and a socket never opens with the session."""
    print(f"socket_refused connection={event.connection_id}")
    return REFUSED


def message(event: WebsocketEvent) -> dict[str, Any]:
    """Refuse what arrives on a socket that was never admitted."""
    print(f"socket_refused connection={event.connection_id}")
    return REFUSED


def disconnect(event: WebsocketEvent) -> dict[str, Any]:
    """Let a socket go."""
    print(f"socket_closed connection={event.connection_id}")
    return DONE
