"""Defines the routes for drafts of messages, which only their author reads."""

from chalice.app import Blueprint

from chalicelib.kernel.access import Access
from chalicelib.kernel.ids import ClientId
from chalicelib.messages.api.requests import MessageDraftBody
from chalicelib.messages.api.shapes import MessageDraftShape, fresh_draft, message_draft_shape
from chalicelib.platform.http.contract import ANYONE, route
from chalicelib.platform.http.drafts import SeenDraftQuery
from chalicelib.platform.http.shapes import Nothing
from chalicelib.wiring import messages as wiring_messages

routes = Blueprint(__name__)


@route(routes, "GET", "/clients/{client_id}/message-drafts/{place}", who=ANYONE)
def read_message_draft(access: Access, client_id: str, place: str) -> MessageDraftShape:
    """
    Return the caller's own draft; the `place` is the id of a thread, or `new`.

    Nobody else can read it.
    """
    return message_draft_shape(wiring_messages.drafts().get(access, ClientId(client_id), place))


@route(
    routes,
    "PUT",
    "/clients/{client_id}/message-drafts/{place}",
    who=ANYONE,
    fresh=fresh_draft,
)
def save_message_draft(
    access: Access, client_id: str, place: str, body: MessageDraftBody
) -> MessageDraftShape:
    """
    Store the caller's own draft, which stays until the message is sent.

    It has 409 if another tab or device stored another version; the response contains the stored
    draft.
    """
    drafts, client = wiring_messages.drafts(), ClientId(client_id)
    return message_draft_shape(drafts.put(access, client, place, body.draft(), body.version))


@route(
    routes,
    "DELETE",
    "/clients/{client_id}/message-drafts/{place}",
    who=ANYONE,
    fresh=fresh_draft,
)
def delete_message_draft(
    access: Access, client_id: str, place: str, query: SeenDraftQuery
) -> Nothing:
    """
    Delete the caller's own draft.

    It has 409 if another tab or device stored another version; the response contains the stored
    draft.
    """
    wiring_messages.drafts().delete(access, ClientId(client_id), place, query.version)
    return Nothing()
