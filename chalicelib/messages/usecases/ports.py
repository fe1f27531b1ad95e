"""Defines the ports to the storage of threads, and to the people of the practice."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from chalicelib.documents.domain.document import Document
from chalicelib.documents.usecases.ports import DocumentChange
from chalicelib.identity.domain.membership import Membership, PersonSummary
from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.idempotency import IdempotencyKey
from chalicelib.kernel.ids import (
    ClientId,
    DocumentId,
    PersonId,
    PracticeId,
    ServiceId,
    ThreadId,
)
from chalicelib.messages.domain.draft import NEW, MessageDraft
from chalicelib.messages.domain.thread import Thread, ThreadMessage
from chalicelib.notices.domain import Notice
from chalicelib.practice.usecases.billing_setup import BillingSetup
from chalicelib.practice.usecases.offerings import ServiceAssignments

ThreadCheck = Callable[[Thread], None]
"""Raises NotFound when the caller may not see a thread, whose text is still sealed."""
ThreadSelection = Callable[[Sequence[Thread]], Sequence[Thread]]
"""Returns those of some threads that the caller may see, whose text is still sealed."""
PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class ThreadFilter:
    """
    Selects the threads that a list contains.

    With `client`, the list has that client's threads, otherwise those of the whole practice.
    With `is_waiting`, it has only waiting threads, of which the oldest wait is first. Otherwise
    the thread with the newest message is first.
    """

    client: ClientId | None = None
    is_waiting: bool = False
    cursor: str | None = None
    limit: int = PAGE_SIZE


@dataclass(frozen=True, slots=True)
class MessageWindow:
    """
    Selects messages of a thread: those after a number, or those before one.

    If both are None, the newest messages are selected.
    """

    after: int | None = None
    before: int | None = None
    limit: int = PAGE_SIZE


@dataclass(frozen=True, slots=True)
class ThreadPage:
    """
    A thread with some of its messages, in their order.

    `more` says whether there are further messages in the direction of the window.
    """

    thread: Thread
    messages: Sequence[ThreadMessage]
    more: bool


@dataclass(frozen=True, slots=True)
class ThreadList:
    """
    A page of threads, with the cursor of the next page.

    `names` are the present names of their clients and, for staff, of the colleagues who took
    them, by client and person id.
    """

    threads: Sequence[Thread]
    names: Mapping[str, str] = field(repr=False)
    next: str | None


@dataclass(frozen=True, slots=True)
class ThreadChange:
    """
    A message, the thread before and after it, and the notices about it.

    `before` is None if the message starts the thread. `shares` are the changes that share the
    message's documents with the client. `draft` is the version of the author's draft that ends
    with the message, 0 if none was stored, and None if the stored draft stays.
    """

    before: Thread | None
    after: Thread
    message: ThreadMessage
    notices: Sequence[Notice] = ()
    shares: Sequence[DocumentChange] = ()
    draft: int | None = None

    @property
    def place(self) -> str:
        """Return the place of the author's draft."""
        return self.after.id if self.before else NEW


def named_in(
    access: Access, threads: Sequence[Thread]
) -> tuple[Collection[ClientId], Collection[PersonId]]:
    """Return the clients and colleagues whose names are shown with the threads."""
    takers = {each.taken_by for each in threads if each.taken_by}
    return {each.client for each in threads}, set() if access.role is Role.CLIENT else takers


