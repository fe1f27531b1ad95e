"""Open sockets of a stand-in gateway, and `@connections`: how functions reach them."""

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
"""Bytes that a frame and a whole message may have."""
BUFFER = 4 * MESSAGE
"""Bytes that may wait for a client that does not read."""
ERRORS = {
    HTTPStatus.GONE: "GoneException",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "PayloadTooLargeException",
    HTTPStatus.TOO_MANY_REQUESTS: "LimitExceededException",
    HTTPStatus.FORBIDDEN: "ForbiddenException",
}


@dataclass
class Connection:
    """One open socket; `is_stale`: its end is never told to the functions."""

    handshake: Handshake
    socket: ServerConnection
    received: datetime
    is_stale: bool = False

    @property
    def id(self) -> str:
        """What the gateway calls it."""
        return self.handshake.connection

    def write(self, text: str) -> None:
        """One frame, before this returns; in the gateway's own thread."""
        self.socket.protocol.send_text(text.encode())
        self.socket.transport.write(b"".join(self.socket.protocol.data_to_send()))


@dataclass
class Connections:
    """By their ids. `posts` counts what the functions delivered."""

    faults: GatewayFaults
    open: dict[str, Connection] = field(default_factory=dict)
    posts: int = 0

    def routes(self, stage: str) -> list[web.RouteDef]:
        """GET, POST and DELETE, under the stage."""
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
        if refused := await self._refused(post):
            return refusal(refused)
        found = self.open.get(post.connection)
        if found is None:
            return refusal(HTTPStatus.GONE)
        if found.socket.transport.get_write_buffer_size() > BUFFER:
            return refusal(HTTPStatus.TOO_MANY_REQUESTS)
        return await self._deliver(found, post.text)

    async def _deliver(self, found: Connection, text: str) -> web.Response:
        self.posts += 1
        return web.Response() if await self.send(found, text) else refusal(HTTPStatus.GONE)

    async def send(self, found: Connection, text: str) -> bool:
        """In frames of at most 32 KB; whether the socket was open."""
        pieces = [text[at : at + FRAME // 4] for at in range(0, len(text), FRAME // 4)]
        try:
            await found.socket.send(text if len(text) <= FRAME // 4 else pieces)
        except ConnectionClosed:
            return False
        return True

    async def _info(self, request: web.Request) -> web.Response:
        found = self.open.get(request.match_info["connection"])
        if found is None:
            return refusal(HTTPStatus.GONE)
        times = {
            "connectedAt": found.handshake.at.isoformat(),
            "lastActiveAt": found.received.isoformat(),
        }
        return web.json_response(times | {"identity": {"sourceIp": "127.0.0.1", "userAgent": ""}})

    async def _refused(self, asked: Post) -> int | None:
        return (
            await asyncio.to_thread(self.faults.refuse, asked)
            if self.faults.refuse is not no_fault
            else None
        )

    async def _delete(self, request: web.Request) -> web.Response:
        if refused := await self._refused(Post(request.match_info["connection"], method="DELETE")):
            return refusal(refused)
        found = self.open.pop(request.match_info["connection"], None)
        if found is None:
            return refusal(HTTPStatus.GONE)
        await found.socket.close(1000)
        return web.Response(status=HTTPStatus.NO_CONTENT)


def refusal(status: int) -> web.Response:
    """Build an error as the gateway does: SDKs take its type from the header."""
    kind = ERRORS.get(HTTPStatus(status), "InternalServerError")
    said: dict[str, Any] = {"message": kind}
    return web.Response(status=status, text=json.dumps(said), headers={"x-amzn-ErrorType": kind})
