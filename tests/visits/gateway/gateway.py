"""
Provides a strict stand-in for API Gateway's WebSocket API, in this process.

    with Gateway(Functions.of(app)) as gateway:
        websockets.sync.client.connect(f"{gateway.url}?ticket=…")

The stand-in is as strict as AWS in these points, where the local cloud's emulator
is not: each message is handled in its own task and may overtake other messages; a
frame over 32 KB closes the socket with code 1009; an unknown stage is refused; a
socket closes after two hours or ten idle minutes of the test's clock; and nothing
can be posted to a socket before the socket's `$connect` has returned
(docs/video.md#socket-gateway).
"""

import asyncio
import contextlib
import json
import threading
from collections.abc import Callable, Coroutine, Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any, Self, TypeVar
from urllib.parse import urlsplit

from aiohttp import web
from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response
from websockets.protocol import State

from tests.visits.gateway.connections import BUFFER, FRAME, MESSAGE, Connection, Connections
from tests.visits.gateway.functions import Function, Functions, Handshake, new_connection
from tests.visits.gateway.gateway_faults import GatewayFaults

LONGEST, IDLE = timedelta(hours=2), timedelta(minutes=10)
SUCCESS = range(200, 300)
GOING_AWAY, ABNORMAL = 1001, 1006
PATIENCE_SECONDS = 30
T = TypeVar("T")


def _now() -> datetime:
    return datetime.now(UTC)


