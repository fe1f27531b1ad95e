"""Assembles the fake Stripe's API, test routes and browser pages on one port."""

import asyncio
import socket
from collections.abc import Awaitable, Callable
from pathlib import Path

from aiohttp import web

from localstack.stripe import pages
from localstack.stripe.accounts import Accounts
from localstack.stripe.admin import Admin
from localstack.stripe.faults import Faults
from localstack.stripe.journal import Journal
from localstack.stripe.request_log import RequestLog
from localstack.stripe.server import Server
from localstack.stripe.webhooks import Webhooks

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def listen(port: int) -> socket.socket:
    """Return a listening socket on the loopback; raise OSError if the port is taken."""
    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind(("127.0.0.1", port))
    listening.listen(256)
    return listening


def assemble(directory: Path, origin: str) -> web.Application:
    """Return the fake Stripe's application, which stores its ledger in `directory`."""
    journal = Journal(directory)
    accounts = Accounts(journal)
    webhooks = Webhooks(accounts)
    server = Server(accounts, Faults(), webhooks, RequestLog(directory), origin, asyncio.Event())
    app = web.Application(middlewares=[_tests_only])
    Admin(server).add_to(app)
    pages.add_to(app)
    app.router.add_get("/health", _health)
    app.router.add_route("*", "/v1/{path:.*}", server.handle)

    async def close(_app: web.Application) -> None:
        await webhooks.close()
        journal.close()

    app.on_cleanup.append(close)
    return app


@web.middleware
async def _tests_only(request: web.Request, handler: Handler) -> web.StreamResponse:
    # This keeps pages of other origins from calling the test routes through a browser.
    own = request.headers.get("Origin", "") in ("", f"http://{request.host}")
    if request.path.startswith("/_fake/") and not own:
        return web.json_response({"error": "not for browsers"}, status=403)
    return await handler(request)


async def _health(_request: web.Request) -> web.Response:
    return web.json_response({"ok": True})
