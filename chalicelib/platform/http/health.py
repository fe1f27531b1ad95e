"""Serves the route that reports that the API is up and which version it has."""

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
    """Report that the API is up, without checking the services that it uses."""
    return Health(ok=True, version=VERSION)
