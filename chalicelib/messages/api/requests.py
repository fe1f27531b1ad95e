"""Defines the requests about threads, messages and drafts."""

from typing import Annotated, Literal

from pydantic import Field

from chalicelib.kernel.errors import Invalid
from chalicelib.kernel.ids import ClientId, DocumentId, ServiceId
from chalicelib.messages.domain.attachment import MAX_ATTACHMENTS
from chalicelib.messages.domain.draft import MessageDraft
from chalicelib.messages.domain.thread import MAX_REASON, MAX_SUBJECT, MAX_TEXT
from chalicelib.messages.usecases.message_writer import NewMessage, NewThread
from chalicelib.messages.usecases.ports import MessageWindow, ThreadFilter
from chalicelib.platform.http.shapes import (
    Body,
    PageQuery,
    Query,
    QueryId,
    RecordId,
    WholeNumber,
    line,
    text,
)

MessageText = Annotated[str, text(MAX_TEXT)]
Seen = WholeNumber | None
DraftVersion = WholeNumber | None
Attachment = Annotated[str, Field(pattern=r"^[0-9A-Z]{26}$")]
Attachments = Annotated[list[Attachment], Field(max_length=MAX_ATTACHMENTS)]
NO_WAY_BACK = "Use either after or before."


class ThreadBody(Body):
    """
    Holds the first message of a new thread about the client `client_id`.

    With `service_id`, the message is for the colleagues of that service. A client uses their own
    id. `attachments` are ids of documents. `draft` is as in `MessageBody`.
    """

    client_id: RecordId
    service_id: RecordId | None = None
    subject: Annotated[str, line(MAX_SUBJECT, 0)] = ""
    text: MessageText
    attachments: Attachments = Field(default_factory=list)
    draft: DraftVersion = None

    def new_thread(self) -> NewThread:
        service = ServiceId(self.service_id) if self.service_id else None
        documents = tuple(DocumentId(each) for each in self.attachments)
        client = ClientId(self.client_id)
        return NewThread(client, self.text, self.subject, service, documents, self.draft)


class MessageBody(Body):
    """
    Holds a message to add to a thread.

    `seen` is the number `n` of the newest message that the person had read when they wrote. If
    the client wrote again since then, the thread waits for one more answer. Without `seen`, the
    message answers all messages before it. `attachments` are ids of documents of the client. One
    that staff send is shared with the client; a client can send what they uploaded. `draft` is
    the version of the caller's draft that they saw last, 0 if none. It ends with the message; if
    another version is stored, the answer is 409. If it is null, the stored draft ends if the
    request has the Idempotency-Key that is stored with it.
    """

    text: MessageText
    seen: Seen = None
    attachments: Attachments = Field(default_factory=list)
    draft: DraftVersion = None

    def message(self) -> NewMessage:
        documents = tuple(DocumentId(each) for each in self.attachments)
        return NewMessage(self.text, self.seen, documents=documents, draft=self.draft)


class CloseBody(Body):
    """
    Holds why a thread needs no answer; only staff see the reason.

    `seen` is the number `n` of the newest message that the person had read. If the client wrote
    again since then, the thread stays open.
    """

    reason: Annotated[str, line(MAX_REASON, 0)] = ""
    seen: Seen = None


class SeenBody(Body):
    """Says up to which message, by its number `n`, the client has read a thread."""

    seen: WholeNumber


class MessageDraftBody(Body):
    """
    Holds a message that its author is still writing.

    `key` is the Idempotency-Key with which the message will be sent. `version` is the version of
    the draft that the author saw last, 0 for none. If it is null, the draft replaces any other.
    """

    text: Annotated[str, text(MAX_TEXT, 0)]
    subject: Annotated[str, line(MAX_SUBJECT, 0)] = ""
    service_id: Annotated[str, line(64, 0)] = ""
    key: Annotated[str, line(200)]
    attachments: Attachments = Field(default_factory=list)
    version: DraftVersion = None

    def draft(self) -> MessageDraft:
        attachments = tuple(self.attachments)
        return MessageDraft(self.text, self.key, self.subject, self.service_id, attachments)


class ThreadQuery(PageQuery):
    """
    Selects threads: those of one client, or those that wait for an answer.

    Without both, staff get all threads of clients whom they may see, and a client their own.
    """

    client_id: QueryId | None = None
    waiting: Literal["true", "false"] = "false"

    def filters(self) -> ThreadFilter:
        client = ClientId(self.client_id) if self.client_id else None
        return ThreadFilter(client, self.waiting == "true", self.cursor)


class MessageQuery(Query):
    """
    Selects messages of a thread: those after or before a number `n`.

    Without both, the newest messages are selected.
    """

    after: int | None = Field(default=None, ge=0, le=10**9)
    before: int | None = Field(default=None, ge=1, le=10**9)

    def window(self) -> MessageWindow:
        """Return the query as a window. Raises Invalid if both numbers are given."""
        if self.after is not None and self.before is not None:
            raise Invalid(fields={"before": NO_WAY_BACK})
        return MessageWindow(self.after, self.before)
