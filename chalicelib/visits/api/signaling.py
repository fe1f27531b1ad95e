"""What the three socket functions do; `app.py` holds their registrations, since Chalice does not wrap a blueprint's."""

from typing import Any
from urllib.parse import urlsplit

from chalice.app import WebsocketEvent

from chalicelib.kernel.ids import ConnectionId
from chalicelib.platform.lambda_entry import Trigger, entrypoint, log_context
from chalicelib.visits.api import client_messages
from chalicelib.visits.domain.room import SocketConnection
from chalicelib.wiring import platform as wiring_platform
from chalicelib.wiring import visits as wiring_visits

REFUSED = {"statusCode": 401}
DONE = {"statusCode": 200}
WARM = "warm"
"""The connection of an event that only starts a worker."""


@entrypoint(Trigger.SOCKET)
def connect(event: WebsocketEvent) -> dict[str, Any]:
    """Open a socket for whoever brings a ticket from our own page, once (A1). Nothing can be said on it yet."""
    given = event.to_dict()
    ticket = (given.get("queryStringParameters") or {}).get("ticket", "")
    if not ticket or not _from_our_page(given.get("headers") or {}):
        log_context(code="no-ticket")
        return REFUSED
    connection = wiring_visits.tickets().redeem(ticket, _socket(event))
    if connection is None:
        log_context(code="bad-ticket")
        return REFUSED
    _tell(connection)
    return DONE


@entrypoint(Trigger.SOCKET)
def message(event: WebsocketEvent) -> dict[str, Any]:
    """Hear one message; whatever is wrong with it, the socket stays open and its sender is told."""
    socket = _socket(event)
    if socket == WARM:
        wiring_visits.signaling_service()
        return DONE
    body = event.to_dict().get("body")
    heard = wiring_visits.signaling_service().handle_message(
        socket, lambda: client_messages.parse_message(body if isinstance(body, str) else "")
    )
    log_context(action=heard.action, code=heard.code)
    if heard.connection:
        _tell(heard.connection)
    return DONE


@entrypoint(Trigger.SOCKET)
def disconnect(event: WebsocketEvent) -> dict[str, Any]:
    """Let a socket go."""
    socket = _socket(event)
    if socket != WARM:
        wiring_visits.signaling_service().handle_disconnect(socket)
    return DONE


def _socket(event: WebsocketEvent) -> ConnectionId:
    return ConnectionId(str(event.connection_id))


def _tell(connection: SocketConnection) -> None:
    access = connection.access
    log_context(
        practice=access.practice, person=access.person, room=connection.room, seat=connection.seat
    )


def _from_our_page(headers: dict[str, str]) -> bool:
    """A browser names the page's origin; what is no browser names none."""
    origin = next((value for name, value in headers.items() if name.lower() == "origin"), "")
    return not origin or urlsplit(origin) == urlsplit(wiring_platform.origin())
