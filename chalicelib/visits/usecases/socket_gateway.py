"""Declares the port through which messages are sent to open sockets."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Protocol

from chalicelib.kernel.ids import ConnectionId

ServerMessage = Mapping[str, Any]
"""A message from the server, ready to be written as JSON."""


class Delivery(StrEnum):
    """
    The result of sending a message to a socket.

    `gone`: the socket is closed. `busy`: the gateway or the browser accepts no more
    messages at the moment, but the socket is still open.
    """

    DELIVERED = "delivered"
    GONE = "gone"
    BUSY = "busy"


class Sockets(Protocol):
    """
    Sends messages to open sockets, and closes sockets.

    A socket is identified by its API Gateway connection id, which no browser sees
    (docs/video.md#a2).
    """

    def post(self, socket: ConnectionId, message: ServerMessage) -> Delivery:
        """Send one message. Never raises, and waits only briefly."""

    def alive(self, socket: ConnectionId) -> bool:
        """
        Return False only if the gateway reports that the socket is gone.

        In all other cases, including errors, the result is True. The method never raises,
        and waits only briefly.
        """

    def close(self, socket: ConnectionId) -> None:
        """Close a socket, if it is still open. Never raises."""
