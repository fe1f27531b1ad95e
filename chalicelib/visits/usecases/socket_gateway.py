"""The port to open sockets: what the server says to somebody's browser, and how it ends."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Protocol

from chalicelib.kernel.ids import ConnectionId

ServerMessage = Mapping[str, Any]
"""One message of the server, as JSON will hold it."""


class Delivery(StrEnum):
    """Whether it arrived. `busy`: the gateway or the browser takes no more just now; the socket is alive."""

    DELIVERED = "delivered"
    GONE = "gone"
    BUSY = "busy"


class Sockets(Protocol):
    """Open sockets by the gateway's names, which never leave the server (video.md A2)."""

    def post(self, socket: ConnectionId, said: ServerMessage) -> Delivery:
        """Send one message; never raises, and waits briefly only, so that nobody holds up the others."""

    def alive(self, socket: ConnectionId) -> bool:
        """Whether it may be there: false only when the gateway says that it is gone. Never raises, and waits briefly only."""

    def close(self, socket: ConnectionId) -> None:
        """End a socket; one that is gone is fine. Never raises."""
