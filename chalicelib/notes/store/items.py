"""Declares the rows of notes, addenda, drafts, and of their hash chain."""

from dataclasses import dataclass, field
from datetime import datetime

from pynamodb.attributes import NumberAttribute, UnicodeAttribute, UnicodeSetAttribute

from chalicelib.kernel.ids import ClientId, NoteId, PersonId, PracticeId
from chalicelib.notes.domain.note import Addendum, ClientNote, NoteAuthor, NoteLevel, NoteState
from chalicelib.notes.store import keys
from chalicelib.notes.usecases.ports import NoteEntry
from chalicelib.platform.dynamodb.draft_rows import DraftRow
from chalicelib.platform.dynamodb.key_parts import Key, moment
from chalicelib.platform.dynamodb.tables import CoreRow, RecordItem, Sealed
from chalicelib.platform.vault.binding import Binding


@dataclass(frozen=True, slots=True)
class NoteBody:
    """The sealed part of a note or an addendum."""

    author_name: str = field(repr=False)
    text: str = field(repr=False)
    psychotherapy: bool = False


class ClientNoteItem(RecordItem):
    """
    The permanent row of a note or an addendum: one record of a client's chain.

    `note` is the id of the note: for an addendum, of the one that it follows. `owner` is the
    author of that note, and `author` who wrote this record. `n` is the record's number in the
    chain, `prev` the hash of the record before it, and `h` the hash of the rest of this row.
    """

    practice = UnicodeAttribute()
    client = UnicodeAttribute()
    id = UnicodeAttribute()
    note = UnicodeAttribute()
    level = UnicodeAttribute()
    owner = UnicodeAttribute()
    author = UnicodeAttribute()
    n = NumberAttribute()
    at = UnicodeAttribute()
    sealed_body = Sealed()
    prev = UnicodeAttribute()
    h = UnicodeAttribute()

    @property
    def is_addendum(self) -> bool:
        return bool(self.id != self.note)

    def binding(self) -> Binding:
        """Return the binding: who may read the record is bound to its content (S21)."""
        names = ("client", "id", "note", "level", "owner", "author", "at")
        clear = [(name, str(getattr(self, name))) for name in names]
        return Binding(
            PracticeId(self.practice),
            self.pk,
            self.sk,
            "ClientNote.sealed_body",
            clear=(*clear, ("n", str(int(self.n)))),
        )

    def as_note(self, body: NoteBody, addenda: tuple[Addendum, ...]) -> ClientNote:
        return ClientNote(
            NoteId(self.id),
            ClientId(self.client),
            NoteLevel(self.level),
            NoteAuthor(PersonId(self.author), body.author_name),
            datetime.fromisoformat(self.at),
            body.text,
            body.psychotherapy,
            NoteState.SEALED,
            addenda,
        )

    def as_addendum(self, body: NoteBody) -> Addendum:
        author = NoteAuthor(PersonId(self.author), body.author_name)
        at = datetime.fromisoformat(self.at)
        return Addendum(NoteId(self.id), NoteId(self.note), author, at, body.text)


class ChainLinkItem(RecordItem):
    """
    The hash of one record of a client's chain.

    The row is never changed. So even if somebody puts back an older copy of the chain's head, no
    two records have the same number.
    """

    n = NumberAttribute()
    h = UnicodeAttribute()


class ChainHeadItem(CoreRow):
    """
    Counts the records of a client's chain; `h` is the hash of the last one.

    `authors` are the people who have private notes about the client. `held` are the ids of the
    client's held notes.
    """

    n = NumberAttribute(null=True)
    h = UnicodeAttribute(null=True)
    authors = UnicodeSetAttribute(null=True)
    held = UnicodeSetAttribute(null=True)


