"""Declares the ports through which use cases read and store notes."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from chalicelib.identity.domain.membership import Membership, PersonSummary
from chalicelib.kernel.access import Access
from chalicelib.kernel.idempotency import IdempotencyKey
from chalicelib.kernel.ids import ClientId, NoteId, PersonId, PracticeId
from chalicelib.notes.domain.draft import NoteDraft
from chalicelib.notes.domain.note import Addendum, ClientNote, NoteLevel, NoteState
from chalicelib.notes.domain.note_access import NoteAccess
from chalicelib.platform.audit.actions import AuditAction

PAGE = 25


@dataclass(frozen=True, slots=True)
class NoteEntry:
    """
    Says where a note is, without its content.

    `author` is who wrote the note; of an addendum, the note that it follows. `seals_at` is when
    the note's hold ends.
    """

    id: NoteId
    practice: PracticeId
    client: ClientId
    level: NoteLevel
    author: PersonId
    state: NoteState
    seals_at: datetime
    is_addendum: bool = False


@dataclass(frozen=True, slots=True)
class NoteOverview:
    """A client's held notes by any author, and the authors of private notes."""

    held: Sequence[NoteEntry] = ()
    private_authors: frozenset[PersonId] = frozenset()


def entry_of(practice: PracticeId, note: ClientNote) -> NoteEntry:
    return NoteEntry(
        note.id, practice, note.client, note.level, note.author.id, note.state, note.seals_at
    )


@dataclass(frozen=True, slots=True)
class NoteFilter:
    """
    Selects the notes of a page.

    `level` is None for all levels. A note is in the list only if `matches` accepts it; None
    accepts every note. `action` is what the audit entry says: a read, or a print.
    """

    level: NoteLevel | None = None
    matches: Callable[[ClientNote], bool] | None = None
    cursor: str | None = None
    limit: int = PAGE
    action: AuditAction = AuditAction.READ


NotePage = tuple[Sequence[ClientNote], str | None]
"""A page of notes, newest first, and the cursor of the next page."""


class NoteStore(Protocol):
    """
    Stores notes.

    Before a read opens sealed notes, the store writes one audit entry for all of them (S15). Each
    change and its audit entry are one transaction (S14). In the transaction, the store checks
    again that `access` still reaches the client, and raises NotFound if it does not.
    """

    def overview(self, practice: PracticeId, client: ClientId) -> NoteOverview:
        """Return where a client's notes are, without opening any."""

    def page(
        self,
        access: Access,
        client: ClientId,
        notes: NoteAccess,
        overview: NoteOverview,
        filters: NoteFilter,
    ) -> NotePage:
        """
        Return a page of those notes of the client that `notes` may read.

        The first page begins with the caller's own held notes. A page of a search may have few
        notes, or none, although there is a next page.

        Raises Malformed if the cursor is not one of this list.
        """

    def count(self, access: Access, client: ClientId, notes: NoteAccess) -> int:
        """Return how many permanent notes of the client `notes` may read. None is opened."""

    def find(self, practice: PracticeId, note: NoteId) -> NoteEntry | None:
        """Return where a note is, or None if the practice never had it."""

    def hold(
        self, access: Access, note: ClientNote, key: IdempotencyKey | None, draft: int | None
    ) -> None:
        """
        Store a held note, and end its author's draft about the client.

        `draft` is the version of the draft that ends, 0 if none; None leaves any.

        Raises:
            AlreadyProcessed: `key` was used before. The error has the note's id.
            Conflict: Another draft is stored. The error has it.
        """

    def take_back(self, access: Access, note: NoteEntry) -> None:
        """
        Delete a held note, and put its text back into the author's draft.

        Raises Conflict if the note is not held any more, or its hold has passed.
        """

    def add(
        self, access: Access, note: NoteEntry, addendum: Addendum, key: IdempotencyKey | None
    ) -> None:
        """Store an addendum. Raises AlreadyProcessed if `key` was used before."""

    def addendum(self, access: Access, addendum: NoteId) -> Addendum:
        """Return an addendum that was stored by an earlier request."""

    def note_of_request(self, access: Access, key: IdempotencyKey) -> NoteId | None:
        """Return the note that an earlier request with this key created."""

    def addendum_of_request(self, access: Access, key: IdempotencyKey) -> NoteId | None:
        """Return the addendum that an earlier request with this key created."""

    def record_refusal(self, access: Access, note: NoteEntry) -> None:
        """Write an audit entry that the caller asked for a note they may not read (S14)."""


class NoteSealer(Protocol):
    """Makes held notes permanent."""

    def due(self, now: datetime) -> Sequence[NoteEntry]:
        """Return held notes of all practices whose hold has passed."""

    def seal(self, note: NoteEntry) -> bool:
        """
        Append a held note to the records of its client.

        Returns False if the note is not held any more.

        Raises:
            Unreadable: The held note was altered, or the client's records are damaged.
        """


class NoteDraftStore(Protocol):
    """Stores drafts: at most one per author and client, sealed like a note."""

    def get(self, access: Access, client: ClientId) -> NoteDraft:
        """Return the caller's draft about the client; version 0 if there is none."""

    def put(
        self, access: Access, client: ClientId, draft: NoteDraft, *, seen: int | None
    ) -> NoteDraft:
        """
        Store the caller's draft, and return it with its new version.

        `seen` is the version that the caller saw last; None replaces any version.

        Raises:
            Conflict: Another tab or device stored another version meanwhile.
        """

    def delete(self, access: Access, client: ClientId, *, seen: int | None) -> None:
        """
        Delete the caller's draft about the client, if there is one.

        Raises Conflict with the stored draft if its version is not `seen`; None deletes any.
        """


class CareTeamReader(Protocol):
    """Reads which providers reach clients."""

    def current_providers(self, access: Access, client: ClientId) -> frozenset[PersonId]:
        """Return which providers are assigned to a client now, or stand in."""


class PeopleReader(Protocol):
    """Reads the names of the people who may read a note."""

    def colleagues(
        self, access: Access, people: Collection[PersonId]
    ) -> Mapping[PersonId, tuple[Membership, PersonSummary]]:
        """Return the colleagues among `people`, of at most 100, by person."""

    def admins(self, access: Access) -> Sequence[PersonId]:
        """Return the practice's active Admins."""

    def client_names(self, access: Access, clients: Collection[ClientId]) -> Mapping[ClientId, str]:
        """Return the names of clients, by client."""
