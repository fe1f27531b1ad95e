"""Serves the route that says that the API is up, and in which version."""

from chalice.app import Blueprint

from chalicelib.platform.http.contract import PUBLIC, route
from chalicelib.platform.http.shapes import Shape

VERSION = "0.1.0"

routes = Blueprint(__name__)


class Health(Shape):
    """Holds the version of the API."""

    ok: bool
    version: str


@route(routes, "GET", "/health", who=PUBLIC)
def health() -> Health:
    """Answer that the API is up; nothing behind it is checked."""
    return Health(ok=True, version=VERSION)