class NoteEntryItem(CoreRow):
    """
    Says where a note or an addendum is, by its id.

    `n` is the number of a sealed record, and of an addendum's note in `follows`.
    """

    practice = UnicodeAttribute()
    client = UnicodeAttribute()
    id = UnicodeAttribute()
    level = UnicodeAttribute()
    owner = UnicodeAttribute()
    state = UnicodeAttribute()
    seals = UnicodeAttribute()
    n = NumberAttribute(null=True)
    follows = NumberAttribute(null=True)

    def entry(self) -> NoteEntry:
        return NoteEntry(
            NoteId(self.id),
            PracticeId(self.practice),
            ClientId(self.client),
            NoteLevel(self.level),
            PersonId(self.owner),
            NoteState(self.state),
            datetime.fromisoformat(self.seals),
            is_addendum=self.follows is not None,
        )


class HeldNoteItem(CoreRow):
    """The row of a held note, which GSI3 lists by the time its hold ends."""

    practice = UnicodeAttribute()
    client = UnicodeAttribute()
    id = UnicodeAttribute()
    level = UnicodeAttribute()
    author = UnicodeAttribute()
    at = UnicodeAttribute()
    seals = UnicodeAttribute()
    sealed_body = Sealed()

    def binding(self) -> Binding:
        names = ("client", "id", "level", "author", "at", "seals")
        return Binding(
            PracticeId(self.practice),
            self.pk,
            self.sk,
            "HeldNote.sealed_body",
            clear=tuple((name, str(getattr(self, name))) for name in names),
        )

    def entry(self) -> NoteEntry:
        return NoteEntry(
            NoteId(self.id),
            PracticeId(self.practice),
            ClientId(self.client),
            NoteLevel(self.level),
            PersonId(self.author),
            NoteState.HELD,
            datetime.fromisoformat(self.seals),
        )

    def as_note(self, body: NoteBody) -> ClientNote:
        return ClientNote(
            NoteId(self.id),
            ClientId(self.client),
            NoteLevel(self.level),
            NoteAuthor(PersonId(self.author), body.author_name),
            datetime.fromisoformat(self.at),
            body.text,
            body.psychotherapy,
        )


@dataclass(frozen=True, slots=True)
class DraftContent:
    """The sealed part of a draft, which repeats the row's version."""

    text: str = field(repr=False)
    level: NoteLevel | None
    psychotherapy: bool
    version: int


class NoteDraftItem(DraftRow):
    """The row of an author's draft about one client."""

    practice = UnicodeAttribute()
    author = UnicodeAttribute()
    saved = UnicodeAttribute()

    def binding(self) -> Binding:
        return Binding(
            PracticeId(self.practice),
            self.pk,
            self.sk,
            "NoteDraft.sealed_body",
            clear=(("author", self.author),),
        )


def held_note_item(practice: PracticeId, note: ClientNote) -> HeldNoteItem:
    """Return the row of a held note; the caller must add the sealed body."""
    item = HeldNoteItem(*keys.held_note(practice, note.client, note.id), practice=practice)
    item.client, item.id, item.level = note.client, note.id, note.level.value
    item.author, item.at, item.seals = note.author.id, moment(note.at), moment(note.seals_at)
    item.g3pk, item.g3sk = keys.note_due(note.id, note.seals_at)
    return item


def note_entry_item(entry: NoteEntry) -> NoteEntryItem:
    item = NoteEntryItem(*keys.note_entry(entry.practice, entry.id), practice=entry.practice)
    item.client, item.id, item.level = entry.client, entry.id, entry.level.value
    item.owner, item.state, item.seals = entry.author, entry.state.value, moment(entry.seals_at)
    return item


def note_key(entry: NoteEntry, n: int) -> Key:
    """Return the key of a sealed note with number `n`."""
    if entry.level is NoteLevel.PRIVATE:
        return keys.private_note(entry.practice, entry.client, entry.author, n)
    return keys.note(entry.practice, entry.client, n)


def addendum_key(entry: NoteEntry, follows: int, n: int) -> Key:
    """Return the key of an addendum with number `n` to note number `follows`."""
    if entry.level is NoteLevel.PRIVATE:
        return keys.private_addendum(entry.practice, entry.client, entry.author, follows, n)
    return keys.addendum(entry.practice, entry.client, follows, n)
