"""
Handles the events of an inbox socket, and the route that issues its ticket.

`app.py` calls the handlers, because Chalice passes no `WebsocketEvent` to those of a blueprint.
"""

from datetime import datetime
from typing import Any

from chalice.app import Blueprint, WebsocketEvent

from chalicelib.kernel.access import Access
from chalicelib.kernel.ids import ConnectionId
from chalicelib.messages.api.inbox_protocol import parse_watch
from chalicelib.messages.domain.inbox import InboxSocket
from chalicelib.platform.http.contract import ANYONE, route
from chalicelib.platform.http.shapes import Shape
from chalicelib.platform.lambda_entry import Trigger, entrypoint, log_context
from chalicelib.visits.api.signaling import ACCEPTED, REFUSED, is_from_our_page
from chalicelib.wiring import messages as wiring_messages
from chalicelib.wiring import platform as wiring_platform

routes = Blueprint(__name__)
PARAMETER = "inbox"
"""The name of the query parameter with the ticket; rooms have another one."""


class InboxTicketShape(Shape):
    """The address with which a page opens one inbox socket before `expires_at`."""

    url: str
    expires_at: datetime


@route(routes, "POST", "/inbox/ticket", who=ANYONE, status=201, counts=False)
def inbox_ticket(access: Access) -> InboxTicketShape:
    """Issue a ticket for a socket that tells the caller of news in their threads."""
    issued = wiring_messages.inbox_sockets().issue(access)
    base = wiring_platform.origin().replace("http", "ws", 1)
    url = f"{base}/ws?{PARAMETER}={issued.secret}"
    return InboxTicketShape(url=url, expires_at=issued.expires_at)


def is_for_inbox(event: WebsocketEvent) -> bool:
    """Return whether a page connects to its inbox, or sends a message to it."""
    content = event.to_dict()
    body = content.get("body")
    is_message = isinstance(body, str) and parse_watch(body) is not None
    return is_message or PARAMETER in (content.get("queryStringParameters") or {})


@entrypoint(Trigger.SOCKET)
def connect(event: WebsocketEvent) -> dict[str, Any]:
    """Accept a socket that our own page opens with a valid ticket."""
    handshake = event.to_dict()
    secret = (handshake.get("queryStringParameters") or {}).get(PARAMETER, "")
    if not secret or not is_from_our_page(handshake.get("headers") or {}):
        log_context(code="no-ticket")
        return REFUSED
    opened = wiring_messages.inbox_sockets().redeem(secret, _socket(event))
    if opened is None:
        log_context(code="bad-ticket")
        return REFUSED
    _log(opened)
    return ACCEPTED


@entrypoint(Trigger.SOCKET)
def message(event: WebsocketEvent) -> dict[str, Any]:
    """Answer a page that asks whether it hears the news."""
    request = parse_watch(str(event.to_dict().get("body")))
    if request:
        log_context(action=request.action)
        opened = wiring_messages.inbox_sockets().answer(_socket(event), request.id)
        if opened:
            _log(opened)
    return ACCEPTED


def forget(event: WebsocketEvent) -> bool:
    """Delete the record of a closed socket; return False if it is no inbox socket."""
    return wiring_messages.inbox_sockets().forget(_socket(event))


def _socket(event: WebsocketEvent) -> ConnectionId:
    return ConnectionId(str(event.connection_id))


def _log(opened: InboxSocket) -> None:
    log_context(practice=opened.access.practice, person=opened.access.person)
