"""Defines the routes for threads and their messages."""

from chalice.app import Blueprint

from chalicelib.kernel.access import Access
from chalicelib.kernel.ids import ThreadId
from chalicelib.messages.api.requests import (
    CloseBody,
    MessageBody,
    MessageQuery,
    SeenBody,
    ThreadBody,
    ThreadQuery,
)
from chalicelib.messages.api.shapes import (
    AttentionsShape,
    SentMessageShape,
    ThreadDetailShape,
    ThreadPositionShape,
    ThreadsShape,
    attentions_shape,
    detail_shape,
    fresh_detail,
    fresh_draft,
    sent_shape,
    thread_shape,
)
from chalicelib.messages.usecases.message_writer import NewMessage
from chalicelib.platform.http.contract import ANYONE, CLIENT, STAFF, route
from chalicelib.platform.http.request import Request, idempotency_key
from chalicelib.platform.http.shapes import Nothing
from chalicelib.wiring import messages as wiring_messages

routes = Blueprint(__name__)


@route(routes, "GET", "/threads", who=ANYONE, counts=False)
def list_threads(access: Access, query: ThreadQuery) -> ThreadsShape:
    """
    List threads, the newest message first.

    With `waiting=true`, the list has waiting threads, the longest wait first. A page may be
    short although there is a next one.
    """
    page, cursor = wiring_messages.threads().page(access, query.filters())
    return ThreadsShape(items=[thread_shape(access, each) for each in page], next=cursor)


@route(routes, "GET", "/threads/attention", who=ANYONE, counts=False)
def list_attention(access: Access) -> AttentionsShape:
    """List the threads that the caller should look at, without names and text."""
    items, more = wiring_messages.threads().need_attention(access)
    return attentions_shape(access, items, more=more)


@route(routes, "POST", "/threads", who=ANYONE, status=201, fresh=fresh_draft)
def start_thread(access: Access, body: ThreadBody, request: Request) -> ThreadDetailShape:
    """
    Start a thread with its first message.

    A client starts threads about themselves, to a message service or to their providers. It has
    409 with the stored draft, if that is another than the caller saw.
    """
    started = wiring_messages.message_writer().start(
        access, body.new_thread(), idempotency_key(request)
    )
    return detail_shape(access, started)


@route(routes, "GET", "/threads/{thread_id}", who=ANYONE, counts=False)
def read_thread(access: Access, thread_id: str, query: MessageQuery) -> ThreadDetailShape:
    """Return a thread with its newest messages, or those after or before a number."""
    detail = wiring_messages.threads().get(access, ThreadId(thread_id), query.window())
    return detail_shape(access, detail, forward=query.after is not None)


@route(routes, "GET", "/threads/{thread_id}/position", who=ANYONE, counts=False)
def read_position(access: Access, thread_id: str) -> ThreadPositionShape:
    """Return how far a thread is, to learn of new messages without opening any."""
    thread = wiring_messages.threads().reached(access, ThreadId(thread_id))
    return ThreadPositionShape(version=thread.version, count=thread.count)


@route(
    routes,
    "POST",
    "/threads/{thread_id}/messages",
    who=ANYONE,
    status=201,
    fresh=fresh_draft,
)
def send_message(
    access: Access, thread_id: str, body: MessageBody, request: Request
) -> SentMessageShape:
    """
    Add a message to a thread.

    A message of a client makes the thread wait for an answer; one of staff answers it, and shares
    its attachments with the client. It has 409 with the stored draft, if that is another than
    the caller saw.
    """
    sent = wiring_messages.message_writer().write(
        access, ThreadId(thread_id), body.message(), idempotency_key(request)
    )
    return sent_shape(access, sent)


@route(routes, "POST", "/threads/{thread_id}/close", who=STAFF, fresh=fresh_detail)
def close_thread(
    access: Access, thread_id: str, body: CloseBody, request: Request
) -> ThreadDetailShape:
    """Close a thread that needs no answer, with an optional reason for staff."""
    closed = wiring_messages.message_writer().close(
        access, ThreadId(thread_id), NewMessage(body.reason, body.seen), idempotency_key(request)
    )
    return detail_shape(access, closed)


@route(routes, "POST", "/threads/{thread_id}/seen", who=CLIENT, counts=False)
def mark_seen(access: Access, thread_id: str, body: SeenBody) -> Nothing:
    """Record up to which message a client has read a thread."""
    wiring_messages.message_writer().mark_seen(access, ThreadId(thread_id), body.seen)
    return Nothing()
