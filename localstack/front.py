"""Serves the web client, the API and sockets on one origin, as CloudFront does."""

import asyncio
import contextlib
import threading
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from aiohttp import (
    ClientError,
    ClientSession,
    ClientTimeout,
    ClientWebSocketResponse,
    DummyCookieJar,
    WSMsgType,
    WSServerHandshakeError,
    web,
)
from multidict import CIMultiDict, CIMultiDictProxy

from localstack import gateway_responses
from localstack.edge import Edge, feed_request
from localstack.static_files import file_response

HOP_BY_HOP = frozenset(
    (
        "connection",
        "keep-alive",
        "proxy-authenticate",
        "proxy-authorization",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    )
)
# The largest body that API Gateway accepts.
MAX_BODY_BYTES = 10 * 1024 * 1024
# aiohttp would add these headers if the browser sent none, and Chalice refuses a GET with an
# unknown content type.
AUTOMATIC_HEADERS = ("Content-Type", "User-Agent", "Accept", "Accept-Encoding")
NOT_BUILT = "The web client is not built. Run: make web\n"


@dataclass(frozen=True)
class Targets:
    """The addresses of the deployed APIs in the emulator, without a slash at the end."""

    rest: str
    sockets: str


Side = web.WebSocketResponse | ClientWebSocketResponse


class Front:
    """
    Serves the web client, the API and the sockets of the local cloud on one origin.

    `static`: the folder of the built web client. `targets`: the addresses of the
    deployed APIs; set it again after a deployment that changed the APIs' ids.
    """

    def __init__(self, port: int, static: Path, edge: Edge, targets: Targets) -> None:
        self.port = port
        self.targets = targets
        self._static = static.resolve()
        self._edge = edge
        self._open: dict[web.WebSocketResponse, web.Request] = {}
        self._is_cut = False
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="front", daemon=True)

    def start(self) -> None:
        """
        Start to listen on 127.0.0.1.

        Raises:
            OSError: Another process uses the port.
        """
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result(20)

    def stop(self) -> None:
        """Close all sockets, accept no new requests, and wait for the running requests."""
        if not self._thread.is_alive():
            return
        with contextlib.suppress(TimeoutError):
            asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(20)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)

    def cut(self) -> None:
        """
        Abort every socket, as a lost network does.

        New sockets are refused until `mend` is called.
        """
        self._is_cut = True
        self._loop.call_soon_threadsafe(self._abort)

    def mend(self) -> None:
        """Accept sockets again after `cut`."""
        self._is_cut = False

    def _abort(self) -> None:
        for request in list(self._open.values()):
            if request.transport:
                request.transport.abort()

    async def _listen(self) -> None:
        app = web.Application(middlewares=[self._with_headers], client_max_size=MAX_BODY_BYTES)
        app.on_response_prepare.append(_remove_server_name)
        app.router.add_get("/ws", self._socket)
        app.router.add_route("*", "/api/{path:.*}", self._api)
        app.router.add_get("/{path:.*}", self._page)
        self._client = ClientSession(
            cookie_jar=DummyCookieJar(),
            auto_decompress=False,
            timeout=ClientTimeout(total=60),
            skip_auto_headers=AUTOMATIC_HEADERS,
        )
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=5)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.port).start()

    async def _close(self) -> None:
        for socket in list(self._open):
            await socket.close(code=1001, message=b"The local cloud stops.")
        await self._runner.cleanup()
        await self._client.close()

    @web.middleware
    async def _with_headers(
        self, request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        try:
            answer = await handler(request)
        except web.HTTPException as refused:
            answer = web.Response(status=refused.status, text=f"{refused.reason}\n")
        if not answer.prepared:
            answer.headers.update(self._edge.headers(request.path))
        return answer

    async def _api(self, request: web.Request) -> web.StreamResponse:
        try:
            body = await request.read()
        except web.HTTPRequestEntityTooLarge:
            return gateway_responses.response("REQUEST_TOO_LARGE")
        headers = _forwarded(request.headers)
        headers["X-Forwarded-For"] = request.remote or "127.0.0.1"
        headers["X-Forwarded-Host"] = request.host
        path, added = feed_request(request.rel_url.raw_path)
        headers.update(added)
        query = f"?{request.rel_url.raw_query_string}" if request.rel_url.raw_query_string else ""
        try:
            async with self._client.request(
                request.method,
                f"{self.targets.rest}{path}{query}",
                headers=headers,
                data=body or None,
                allow_redirects=False,
            ) as answer:
                content = await answer.read()
                return gateway_responses.replaced(answer.status, content) or web.Response(
                    status=answer.status, body=content, headers=_forwarded(answer.headers)
                )
        except (ClientError, TimeoutError):
            return gateway_responses.response("DEFAULT_5XX")

    async def _page(self, request: web.Request) -> web.StreamResponse:
        file = (self._static / _document(request.path)).resolve()
        if not file.is_relative_to(self._static) or not file.is_file():
            built = (self._static / "index.html").exists()
            return web.Response(
                status=404 if built else 503,
                text="There is no such file.\n" if built else NOT_BUILT,
            )
        return file_response(request, file, compresses=self._edge.compresses(request.path))

    async def _socket(self, request: web.Request) -> web.StreamResponse:
        if self._is_cut:
            return web.Response(status=503)
        target = f"{self.targets.sockets.replace('http', 'ws', 1)}?{request.query_string}"
        protocols = [
            name.strip()
            for name in request.headers.get("Sec-WebSocket-Protocol", "").split(",")
            if name.strip()
        ]
        try:
            api_socket = await self._client.ws_connect(
                target, protocols=protocols, headers={"Origin": request.headers.get("Origin", "")}
            )
        except WSServerHandshakeError as refused:
            return web.Response(status=refused.status)
        except (ClientError, TimeoutError):
            return web.Response(status=503)
        browser_socket = web.WebSocketResponse(protocols=protocols, compress=False)
        try:
            await browser_socket.prepare(request)
        except ConnectionResetError:
            # The browser closed the request while the function was still starting.
            await api_socket.close()
            return browser_socket
        self._open[browser_socket] = request
        try:
            await _forward_both(browser_socket, api_socket)
        finally:
            self._open.pop(browser_socket, None)
        return browser_socket


async def _remove_server_name(_request: web.Request, answer: web.StreamResponse) -> None:
    answer.headers.popall("Server", None)


def _forwarded(headers: CIMultiDictProxy[str]) -> CIMultiDict[str]:
    end_to_end: CIMultiDict[str] = CIMultiDict()
    for name, value in headers.items():
        if name.lower() not in HOP_BY_HOP and name.lower() not in {"host", "content-length"}:
            end_to_end.add(name, value)
    return end_to_end


def _document(path: str) -> str:
    if path.startswith("/pay/"):
        return "pay.html"
    return path.lstrip("/") if "." in path.rsplit("/", 1)[-1] else "index.html"


async def _forward_both(browser: web.WebSocketResponse, api: ClientWebSocketResponse) -> None:
    """
    Forward messages in both directions until one side closes its socket.

    The close code is then forwarded to the other side.
    """
    to_api = asyncio.create_task(_forward(browser, api))
    to_browser = asyncio.create_task(_forward(api, browser))
    _, running = await asyncio.wait({to_api, to_browser}, return_when=asyncio.FIRST_COMPLETED)
    for task in running:
        task.cancel()


async def _forward(source: Side, target: Side) -> None:
    async for message in source:
        if message.type is WSMsgType.TEXT:
            await target.send_str(message.data)
        elif message.type is WSMsgType.BINARY:
            await target.send_bytes(message.data)
    await target.close(code=source.close_code or 1000)
