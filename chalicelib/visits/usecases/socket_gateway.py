"""The port to open sockets."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Protocol

from chalicelib.kernel.ids import ConnectionId

ServerMessage = Mapping[str, Any]
"""A message from the server, ready to be written as JSON."""


class Delivery(StrEnum):
    """
    What became of a message that was posted.

    `busy`: the gateway or the browser takes no more just now; the socket is still open.
    """

    DELIVERED = "delivered"
    GONE = "gone"
    BUSY = "busy"


class Sockets(Protocol):
    """Open sockets by the gateway's ids, which never leave the server (docs/video.md#a2)."""

    def post(self, socket: ConnectionId, message: ServerMessage) -> Delivery:
        """Send one message. Never raises, and waits only briefly so that others are not delayed."""

    def alive(self, socket: ConnectionId) -> bool:
        """
        Return False only when the gateway says that the socket is gone.

        Never raises, and waits only briefly.
        """

    def close(self, socket: ConnectionId) -> None:
        """Close a socket; one that is gone already is fine. Never raises."""
