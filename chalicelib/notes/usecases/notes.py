"""Writes, lists, takes back and follows up notes about clients."""

from dataclasses import dataclass

from chalicelib.kernel.access import Access
from chalicelib.kernel.errors import Conflict, NotFound
from chalicelib.kernel.idempotency import AlreadyProcessed, IdempotencyKey
from chalicelib.kernel.ids import ClientId, NoteId
from chalicelib.kernel.ports import Clock, IdGenerator
from chalicelib.notes.domain.note import (
    Addendum,
    ClientNote,
    NoteAuthor,
    NoteLevel,
    NoteState,
    check_psychotherapy,
    to_milliseconds,
)
from chalicelib.notes.domain.note_access import NoteAccess
from chalicelib.notes.domain.note_text import checked_text, has_words, search_words
from chalicelib.notes.usecases.note_reach import NoteReach
from chalicelib.notes.usecases.ports import (
    NoteEntry,
    NoteFilter,
    NotePage,
    NoteStore,
    PeopleReader,
    entry_of,
)
from chalicelib.notes.usecases.sealing import Sealing
from chalicelib.platform.audit.actions import AuditAction

PERMANENT = "This note is permanent: nobody can change or delete it. Add an addendum instead."
STILL_HELD = "This note is not permanent yet. Take it back to change it."


@dataclass(frozen=True, slots=True)
class NewNote:
    """
    What an author saves: the text, and who may read it.

    `draft` is the version of the author's draft that the author saw last, and 0 if none was
    stored; saving ends that draft only. None leaves whichever draft is stored.
    """

    level: NoteLevel
    text: str
    psychotherapy: bool = False
    draft: int | None = None


@dataclass(frozen=True, slots=True)
class NoteSearch:
    """
    What a caller asks a list of notes for.

    `query` holds words that a note or its addenda must contain. `prints` says that the list will
    be printed: psychotherapy notes are left out, unless `psychotherapy` names them (S39).
    """

    level: NoteLevel | None = None
    query: str = ""
    cursor: str | None = None
    prints: bool = False
    psychotherapy: bool = False


