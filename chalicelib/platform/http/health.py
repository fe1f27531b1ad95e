"""Answers whether the API is up, and in which version."""

from chalice.app import Blueprint

from chalicelib.platform.http.contract import PUBLIC, route
from chalicelib.platform.http.shapes import Shape

VERSION = "0.1.0"

routes = Blueprint(__name__)


class Health(Shape):
    """The version that answers."""

    ok: bool
    version: str


@route(routes, "GET", "/health", who=PUBLIC)
def health() -> Health:
    """Say that the API answers; nothing behind it is asked."""
    return Health(ok=True, version=VERSION)
