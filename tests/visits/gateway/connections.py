"""The open sockets of the stand-in gateway, and its `@connections` API."""

import asyncio
import json
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from typing import Any

from aiohttp import web
from websockets.asyncio.server import ServerConnection
from websockets.exceptions import ConnectionClosed

from tests.visits.gateway.functions import Handshake
from tests.visits.gateway.gateway_faults import GatewayFaults, Post, no_fault

FRAME, MESSAGE = 32 * 1024, 128 * 1024
"""The maximum number of bytes in one frame, and in a whole message."""
BUFFER = 4 * MESSAGE
"""The maximum number of bytes that wait for a client that does not read."""
ERRORS = {
    HTTPStatus.GONE: "GoneException",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "PayloadTooLargeException",
    HTTPStatus.TOO_MANY_REQUESTS: "LimitExceededException",
    HTTPStatus.FORBIDDEN: "ForbiddenException",
}


@dataclass
class Connection:
    """
    Holds one open socket.

    `is_stale`: if True, the gateway calls no function when the socket closes.
    """

    handshake: Handshake
    socket: ServerConnection
    active_at: datetime
    is_stale: bool = False

    @property
    def id(self) -> str:
        """Return the connection id, which API Gateway uses for the socket in its events."""
        return self.handshake.connection

    def write(self, text: str) -> None:
        """Send one WebSocket frame at once; call this in the gateway's thread only."""
        self.socket.protocol.send_text(text.encode())
        self.socket.transport.write(b"".join(self.socket.protocol.data_to_send()))


@dataclass
class Connections:
    """The open sockets by id; `posts` counts the messages that were delivered."""

    faults: GatewayFaults
    open: dict[str, Connection] = field(default_factory=dict)
    posts: int = 0

    def routes(self, stage: str) -> list[web.RouteDef]:
        """Return the HTTP routes of `@connections`: GET, POST and DELETE."""
        path = f"/{stage}/@connections/{{connection}}"
        return [
            web.get(path, self._info),
            web.post(path, self._post),
            web.delete(path, self._delete),
        ]

    async def _post(self, request: web.Request) -> web.Response:
        data = await request.read()
        if len(data) > MESSAGE:
            return refusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        post = Post(request.match_info["connection"], data.decode())
        if status := await self._fault(post):
            return refusal(status)
        connection = self.open.get(post.connection)
        if connection is None:
            return refusal(HTTPStatus.GONE)
        if connection.socket.transport.get_write_buffer_size() > BUFFER:
            return refusal(HTTPStatus.TOO_MANY_REQUESTS)
        return await self._deliver(connection, post.text)

    async def _deliver(self, connection: Connection, text: str) -> web.Response:
        self.posts += 1
        return web.Response() if await self.send(connection, text) else refusal(HTTPStatus.GONE)

    async def send(self, connection: Connection, text: str) -> bool:
        """Send a string in frames of at most 32 KB; return whether the socket was open."""
        pieces = [text[at : at + FRAME // 4] for at in range(0, len(text), FRAME // 4)]
        try:
            await connection.socket.send(text if len(text) <= FRAME // 4 else pieces)
        except ConnectionClosed:
            return False
        return True

    async def _info(self, request: web.Request) -> web.Response:
        connection = self.open.get(request.match_info["connection"])
        if connection is None:
            return refusal(HTTPStatus.GONE)
        times = {
            "connectedAt": connection.handshake.at.isoformat(),
            "lastActiveAt": connection.active_at.isoformat(),
        }
        return web.json_response(times | {"identity": {"sourceIp": "127.0.0.1", "userAgent": ""}})

    async def _fault(self, post: Post) -> int | None:
        return (
            await asyncio.to_thread(self.faults.refuse, post)
            if self.faults.refuse is not no_fault
            else None
        )

    async def _delete(self, request: web.Request) -> web.Response:
        if status := await self._fault(Post(request.match_info["connection"], method="DELETE")):
            return refusal(status)
        connection = self.open.pop(request.match_info["connection"], None)
        if connection is None:
            return refusal(HTTPStatus.GONE)
        await connection.socket.close(1000)
        return web.Response(status=HTTPStatus.NO_CONTENT)


def refusal(status: int) -> web.Response:
    """Build an error response; its header has the error type, which SDKs read."""
    kind = ERRORS.get(HTTPStatus(status), "InternalServerError")
    body: dict[str, Any] = {"message": kind}
    return web.Response(status=status, text=json.dumps(body), headers={"x-amzn-ErrorType": kind})
