"""Sends messages to open sockets through API Gateway, with short time limits."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.kernel.ids import ConnectionId
from chalicelib.visits.usecases.socket_gateway import Delivery, ServerMessage

MAX_ATTEMPTS = 2
MAX_PAUSE_SECONDS = 0.15
GONE_CODES = frozenset({"GoneException", "410"})
"""The error codes for a closed socket, with and without an error-type header."""


@dataclass(frozen=True, slots=True)
class GatewaySockets:
    """
    Sends messages through API Gateway; implements `Sockets`.

    `client`: a client for API Gateway's management API that makes one attempt per call.
    `pause`: a function that waits for a random time, at most the given number of seconds.
    """

    client: Any
    pause: Callable[[float], None]

    def post(self, socket: ConnectionId, message: ServerMessage) -> Delivery:
        """
        Send a message to a socket, and retry once if the first attempt fails.

        An attempt fails, for example, if the gateway is busy or the browser's buffer is full. If
        the socket is gone, there is no retry.
        """
        data = json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode()
        for attempt in range(1, MAX_ATTEMPTS + 1):
            delivery = self._try_post(socket, data)
            if delivery is not Delivery.BUSY or attempt == MAX_ATTEMPTS:
                return delivery
            self.pause(MAX_PAUSE_SECONDS)
        raise AssertionError

    def alive(self, socket: ConnectionId) -> bool:
        """
        Return False only if the gateway responds that the socket is gone.

        The gateway then responds with status 410. Any other response or error does not prove
        that the socket is gone, so the result is True.
        """
        try:
            self.client.get_connection(ConnectionId=socket)
        except ClientError as error:
            return error.response["Error"]["Code"] not in GONE_CODES
        except BotoCoreError:
            return True
        return True

    def close(self, socket: ConnectionId) -> None:
        """
        Close the socket, and ignore a failure of the gateway.

        After a failure, the socket stays open, but the server refuses all messages from the
        socket.
        """
        try:
            self.client.delete_connection(ConnectionId=socket)
        except (BotoCoreError, ClientError):
            return

    def _try_post(self, socket: ConnectionId, data: bytes) -> Delivery:
        try:
            self.client.post_to_connection(ConnectionId=socket, Data=data)
        except ClientError as error:
            # After any other answer the socket may be alive, so its seat is not freed.
            return Delivery.GONE if error.response["Error"]["Code"] in GONE_CODES else Delivery.BUSY
        except BotoCoreError:
            return Delivery.BUSY
        return Delivery.DELIVERED