class ThreadStore(Protocol):
    """
    Stores threads and their messages.

    An audit entry is written before text is opened (S15), and in the transaction of each
    change (S14). Messages are never changed or deleted.
    """

    def without_text(self, access: Access, thread: ThreadId) -> Thread:
        """
        Return a thread without its text, read consistently; nothing is opened.

        Raises NotFound if the practice has no such thread.
        """

    def get(
        self, access: Access, thread: ThreadId, may: ThreadCheck, window: MessageWindow
    ) -> ThreadPage:
        """
        Return a thread with its text and some messages, if the check `may` allows it.

        Raises NotFound if the practice has no such thread, or as `may` does.
        """

    def page(self, access: Access, filters: ThreadFilter, visible: ThreadSelection) -> ThreadList:
        """
        Return a page of threads with names.

        Only threads that `visible` returns are opened, under one audit entry with the names. So
        a page may be short, or empty, although there is a next one.
        """

    def page_without_text(
        self, access: Access, filters: ThreadFilter
    ) -> tuple[Sequence[Thread], str | None]:
        """Return the same page without text; nothing is opened."""

    def add(self, access: Access, change: ThreadChange, key: IdempotencyKey | None) -> None:
        """
        Store a message with the thread's new state, its notices and an audit entry.

        The author's draft of the version `change.draft` ends.

        Raises:
            Conflict: The stored thread is no longer in the version of `change.before`. If only
                the draft is not in the version `change.draft`, the error has the stored draft,
                or NO_DRAFT.
            AlreadyProcessed: An earlier request used the idempotency key.
        """

    def mark(
        self, access: Access, before: Thread, after: Thread, notices: Sequence[Notice]
    ) -> None:
        """
        Store a mark on a thread, such as what the client has read, with notices.

        Text and the order of lists do not change. Raises Conflict as `add` does.
        """

    def result_of(self, access: Access, key: IdempotencyKey) -> str | None:
        """Return the thread and number of the message that an earlier request stored."""

    def practices(self) -> Sequence[PracticeId]:
        """Return the ids of all practices."""

    def overdue(self, access: Access, since: datetime) -> Sequence[Thread]:
        """Return threads that have waited since the time `since` or longer, without text."""


class MessageDraftStore(Protocol):
    """Stores each author's sealed drafts of messages to a client."""

    def get(self, access: Access, client: ClientId, place: str) -> MessageDraft | None:
        """Return the caller's own draft in a thread, or of a new thread."""

    def put(
        self, access: Access, client: ClientId, place: str, draft: MessageDraft, seen: int | None
    ) -> MessageDraft:
        """
        Store the caller's own draft, and return it with its new version.

        Raises Conflict with the stored draft, or NO_DRAFT, if its version is not `seen`; 0 means
        that none was seen, and None replaces any.
        """

    def delete(self, access: Access, client: ClientId, place: str, seen: int | None) -> None:
        """Delete the caller's own draft, if there is one; raises Conflict as `put` does."""


class DocumentSharing(Protocol):
    """Checks, shares and reads the documents that messages carry."""

    def sendable(
        self, access: Access, client: ClientId, documents: Sequence[DocumentId]
    ) -> tuple[Mapping[DocumentId, str], Sequence[Document]]:
        """Return why documents cannot be sent, by id, and those that can be, each once."""

    def changes(self, access: Access, documents: Sequence[Document]) -> Sequence[DocumentChange]:
        """
        Return the document changes that share documents with their client.

        A document that the client sees already has no change.
        """

    def by_id(
        self, access: Access, client: ClientId, documents: Sequence[DocumentId]
    ) -> Mapping[DocumentId, Document]:
        """Return those documents that the client has, with their present verdicts."""


class CareTeam(Protocol):
    """Reads which providers reach clients."""

    def current_providers(self, access: Access, client: ClientId) -> frozenset[PersonId]:
        """Return which providers are assigned to a client now, or stand in."""


class ServiceReader(Protocol):
    """Reads the services of a practice."""

    def all(self, practice: PracticeId) -> Sequence[ServiceAssignments]:
        """Return all services of the practice with their assignments."""

    def get(self, practice: PracticeId, service: ServiceId) -> ServiceAssignments:
        """Return one service; raises NotFound if the practice has no such service."""


class ThreadDirectory(Protocol):
    """Reads the names and roles of the people in threads."""

    def billing_setup(self, access: Access) -> BillingSetup:
        """Return settings of the practice, also whether it accepted the agreement."""

    def admins(self, access: Access) -> Sequence[PersonId]:
        """Return the practice's active Admins."""

    def colleagues(
        self, access: Access, people: Collection[PersonId]
    ) -> Mapping[PersonId, tuple[Membership, PersonSummary]]:
        """Return memberships and names by person; omit people outside the practice."""

    def client_names(self, access: Access, clients: Collection[ClientId]) -> Mapping[ClientId, str]:
        """Return names by client id; omit ids that the practice does not have."""
