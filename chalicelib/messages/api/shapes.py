"""Defines the responses about threads, messages and drafts."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from chalicelib.kernel.access import Access, Role
from chalicelib.messages.domain.attachment import AttachmentState, MessageAttachment
from chalicelib.messages.domain.draft import NO_DRAFT, MessageDraft
from chalicelib.messages.domain.thread import (
    MessageKind,
    Thread,
    ThreadAction,
    ThreadMessage,
    ThreadState,
)
from chalicelib.messages.usecases.attachments import AttachmentView
from chalicelib.messages.usecases.threads import ThreadDetail, ThreadView
from chalicelib.platform.http.shapes import Named, Shape


class ThreadShape(Shape):
    """
    Describes a thread, with what the caller may do.

    `waiting_days` counts whole days since the client began to wait for an answer. `taken_by` is
    the colleague who answered or closed last; it is null for clients. `unread` says whether the
    client has not read the newest message of the practice. `count` is the number of the newest
    message. `preview` is the beginning of its text.
    """

    id: str
    version: int
    client: Named
    service: Named | None
    subject: str
    preview: str
    state: ThreadState
    waiting_since: datetime | None
    waiting_days: int | None
    taken_by: Named | None
    unread: bool
    count: int
    started_at: datetime
    last_at: datetime
    actions: list[ThreadAction]


class AuthorShape(Shape):
    """The author of a message; `me` is true for the caller."""

    name: str
    role: Role
    me: bool


class AttachmentShape(Shape):
    """
    A document that a message carries, by the document's `id`.

    `version` is the version that was sent. Only a `ready` attachment can be opened, at
    `/documents/{id}/content`.
    """

    id: str
    version: int
    name: str
    bytes: int
    state: AttachmentState


class MessageShape(Shape):
    """
    Describes a message, or the record that staff closed the thread.

    `n` is its number in the thread. The `text` of a close is its reason, empty for clients.
    """

    id: str
    n: int
    kind: MessageKind
    at: datetime
    author: AuthorShape
    text: str
    attachments: list[AttachmentShape]


class MessagesShape(Shape):
    """
    Some messages in their order.

    `next` is the number for `before`, or for `after` if the request had `after`, with which
    further messages are read; it is null if there are none.
    """

    items: list[MessageShape]
    next: int | None


class ThreadDetailShape(ThreadShape):
    """A thread with some of its messages."""

    messages: MessagesShape


class SentMessageShape(MessageShape):
    """A message that was sent, with the thread as it is now."""

    thread: ThreadShape


class ThreadsShape(Shape):
    """A page of threads; `next` is the cursor of the next page."""

    items: list[ThreadShape]
    next: str | None


class AttentionShape(Shape):
    """
    Names a thread that the caller should look at, without its text.

    For staff it waits for an answer since `since`; for a client it has an unread message, and
    `since` is the time of the newest message.
    """

    thread_id: str
    client_id: str
    since: datetime


class AttentionsShape(Shape):
    """Lists threads that the caller should look at; `more` says there may be others."""

    items: list[AttentionShape]
    more: bool


class ThreadPositionShape(Shape):
    """Says how far a thread is: its version, and the number of its newest message."""

    version: int
    count: int


class MessageDraftShape(Shape):
    """The caller's own draft; without one, `version` is 0 and `key` is null."""

    text: str
    subject: str
    service_id: str
    attachments: list[str]
    key: str | None
    version: int


def thread_shape(access: Access, view: ThreadView) -> ThreadShape:
    """Return the API response that describes a thread to the caller."""
    thread = view.thread
    is_staff = access.role is not Role.CLIENT
    taker = thread.taken_by if is_staff and view.taken_by else None
    return ThreadShape(
        id=thread.id,
        version=thread.version,
        client=Named(id=thread.client, name=view.client),
        service=Named(id=thread.service, name=view.service) if thread.service else None,
        subject=thread.subject,
        preview=thread.preview,
        state=thread.state,
        waiting_since=thread.waiting_since,
        waiting_days=view.days,
        taken_by=Named(id=taker, name=view.taken_by) if taker else None,
        unread=thread.is_unread,
        count=thread.count,
        started_at=thread.started_at,
        last_at=thread.last_at,
        actions=list(view.actions),
    )


def detail_shape(
    access: Access, detail: ThreadDetail, *, forward: bool = False
) -> ThreadDetailShape:
    """Return a thread with messages; `forward` if they were read onwards."""
    messages, following = detail.messages, None
    if detail.more and messages:
        following = messages[-1].n if forward else messages[0].n
    items = [_message_shape(access, each, detail.attachments) for each in messages]
    page = MessagesShape(items=items, next=following)
    return ThreadDetailShape(**dict(thread_shape(access, detail.view)), messages=page)


def fresh_detail(access: Access, detail: ThreadDetail) -> ThreadDetailShape:
    """Return the thread that a conflict carries."""
    return detail_shape(access, detail)


def sent_shape(access: Access, detail: ThreadDetail) -> SentMessageShape:
    """Return the response with the one message that was sent."""
    (message,) = detail.messages
    fields = dict(_message_shape(access, message, detail.attachments))
    return SentMessageShape(**fields, thread=thread_shape(access, detail.view))


def _message_shape(
    access: Access,
    message: ThreadMessage,
    attachments: Mapping[MessageAttachment, AttachmentView],
) -> MessageShape:
    author = AuthorShape(name=message.name, role=message.role, me=message.is_from(access))
    return MessageShape(
        id=message.id,
        n=message.n,
        kind=message.kind,
        at=message.at,
        author=author,
        text=message.text,
        attachments=[_attachment_shape(attachments[each]) for each in message.attachments],
    )


def _attachment_shape(view: AttachmentView) -> AttachmentShape:
    return AttachmentShape(
        id=view.attachment.document,
        version=view.attachment.version,
        name=view.name,
        bytes=view.size,
        state=view.state,
    )


def attentions_shape(access: Access, threads: Sequence[Thread], *, more: bool) -> AttentionsShape:
    return AttentionsShape(
        items=[
            AttentionShape(
                thread_id=each.id,
                client_id=each.client,
                since=each.last_at if access.client else (each.waiting_since or each.last_at),
            )
            for each in threads
        ],
        more=more,
    )


def fresh_draft(_access: Access, draft: MessageDraft) -> MessageDraftShape:
    """Return the draft that a conflict carries."""
    return message_draft_shape(draft)


def message_draft_shape(draft: MessageDraft | None) -> MessageDraftShape:
    draft = draft or NO_DRAFT
    return MessageDraftShape(
        text=draft.text,
        subject=draft.subject,
        service_id=draft.service,
        attachments=list(draft.attachments),
        key=draft.key or None,
        version=draft.version,
    )