class Gateway:
    """
    Serves WebSockets on 127.0.0.1 and calls the three socket functions.

    `clock`: returns the time that decides when sockets expire. `workers`: the number of
    functions that can run at the same time. With 0 workers, functions run in the
    gateway's own thread, for measurements; they must then call `deliver` and `close`
    instead of the HTTP API. `errors`: the errors that functions raised.
    """

    def __init__(
        self,
        functions: Functions,
        *,
        clock: Callable[[], datetime] = _now,
        stage: str = "ws",
        port: int = 0,
        workers: int = 16,
    ) -> None:
        self.functions = functions
        self.faults = GatewayFaults()
        self.connections = Connections(self.faults)
        self.errors: list[BaseException] = []
        self.url = self.endpoint = ""
        self._clock, self._stage, self._port = clock, stage, port
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="gateway", daemon=True)
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="function") if workers else None
        self._tasks: set[asyncio.Task[Any]] = set()
        self._admitted: dict[ServerConnection, Handshake] = {}
        self._serving: set[ServerConnection] = set()
        self._held_disconnects: list[dict[str, Any]] = []

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        """Listen on 127.0.0.1: for sockets at `url`, for `@connections` at `endpoint`."""
        self._thread.start()
        self._run(self._listen())

    def stop(self) -> None:
        """Close every socket and wait until the functions have returned."""
        if not self._thread.is_alive():
            return
        self._run(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(PATIENCE_SECONDS)
        self._loop.close()
        if self._pool:
            self._pool.shutdown(cancel_futures=True)

    @property
    def open(self) -> list[str]:
        """Return the connection ids of the open sockets."""
        return list(self.connections.open)

    def deliver(self, connection_id: str, text: str) -> bool:
        """Deliver a message without HTTP; return whether the socket is open."""
        connection = self.connections.open.get(connection_id)
        if connection is None:
            return False
        self.connections.posts += 1
        if self._pool:
            self._loop.call_soon_threadsafe(self._begin, self.connections.send(connection, text))
        else:
            connection.write(text)
        return True

    def close(self, connection_id: str) -> None:
        """Close a socket without HTTP, after all messages already delivered to it."""
        if connection := self.connections.open.pop(connection_id, None):
            self._loop.call_soon_threadsafe(self._begin, connection.socket.close(1000))

    def abort(self, connections: Iterable[str] | None = None, *, as_stale: bool = False) -> None:
        """
        Cut connections without a close frame.

        If `connections` is None, all open connections are cut. If `as_stale` is True, the
        functions get no `$disconnect` event for the cut connections.
        """
        self._run(
            self._abort(self.open if connections is None else list(connections), as_stale=as_stale)
        )

    def cut_overdue(self) -> None:
        """Close sockets that are two hours old or were idle for ten minutes."""
        self._run(self._cut_overdue())

    def deliver_disconnects(self) -> None:
        """Deliver the `$disconnect` events that `faults` held back, the newest first."""
        self._run(self._deliver_disconnects())

    def wait_until_idle(self) -> None:
        """Wait until all functions have returned, those for closing sockets included."""
        self._run(self._wait_until_idle())

    async def _listen(self) -> None:
        self._server: Server = await serve(
            self._serve,
            "127.0.0.1",
            self._port,
            process_request=self._handshake,
            compression=None,
            ping_interval=None,
            max_size=(MESSAGE, FRAME),
            write_limit=8 * BUFFER,
            open_timeout=PATIENCE_SECONDS,
            close_timeout=1,
            backlog=1024,
        )
        app = web.Application(client_max_size=2 * MESSAGE)
        app.add_routes(self.connections.routes(self._stage))
        self._posts = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await self._posts.setup()
        await web.TCPSite(self._posts, "127.0.0.1", 0).start()
        self.url = (
            f"ws://127.0.0.1:{next(iter(self._server.sockets)).getsockname()[1]}/{self._stage}"
        )
        self.endpoint = f"http://127.0.0.1:{self._posts.addresses[0][1]}/{self._stage}"

    async def _close(self) -> None:
        self._server.close()
        await self._server.wait_closed()
        await self._wait_until_idle()
        await self._posts.cleanup()

    async def _handshake(self, socket: ServerConnection, request: Request) -> Response | None:
        address = urlsplit(request.path)
        headers = {name.lower(): value for name, value in request.headers.raw_items()}
        handshake = Handshake(
            new_connection(), address.path.strip("/"), headers, address.query, self._clock()
        )
        if handshake.stage != self._stage:
            return socket.respond(HTTPStatus.FORBIDDEN, json.dumps({"message": "Forbidden"}))
        answer = await self._call(self.functions.connect, handshake.event())
        status = (
            HTTPStatus.INTERNAL_SERVER_ERROR
            if answer is None
            else HTTPStatus(int(answer.get("statusCode", 200)))
        )
        if status not in SUCCESS:
            return socket.respond(
                status, json.dumps({"message": status.phrase, "connectionId": handshake.connection})
            )
        self._admitted[socket] = handshake
        return None

    async def _serve(self, socket: ServerConnection) -> None:
        connection = Connection(self._admitted.pop(socket), socket, self._clock())
        self._serving.add(socket)
        self.connections.open[connection.id] = connection
        with contextlib.suppress(ConnectionClosed):
            async for body in socket:
                connection.active_at = self._clock()
                self._begin(self._message(connection, body))
        self.connections.open.pop(connection.id, None)
        if not connection.is_stale:
            self._begin(self._end(connection))
        self._serving.discard(socket)

    async def _message(self, connection: Connection, body: str | bytes) -> None:
        if delay := self.faults.delay(body if isinstance(body, str) else ""):
            await asyncio.sleep(delay)
        event = connection.handshake.message(body, self._clock())
        if await self._call(self.functions.message, event) is None:
            ids = {name: event["requestContext"][name] for name in ("connectionId", "requestId")}
            with contextlib.suppress(ConnectionClosed):
                await connection.socket.send(
                    json.dumps({"message": "Internal server error", **ids})
                )

    async def _end(self, connection: Connection) -> None:
        code, reason = (
            connection.socket.close_code or ABNORMAL,
            connection.socket.close_reason or "",
        )
        event = connection.handshake.disconnect(code, reason, self._clock())
        if self.faults.holds_disconnects:
            self._held_disconnects.append(event)
        else:
            await self._call(self.functions.disconnect, event)

    async def _call(self, function: Function, event: dict[str, Any]) -> dict[str, Any] | None:
        """Call a function; return its response, or None if it raised an error."""
        try:
            answer = (
                await self._loop.run_in_executor(self._pool, function, event, None)
                if self._pool
                else function(event, None)
            )
        except asyncio.CancelledError:
            raise
        except BaseException as error:  # noqa: BLE001 - a function's failure does not stop the gateway
            self.errors.append(error)
            return None
        return answer if isinstance(answer, dict) else {"statusCode": 200}

    async def _abort(self, connections: list[str], *, as_stale: bool) -> None:
        closing = [
            self.connections.open.pop(each) for each in connections if each in self.connections.open
        ]
        for each in closing:
            each.is_stale = as_stale
            each.socket.transport.abort()
        await asyncio.gather(*(each.socket.wait_closed() for each in closing))

    async def _cut_overdue(self) -> None:
        now = self._clock()
        for each in list(self.connections.open.values()):
            if now - each.handshake.at >= LONGEST or now - each.active_at >= IDLE:
                self.connections.open.pop(each.id, None)
                await each.socket.close(GOING_AWAY, "Going away")

    async def _deliver_disconnects(self) -> None:
        while self._held_disconnects:
            await self._call(self.functions.disconnect, self._held_disconnects.pop())

    async def _wait_until_idle(self) -> None:
        while self._tasks or any(each.state is not State.OPEN for each in self._serving):
            await asyncio.gather(*self._tasks, return_exceptions=True)
            await asyncio.sleep(0)

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = self._loop.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _run(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(PATIENCE_SECONDS)
