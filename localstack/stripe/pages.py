"""Serves the fake Stripe's browser script, and the frames with the card fields."""

from collections.abc import Awaitable, Callable
from pathlib import Path

from aiohttp import web

BROWSER = Path(__file__).parent / "browser"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cache-Control": "no-cache",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
FILES = {
    "/v3/stripe.js": "stripe.js",
    "/clover/stripe.js": "stripe.js",
    "/v3/fields": "fields.html",
    "/v3/fields.js": "fields.js",
    "/v3/challenge": "challenge.html",
    "/v3/challenge.js": "challenge.js",
    "/v3/frames.css": "frames.css",
}


def add_to(app: web.Application) -> None:
    """
    Add the pages' routes to the application.

    A challenge in a frame and a challenge by redirect use the same page.
    """
    for path, name in FILES.items():
        app.router.add_get(path, _file(name))
    app.router.add_get("/challenge/{intent}", _file("challenge.html"))
    app.router.add_get("/favicon.ico", _no_picture)


async def _no_picture(_request: web.Request) -> web.Response:
    return web.Response(status=204)


def _file(name: str) -> Callable[[web.Request], Awaitable[web.FileResponse]]:
    async def answer(_request: web.Request) -> web.FileResponse:
        return web.FileResponse(BROWSER / name, headers=HEADERS)

    return answer
