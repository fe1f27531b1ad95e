"""Whether this copy of the product is up, and which one it is."""

from chalice.app import Blueprint, Response

VERSION = "0.1.0"

routes = Blueprint(__name__)


@routes.route("/health", methods=["GET"])
def health() -> Response:
    """Say that the API answers; nothing behind it is asked."""
    print("health")
    return Response({"ok": True, "version": VERSION}, headers={"Cache-Control": "no-store"})
