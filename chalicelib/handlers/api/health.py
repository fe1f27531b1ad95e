"""Whether this copy of the product is up, and which one it is."""

from chalice.app import Blueprint, Response

from chalicelib.handlers.entry import Kind, entrypoint

VERSION = "0.1.0"

routes = Blueprint(__name__)


@routes.route("/health", methods=["GET"])
@entrypoint(Kind.HTTP)
def health() -> Response:
    """Say that the API answers; nothing behind it is asked."""
    return Response({"ok": True, "version": VERSION}, headers={"Cache-Control": "no-store"})
