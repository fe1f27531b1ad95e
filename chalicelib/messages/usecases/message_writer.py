"""Starts, answers and closes threads, each message exactly once and in order."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime

from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.errors import Conflict, Invalid, NotFound, Unavailable
from chalicelib.kernel.idempotency import AlreadyProcessed, IdempotencyKey
from chalicelib.kernel.ids import ClientId, DocumentId, ServiceId, ThreadId
from chalicelib.kernel.ports import Clock, IdGenerator
from chalicelib.messages.domain.draft import NEW
from chalicelib.messages.domain.notices import told_client, told_colleagues
from chalicelib.messages.domain.thread import MessageKind, Thread, ThreadMessage, ThreadState
from chalicelib.messages.usecases.inbox_ports import ThreadNews
from chalicelib.messages.usecases.ports import (
    MessageWindow,
    ThreadChange,
    ThreadDirectory,
    ThreadFilter,
    ThreadStore,
)
from chalicelib.messages.usecases.recipients import Recipients
from chalicelib.messages.usecases.sent_drafts import SentDrafts
from chalicelib.messages.usecases.threads import ThreadDetail, Threads
from chalicelib.notices.domain import Notice
from chalicelib.notices.usecases.outbox import Outbox
from chalicelib.practice.domain.service import NO_BAA, ServiceKind

MAX_WRITE_ATTEMPTS = 10
MAX_WAITING = 10
TOO_MANY_WAITING = (
    f"{MAX_WAITING} of your messages wait for an answer. Write your message in one of these."
)
NO_SUCH_SERVICE = "This service takes no messages any more. Choose another one."


@dataclass(frozen=True, slots=True)
class NewThread:
    """
    A request to start a thread about a client, to a service or to the practice.

    `draft` is as in `NewMessage`.
    """

    client: ClientId
    text: str = field(repr=False)
    subject: str = field(default="", repr=False)
    service: ServiceId | None = None
    documents: tuple[DocumentId, ...] = ()
    draft: int | None = None


@dataclass(frozen=True, slots=True)
class NewMessage:
    """
    A request to add a message to a thread, or to close it with a reason.

    `seen` is the number of the newest message that the caller had read, or None for all.
    `documents` are attached to the message, and shared with the client if staff send it. `draft`
    is the version of the caller's draft that they saw last, and 0 if none was stored; sending
    ends that draft only. None ends the stored draft if it has the request's idempotency key.
    """

    text: str = field(repr=False)
    seen: int | None = None
    kind: MessageKind = MessageKind.MESSAGE
    documents: tuple[DocumentId, ...] = ()
    draft: int | None = None

    def added_to(self, access: Access, thread: Thread, now: datetime) -> Thread:
        """Return the thread with this message; raises Conflict as `Thread.closed` does."""
        if self.kind is MessageKind.CLOSE:
            return thread.closed(access, now, self.seen)
        return thread.with_message(access, now, self.text, self.seen)


@dataclass(frozen=True, slots=True)
class MessageWriter:
    """
    Writes into threads of clients whom the caller may see.

    Messages of one thread are numbered in the order in which they are stored. If several people
    write at one moment, each message is stored, one after the other. A repeated request with the
    same idempotency key returns what the first one stored.

    Raises:
        NotFound: The client or thread does not exist, or the caller may not see it.
        Unavailable: The store does not respond, or others wrote at every attempt.
    """

    threads: Threads
    rows: ThreadStore
    recipients: Recipients
    directory: ThreadDirectory
    outbox: Outbox
    ids: IdGenerator
    now: Clock
    news: ThreadNews
    drafts: SentDrafts

    def start(self, access: Access, new: NewThread, key: IdempotencyKey | None) -> ThreadDetail:
        """
        Start a thread with its first message.

        Raises:
            Conflict: The practice has not accepted the Business Associate Agreement (S32), or
                the client waits in many threads already. Or the caller's stored draft is not
                the one that they saw; the error has the draft.
            Invalid: The service takes no messages, or a document cannot be sent.
        """
        if earlier := self._earlier(access, key, NEW):
            return earlier
        for _ in range(MAX_WRITE_ATTEMPTS):
            with suppress(_Overtaken):
                return self._started(access, new, key)
        raise Unavailable

    def _started(self, access: Access, new: NewThread, key: IdempotencyKey | None) -> ThreadDetail:
        self.threads.client_access.require(access, new.client)
        if not self.directory.billing_setup(access).baa_accepted:
            raise Conflict(NO_BAA)
        self._check_service(access, new.service)
        if access.role is Role.CLIENT:
            self._check_waiting(access, new.client)
        now = self.now()
        thread = ThreadId(self.ids.id())
        empty = Thread(
            thread, access.practice, new.client, now, now, new.service, subject=new.subject
        )
        message = NewMessage(new.text, documents=new.documents, draft=new.draft)
        return self._stored(access, empty, message, key)

    def write(
        self, access: Access, thread: ThreadId, message: NewMessage, key: IdempotencyKey | None
    ) -> ThreadDetail:
        """
        Add a message to a thread.

        Raises:
            Conflict: The caller's stored draft is not the one that they saw. The error has it.
            Invalid: One of its documents cannot be sent.
        """
        return self._earlier(access, key, thread) or self._added(access, thread, message, key)

    def close(
        self, access: Access, thread: ThreadId, message: NewMessage, key: IdempotencyKey | None
    ) -> ThreadDetail:
        """
        Close a thread, with a reason for staff; a closed thread stays as it is.

        Raises:
            NotAllowed: The caller is a client.
            Conflict: The client wrote after the message `message.seen`. The error has the thread.
        """
        access.require_role(Role.ADMIN, Role.PROVIDER)
        if earlier := self._earlier(access, key):
            return earlier
        if self.threads.reached(access, thread).state is ThreadState.CLOSED:
            return self.threads.get(access, thread)
        closing = replace(message, kind=MessageKind.CLOSE)
        try:
            return self._added(access, thread, closing, key)
        except Conflict as refusal:
            raise Conflict(str(refusal), fresh=self.threads.get(access, thread)) from None

    def mark_seen(self, access: Access, thread: ThreadId, seen: int) -> None:
        """Record that a client has read a thread up to the message `seen`."""
        access.require_role(Role.CLIENT)
        for _ in range(MAX_WRITE_ATTEMPTS):
            before = self.threads.reached(access, thread)
            read = min(seen, before.count)
            if read <= before.client_seen:
                return
            after = replace(before, client_seen=read)
            try:
                self.rows.mark(access, before, after, ())
            except Conflict:
                continue
            # The red mark goes out in the client's other tabs and on their other devices too.
            self.news.announce_read(after)
            return
        raise Unavailable

    def _added(
        self, access: Access, thread: ThreadId, message: NewMessage, key: IdempotencyKey | None
    ) -> ThreadDetail:
        for _ in range(MAX_WRITE_ATTEMPTS):
            before = self.threads.reached(access, thread)
            with suppress(_Overtaken):
                return self._stored(access, before, message, key)
        raise Unavailable

    def _stored(
        self, access: Access, before: Thread, message: NewMessage, key: IdempotencyKey | None
    ) -> ThreadDetail:
        """Store a message in a thread, which is new if it has no message yet."""
        after = message.added_to(access, before, self.now())
        marked, notices = self._with_notices(access, before, after, message.kind)
        name = self._own_name(access)
        attachments, shares = self.threads.attachments.attach(
            access, before.client, message.documents
        )
        record = ThreadMessage(
            self.ids.id(),
            after.count,
            message.kind,
            after.last_at,
            access.person,
            access.role,
            name,
            message.text,
            attachments,
        )
        change = ThreadChange(
            before if before.count else None, marked, record, notices, shares, message.draft
        )
        if message.draft is None and message.kind is MessageKind.MESSAGE:
            draft = self.drafts.version(access, before.client, change.place, key)
            change = replace(change, draft=draft)
        try:
            self.rows.add(access, change, key)
        except AlreadyProcessed as earlier:
            return self._repeated(access, earlier.result, key, change.place)
        except Conflict as refusal:
            if refusal.fresh is not None and message.draft is not None:
                raise
            raise _Overtaken from None
        for notice in notices:
            self.outbox.deliver(notice)
        self.news.announce(marked)
        return self._detail(access, f"{after.id} {after.count}")

    def _with_notices(
        self, access: Access, before: Thread, after: Thread, kind: MessageKind
    ) -> tuple[Thread, Sequence[Notice]]:
        if access.role is Role.CLIENT:
            people = self.recipients.of(access, after)
            return told_colleagues(after, people, is_new=before.waiting_since is None)
        return told_client(after) if kind is MessageKind.MESSAGE else (after, ())

    def _own_name(self, access: Access) -> str:
        if access.client:
            return self.directory.client_names(access, [access.client]).get(access.client, "")
        own = self.directory.colleagues(access, [access.person]).get(access.person)
        return own[1].name if own else ""

    def _check_service(self, access: Access, service: ServiceId | None) -> None:
        if service is None:
            return
        try:
            stored = self.threads.services.get(access.practice, service).service
        except NotFound:
            stored = None
        if stored is None or stored.kind is not ServiceKind.MESSAGE or not stored.enabled:
            raise Invalid(fields={"service_id": NO_SUCH_SERVICE})

    def _check_waiting(self, access: Access, client: ClientId) -> None:
        filters = ThreadFilter(client, is_waiting=True, limit=MAX_WAITING)
        threads, _ = self.rows.page_without_text(access, filters)
        if len(threads) >= MAX_WAITING:
            raise Conflict(TOO_MANY_WAITING)

    def _earlier(
        self, access: Access, key: IdempotencyKey | None, place: str | None = None
    ) -> ThreadDetail | None:
        result = self.rows.result_of(access, key) if key else None
        return self._repeated(access, result, key, place) if result else None

    def _repeated(
        self, access: Access, result: str, key: IdempotencyKey | None, place: str | None
    ) -> ThreadDetail:
        """Return what an earlier request stored; its draft may have been stored after it."""
        detail = self._detail(access, result)
        if place:
            self.drafts.end(access, detail.view.thread.client, place, key)
        return detail

    def _detail(self, access: Access, result: str) -> ThreadDetail:
        """Return a thread with the one message that a request stored."""
        thread, number = result.split(" ")
        window = MessageWindow(after=int(number) - 1, limit=1)
        return self.threads.get(access, ThreadId(thread), window)


class _Overtaken(Exception):
    """The thread, a document or who reaches the client was changed first."""
