"""Open sockets through the gateway's own interface, with limits so short that one slow browser holds up nobody."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.kernel.ids import ConnectionId
from chalicelib.visits.usecases.socket_gateway import Delivery, ServerMessage

TRIES = 2
LONGEST_PAUSE = 0.15
"""Seconds."""
GONE = frozenset({"GoneException", "410"})
"""The second is what a gateway without the type's header is understood as."""


@dataclass(frozen=True, slots=True)
class GatewaySockets:
    """
    Implements `Sockets`. `client`: the gateway's management API at this deployment's endpoint, with one attempt a call.
    `pause`: waits for up to so many seconds, at random.
    """

    client: Any
    pause: Callable[[float], None]

    def post(self, socket: ConnectionId, said: ServerMessage) -> Delivery:
        """One call; one more when the gateway or the browser's buffer was full (video.md §7)."""
        data = json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()
        for tried in range(1, TRIES + 1):
            delivery = self._posted(socket, data)
            if delivery is not Delivery.BUSY or tried == TRIES:
                return delivery
            self.pause(LONGEST_PAUSE)
        raise AssertionError

    def alive(self, socket: ConnectionId) -> bool:
        """One call; no answer, and any but 410, is no proof that it is gone."""
        try:
            self.client.get_connection(ConnectionId=socket)
        except ClientError as error:
            return error.response["Error"]["Code"] not in GONE
        except BotoCoreError:
            return True
        return True

    def close(self, socket: ConnectionId) -> None:
        """One call. What fails here is made up for by the gateway's own limits, and by our refusing the socket."""
        try:
            self.client.delete_connection(ConnectionId=socket)
        except (BotoCoreError, ClientError):
            return

    def _posted(self, socket: ConnectionId, data: bytes) -> Delivery:
        try:
            self.client.post_to_connection(ConnectionId=socket, Data=data)
        except ClientError as error:
            # Whatever else it says, the socket may be alive: its seat is not cleared for that.
            return Delivery.GONE if error.response["Error"]["Code"] in GONE else Delivery.BUSY
        except BotoCoreError:
            return Delivery.BUSY
        return Delivery.DELIVERED
