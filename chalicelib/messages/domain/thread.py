"""
Defines threads: messages between one client and the practice, in one order.

A client's message makes the thread wait for an answer. Only a response or a close by staff ends
the wait; reading does not.
"""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.errors import Conflict
from chalicelib.kernel.ids import ClientId, PersonId, PracticeId, ServiceId, ThreadId
from chalicelib.messages.domain.attachment import MessageAttachment

MAX_TEXT, MAX_SUBJECT, MAX_REASON = 4000, 120, 300
"""The most characters of a message, of a thread's subject, and of the reason of a close."""
PREVIEW = 140
REMIND_AFTER = timedelta(days=5)
"""How long a client waits for an answer until staff are reminded."""
UNREAD = "The client wrote again in the meantime. Read the new message, then close."


class ThreadState(StrEnum):
    """
    The states of a thread.

    A thread is waiting while a client's message has no answer, and closed after staff closed it
    until somebody writes again.
    """

    WAITING = "waiting"
    OPEN = "open"
    CLOSED = "closed"


class ThreadAction(StrEnum):
    """Lists what a person can do in a thread."""

    WRITE = "write"
    RESPOND = "respond"
    CLOSE = "close"


class MessageKind(StrEnum):
    """Lists what is recorded in a thread: a message, or that staff closed the thread."""

    MESSAGE = "message"
    CLOSE = "close"


@dataclass(frozen=True, slots=True)
class ThreadMessage:
    """
    A message of a thread, or the record that staff closed the thread.

    `n` is the message's number in its thread, without a gap. `name` is the name that the author
    had. The `text` of a close is its reason, which is for staff only.
    """

    id: str
    n: int
    kind: MessageKind
    at: datetime
    author: PersonId
    role: Role
    name: str = field(repr=False)
    text: str = field(repr=False)
    attachments: tuple[MessageAttachment, ...] = ()

    def is_from(self, access: Access) -> bool:
        return self.author == access.person

    def as_seen_by(self, access: Access) -> "ThreadMessage":
        """Return the message without the reason of a close, if the caller is a client."""
        is_hidden = self.kind is MessageKind.CLOSE and access.role is Role.CLIENT
        return replace(self, text="") if is_hidden else self


@dataclass(frozen=True, slots=True)
class Thread:
    """
    A thread between one client and the practice.

    `count` is the number of the newest message. `waiting_since` is the time of the message with
    the number `waiting_from`, at which the client began to wait. `client_n` and `client_at`
    belong to the client's newest message. `taken_by` is the colleague who answered or closed
    last. `told_people` are the colleagues who got a notice of the present wait; it is empty if
    that is unknown. The client has read up to the message `client_seen`, and got a notice about
    the message `client_told`. `subject` and `preview` are empty in a thread that was read without
    opening it.
    """

    id: ThreadId
    practice: PracticeId
    client: ClientId
    started_at: datetime
    last_at: datetime
    service: ServiceId | None = None
    count: int = 0
    waiting_since: datetime | None = None
    waiting_from: int = 0
    client_n: int = 0
    client_at: datetime | None = None
    taken_by: PersonId | None = None
    staff_n: int = 0
    client_seen: int = 0
    client_told: int = 0
    is_closed: bool = False
    is_reminded: bool = False
    version: int = 0
    subject: str = field(default="", repr=False)
    preview: str = field(default="", repr=False)
    told_people: frozenset[PersonId] = frozenset()

    @property
    def state(self) -> ThreadState:
        if self.waiting_since is not None:
            return ThreadState.WAITING
        return ThreadState.CLOSED if self.is_closed else ThreadState.OPEN

    @property
    def is_unread(self) -> bool:
        """Whether staff wrote something that the client has not read."""
        return self.staff_n > self.client_seen

    def days_waiting(self, now: datetime) -> int | None:
        """Return how many whole days the client has waited, or None."""
        return None if self.waiting_since is None else max((now - self.waiting_since).days, 0)

    def is_reminder_due(self, now: datetime) -> bool:
        since = self.waiting_since
        return since is not None and not self.is_reminded and now - since >= REMIND_AFTER

    def untold(self, people: Collection[PersonId]) -> frozenset[PersonId]:
        """
        Return who of these people has not been told that the client waits.

        If it is unknown who was told, all of them count as told, so that nobody is told twice.
        """
        return frozenset(people) - self.told_people if self.told_people else frozenset()

    def actions(self, access: Access) -> tuple[ThreadAction, ...]:
        """Return what the caller may do in this thread now."""
        if access.role is Role.CLIENT:
            return (ThreadAction.WRITE,)
        if self.state is ThreadState.CLOSED:
            return (ThreadAction.RESPOND,)
        return ThreadAction.RESPOND, ThreadAction.CLOSE

    def with_message(self, access: Access, now: datetime, text: str, seen: int | None) -> "Thread":
        """
        Return the thread with one more message, which the caller writes.

        `seen` is the number of the newest message that the caller had read. A client's message
        that staff had not read still waits after their response. None means that they had read
        all messages.
        """
        added = _with_next(self, now, text)
        if access.role is Role.CLIENT:
            return _waiting(added)
        answered = replace(added, taken_by=access.person, staff_n=added.count)
        return _answered(answered, self.count if seen is None else seen)

    def closed(self, access: Access, now: datetime, seen: int | None) -> "Thread":
        """
        Return the thread closed by the caller, which ends the wait.

        Raises:
            Conflict: The client wrote after the message `seen`, and waits for an answer.
        """
        if seen is not None and self.waiting_since is not None and self.client_n > seen:
            raise Conflict(UNREAD)
        added = replace(_with_next(self, now, ""), taken_by=access.person, is_closed=True)
        return _answered(added, self.count)


def _with_next(thread: Thread, now: datetime, text: str) -> Thread:
    # The clocks of two servers may differ; times never run backwards within a thread.
    at = max(now, thread.last_at)
    preview = " ".join(text.split())[:PREVIEW]
    return replace(thread, count=thread.count + 1, last_at=at, is_closed=False, preview=preview)


def _waiting(thread: Thread) -> Thread:
    after = replace(thread, client_n=thread.count, client_at=thread.last_at)
    if thread.waiting_since is not None:
        return after
    return replace(
        after,
        waiting_since=thread.last_at,
        waiting_from=thread.count,
        is_reminded=False,
        told_people=frozenset(),
    )


def _answered(thread: Thread, seen: int) -> Thread:
    if thread.client_n <= seen or thread.waiting_since is None:
        return replace(thread, waiting_since=None, waiting_from=0, is_reminded=False)
    if thread.waiting_from > seen:
        return thread
    return replace(
        thread, waiting_since=thread.client_at, waiting_from=thread.client_n, is_reminded=False
    )