@dataclass(frozen=True, slots=True)
class ClientNotes:
    """
    Lets staff write notes about clients they reach, and people read what they may.

    A note that the caller may not read gives the same error as one that does not exist.

    Raises:
        NotFound: The client or the note does not exist, or the caller may not see it.
        Invalid: A value is not valid. The error names the field.
        Conflict: A note is permanent, or is not permanent yet.
    """

    rows: NoteStore
    reach: NoteReach
    people: PeopleReader
    sealing: Sealing
    ids: IdGenerator
    now: Clock

    def page(self, access: Access, client: ClientId, search: NoteSearch) -> NotePage:
        """Return a page of the notes that the caller may read, newest first."""
        notes = self.reach.require(access, client)
        overview = self.rows.overview(access.practice, client)
        if self.sealing.seal_passed(overview.held):
            overview = self.rows.overview(access.practice, client)
        return self.rows.page(access, client, notes, overview, _filter(search))

    def save(
        self, access: Access, client: ClientId, new: NewNote, key: IdempotencyKey | None
    ) -> NoteEntry:
        """
        Hold a new note for two minutes; a repeated request returns the first note.

        Raises Conflict with the stored draft, if it is not the one that the author saw.
        """
        earlier = self.rows.note_of_request(access, key) if key else None
        if earlier:
            return self._visible(access, earlier)
        notes = self.reach.require(access, client)
        notes.require_writable(new.level)
        check_psychotherapy(new.level, psychotherapy=new.psychotherapy)
        note = ClientNote(
            NoteId(self.ids.id()),
            client,
            new.level,
            self._author(access),
            to_milliseconds(self.now()),
            checked_text(new.text),
            new.psychotherapy,
        )
        try:
            self.rows.hold(access, note, key, new.draft)
        except AlreadyProcessed as first:
            return self._visible(access, NoteId(first.result))
        return entry_of(access.practice, note)

    def take_back(self, access: Access, note: NoteId) -> None:
        """
        Take back a held note; its text is the author's draft again.

        Taking a note back twice does nothing.
        """
        entry = self._visible(access, note)
        if entry.state is NoteState.TAKEN_BACK:
            return
        if entry.state is NoteState.SEALED or entry.seals_at <= self.now():
            raise Conflict(PERMANENT)
        try:
            self.rows.take_back(access, entry)
        except Conflict:
            if self._entry(access, note).state is not NoteState.TAKEN_BACK:
                raise Conflict(PERMANENT) from None

    def refuse_change(self, access: Access, note: NoteId) -> None:
        """Refuse to change a note, which nobody can do (S19)."""
        entry = self._written(access, note)
        is_held = entry.state is NoteState.HELD and entry.seals_at > self.now()
        raise Conflict(STILL_HELD if is_held else PERMANENT)

    def add(self, access: Access, note: NoteId, text: str, key: IdempotencyKey | None) -> Addendum:
        """
        Add an addendum to a sealed note that the caller may read.

        Exactly those who may read the note may read the addendum (S20).
        """
        earlier = self.rows.addendum_of_request(access, key) if key else None
        if earlier:
            return self._added(access, earlier)
        entry = self._written(access, note)
        if entry.is_addendum:
            raise NotFound
        if entry.state is NoteState.HELD and self.sealing.seal_passed([entry]):
            entry = self._entry(access, note)
        if entry.state is not NoteState.SEALED:
            raise Conflict(STILL_HELD)
        addendum = Addendum(
            NoteId(self.ids.id()),
            note,
            self._author(access),
            to_milliseconds(self.now()),
            checked_text(text),
        )
        try:
            self.rows.add(access, entry, addendum, key)
        except AlreadyProcessed as first:
            return self._added(access, NoteId(first.result))
        return addendum

    def _added(self, access: Access, addendum: NoteId) -> Addendum:
        self._visible(access, addendum)
        return self.rows.addendum(access, addendum)

    def _written(self, access: Access, note: NoteId) -> NoteEntry:
        """Return where a note is that exists for the caller and was not taken back."""
        entry = self._visible(access, note)
        if entry.state is NoteState.TAKEN_BACK:
            raise NotFound
        return entry

    def _visible(self, access: Access, note: NoteId) -> NoteEntry:
        """
        Return where a note is, if the note exists for the caller.

        A held note exists only for its author.

        A repeated request is checked too, because the caller may have lost access since.
        """
        entry = self._entry(access, note)
        notes = self.reach.require(access, entry.client)
        if _exists_for(notes, entry):
            return entry
        self.rows.record_refusal(access, entry)
        raise NotFound

    def _entry(self, access: Access, note: NoteId) -> NoteEntry:
        entry = self.rows.find(access.practice, note)
        if entry is None:
            raise NotFound
        return entry

    def _author(self, access: Access) -> NoteAuthor:
        _, summary = self.people.colleagues(access, [access.person])[access.person]
        return NoteAuthor(access.person, summary.name)


def _exists_for(notes: NoteAccess, entry: NoteEntry) -> bool:
    if entry.state is NoteState.SEALED:
        return notes.may_read(entry.level, entry.author)
    return notes.may_read_held(entry.level, entry.author)


def _filter(search: NoteSearch) -> NoteFilter:
    words = search_words(search.query)
    leaves_out = search.prints and not search.psychotherapy

    def matches(note: ClientNote) -> bool:
        if leaves_out and note.psychotherapy:
            return False
        texts = [note.text, note.author.name]
        texts += [text for each in note.addenda for text in (each.text, each.author.name)]
        return has_words(words, *texts)

    return NoteFilter(
        search.level,
        matches if words or leaves_out else None,
        search.cursor,
        action=AuditAction.PRINT if search.prints else AuditAction.READ,
    )
