"""Declares the JSON shapes of notes, drafts and addenda."""

from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, ConfigDict, Field, StringConstraints

from chalicelib.kernel.access import Role
from chalicelib.kernel.errors import Invalid
from chalicelib.notes.domain.draft import NoteDraft
from chalicelib.notes.domain.note import Addendum, ClientNote, NoteLevel, NoteState
from chalicelib.notes.domain.note_text import checked_text
from chalicelib.notes.usecases.notes import NewNote, NoteSearch
from chalicelib.notes.usecases.ports import NoteEntry
from chalicelib.platform.http.shapes import (
    Body,
    Named,
    PageCursor,
    PageQuery,
    Query,
    Shape,
    WholeNumber,
    line,
)

MAX_WORDS = 200
Level = Annotated[NoteLevel, Field(strict=False)]


def _verbatim(text: str) -> str:
    try:
        return checked_text(text, required=False)
    except Invalid as refusal:
        raise ValueError(refusal.fields["text"]) from None


Verbatim = Annotated[
    str,
    StringConstraints(strip_whitespace=False),
    AfterValidator(_verbatim),
]
"""A text that is stored exactly as it was typed; `checked_text` says what is refused."""


class NoteReaderShape(Shape):
    """A person who could read a note; `role` is why they could."""

    name: str
    role: Role


class NoteReadersShape(Shape):
    readers: list[NoteReaderShape]


class LevelQuery(Query):
    """Names the level of a note."""

    level: NoteLevel


class NewNoteBody(Body):
    """
    Holds a note to save: who may read it, and its text of at most 20 KB.

    Only a private note may be marked as psychotherapy. `draft` is the version of the draft that
    the author saw last, 0 if none; a draft that was stored since is not lost: the answer is 409.
    If it is null, the stored draft stays.
    """

    level: Level
    text: Verbatim
    psychotherapy: bool = False
    draft: WholeNumber | None = None

    def note(self) -> NewNote:
        return NewNote(self.level, self.text, self.psychotherapy, self.draft)


class AddendumBody(Body):
    """Holds an addendum, of at most 20 KB."""

    text: Verbatim


class RefusedEdit(Body):
    """Takes any fields, because an edit of a note is refused whatever it would change."""

    model_config = ConfigDict(extra="ignore")


class NoteDraftEdit(Body):
    """
    Holds what an author has typed so far.

    `version` is the version of the draft that the author saw last. If it is null, the draft
    replaces any other.
    """

    text: Verbatim
    level: Level | None = None
    psychotherapy: bool = False
    version: WholeNumber | None = None

    def draft(self) -> NoteDraft:
        return NoteDraft(self.text, self.level, self.psychotherapy)


class NoteDraftShape(Shape):
    """An author's draft; `version` is 0 and `saved_at` null if none is stored."""

    text: str
    level: NoteLevel | None
    psychotherapy: bool
    version: int
    saved_at: datetime | None


class NoteReceiptShape(Shape):
    """Says that a note was saved; until `seals_at` its author may take it back."""

    id: str
    state: NoteState
    seals_at: datetime


class AddendumShape(Shape):
    id: str
    author: Named
    at: datetime
    text: str


class ClientNoteShape(Shape):
    """
    A note about a client, with its addenda in the order in which they were added.

    While the note is held, `seals_at` is the time at which it becomes permanent, otherwise null.
    `mine` says whether the caller wrote the note.
    """

    id: str
    level: NoteLevel
    author: Named
    at: datetime
    text: str
    state: NoteState
    addenda: list[AddendumShape]
    psychotherapy: bool
    seals_at: datetime | None
    mine: bool


class ClientNotesShape(Shape):
    """
    A page of notes, newest first, and the cursor of the next page.

    A page of a search may be empty although there is a next one.
    """

    items: list[ClientNoteShape]
    next: str | None


class NoteQuery(PageQuery):
    """
    Selects notes: those of one level, and those that contain all words of `q`.

    `prints` says that the list will be printed, which the audit entry records. It leaves
    psychotherapy notes out, unless `psychotherapy` is true. Words in addresses may get into logs of
    others, so our own pages send them to `POST /clients/{client_id}/notes/search` instead.
    """

    level: NoteLevel | None = None
    q: str = Field(default="", max_length=MAX_WORDS)
    prints: bool = False
    psychotherapy: bool = False

    def search(self) -> NoteSearch:
        return NoteSearch(self.level, self.q, self.cursor, self.prints, self.psychotherapy)


class NoteSearchBody(Body):
    """Selects notes as the query of `GET /clients/{client_id}/notes` does."""

    q: Annotated[str, line(MAX_WORDS)]
    level: Level | None = None
    prints: bool = False
    psychotherapy: bool = False
    cursor: PageCursor | None = None

    def search(self) -> NoteSearch:
        return NoteSearch(self.level, self.q, self.cursor, self.prints, self.psychotherapy)


def note_shape(person: str, note: ClientNote) -> ClientNoteShape:
    return ClientNoteShape(
        id=note.id,
        level=note.level,
        author=Named(id=note.author.id, name=note.author.name),
        at=note.at,
        text=note.text,
        state=note.state,
        addenda=[addendum_shape(each) for each in note.addenda],
        psychotherapy=note.psychotherapy,
        seals_at=note.seals_at if note.state is NoteState.HELD else None,
        mine=note.author.id == person,
    )


def addendum_shape(addendum: Addendum) -> AddendumShape:
    author = Named(id=addendum.author.id, name=addendum.author.name)
    return AddendumShape(id=addendum.id, author=author, at=addendum.at, text=addendum.text)


def receipt_shape(note: NoteEntry) -> NoteReceiptShape:
    return NoteReceiptShape(id=note.id, state=note.state, seals_at=note.seals_at)


def draft_shape(draft: NoteDraft) -> NoteDraftShape:
    return NoteDraftShape(
        text=draft.text,
        level=draft.level,
        psychotherapy=draft.psychotherapy,
        version=draft.version,
        saved_at=draft.saved_at,
    )
