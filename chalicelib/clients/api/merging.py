"""Defines the routes with which an Admin merges two profiles of the same client."""

from chalice.app import Blueprint

from chalicelib.clients.api.merge_shapes import (
    MergeBody,
    MergePreviewShape,
    MergeQuery,
    UndoMergeBody,
    preview_shape,
)
from chalicelib.clients.api.shapes import ClientShape, client_shape
from chalicelib.kernel.access import Access
from chalicelib.kernel.ids import ClientId
from chalicelib.platform.http.contract import ADMIN, route
from chalicelib.platform.http.request import Request, idempotency_key
from chalicelib.wiring import merging as wiring_merging

routes = Blueprint(__name__)


@route(routes, "GET", "/clients/{client_id}/merge-preview", who=ADMIN)
def preview_merge(access: Access, client_id: str, query: MergeQuery) -> MergePreviewShape:
    """Return two profiles side by side, and what must be done before they are merged."""
    preview = wiring_merging.merging().preview(access, ClientId(client_id), ClientId(query.into))
    return preview_shape(preview)


@route(
    routes,
    "POST",
    "/clients/{client_id}/merge",
    who=ADMIN,
    for_merged=True,
    fresh=client_shape,
)
def merge_client(access: Access, client_id: str, body: MergeBody, request: Request) -> ClientShape:
    """
    Merge a profile into another one of the same client.

    What the profile holds stays there and can be read. Nothing can be added to it any more.
    """
    view = wiring_merging.merging().merge(
        access,
        ClientId(client_id),
        ClientId(body.into),
        body.request(),
        idempotency_key(request),
    )
    return client_shape(access, view)


@route(
    routes,
    "POST",
    "/clients/{client_id}/merge/undo",
    who=ADMIN,
    for_merged=True,
    fresh=client_shape,
)
def undo_client_merge(
    access: Access, client_id: str, body: UndoMergeBody, request: Request
) -> ClientShape:
    """Undo a merge, so that the profile can be changed again."""
    view = wiring_merging.merging().undo(
        access, ClientId(client_id), body.version, body.reason, idempotency_key(request)
    )
    return client_shape(access, view)
