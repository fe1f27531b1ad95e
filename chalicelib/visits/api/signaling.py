"""
Handles the three events of a socket: connect, message and disconnect.

`app.py` registers these handlers, because Chalice passes no `WebsocketEvent` to the
socket handlers of a blueprint.
"""

from typing import Any
from urllib.parse import urlsplit

from chalice.app import WebsocketEvent

from chalicelib.kernel.ids import ConnectionId
from chalicelib.platform.lambda_entry import Trigger, entrypoint, log_context
from chalicelib.visits.api import client_messages
from chalicelib.visits.domain.seat import SocketConnection
from chalicelib.wiring import platform as wiring_platform
from chalicelib.wiring import visits as wiring_visits

REFUSED = {"statusCode": 401}
ACCEPTED = {"statusCode": 200}
WARM_UP = "warm"
"""The connection id of a fake event that only warms up a worker."""


@entrypoint(Trigger.SOCKET)
def connect(event: WebsocketEvent) -> dict[str, Any]:
    """Accept a socket that our own page opens with a valid ticket (docs/video.md#a1)."""
    handshake = event.to_dict()
    ticket = (handshake.get("queryStringParameters") or {}).get("ticket", "")
    if not ticket or not is_from_our_page(handshake.get("headers") or {}):
        log_context(code="no-ticket")
        return REFUSED
    connection = wiring_visits.tickets().redeem(ticket, _socket(event))
    if connection is None:
        log_context(code="bad-ticket")
        return REFUSED
    _log_connection(connection)
    return ACCEPTED


@entrypoint(Trigger.SOCKET)
def message(event: WebsocketEvent) -> dict[str, Any]:
    """
    Handle one message from a browser.

    If the message is refused, the server replies with an error message.
    """
    socket = _socket(event)
    if socket == WARM_UP:
        wiring_visits.signaling_service()
        return ACCEPTED
    body = event.to_dict().get("body")
    outcome = wiring_visits.signaling_service().handle_message(
        socket, lambda: client_messages.parse_message(body if isinstance(body, str) else "")
    )
    log_context(action=outcome.action, code=outcome.code)
    if outcome.connection:
        _log_connection(outcome.connection)
    return ACCEPTED


@entrypoint(Trigger.SOCKET)
def disconnect(event: WebsocketEvent) -> dict[str, Any]:
    """Free the seat that a closed socket held."""
    socket = _socket(event)
    if socket != WARM_UP:
        wiring_visits.signaling_service().handle_disconnect(socket)
    return ACCEPTED


def _socket(event: WebsocketEvent) -> ConnectionId:
    return ConnectionId(str(event.connection_id))


def _log_connection(connection: SocketConnection) -> None:
    access = connection.access
    log_context(
        practice=access.practice, person=access.person, room=connection.room, seat=connection.seat
    )


def is_from_our_page(headers: dict[str, str]) -> bool:
    """
    Return whether the `Origin` header is absent or names our own web origin.

    Every browser sends this header, so only a program that is not a browser can omit the
    header.
    """
    origin = next((value for name, value in headers.items() if name.lower() == "origin"), "")
    return not origin or urlsplit(origin) == urlsplit(wiring_platform.origin())
