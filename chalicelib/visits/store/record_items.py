"""Append-only items of a visit's chat notes, facts and files."""

from dataclasses import dataclass, field
from datetime import datetime

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from chalicelib.kernel.ids import AppointmentId, FileId, PracticeId, SeatId
from chalicelib.platform.dynamodb.key_parts import moment
from chalicelib.platform.dynamodb.tables import RecordItem, Sealed
from chalicelib.platform.vault.binding import Binding
from chalicelib.visits.domain.visit import ChatNote, Fact, FactKind, VisitFile
from chalicelib.visits.store import keys


@dataclass(frozen=True, slots=True)
class NoteContent:
    """The sealed part of a chat note."""

    name: str = field(repr=False)
    text: str = field(repr=False)
    file: str | None


@dataclass(frozen=True, slots=True)
class FileDetails:
    """The sealed part of a file; with its `version`, so that no other bytes can replace it."""

    name: str = field(repr=False)
    version: str = ""


class ChatNoteItem(RecordItem):
    """A chat note; `given`: the writer's id for it."""

    practice = UnicodeAttribute()
    n = NumberAttribute()
    given = UnicodeAttribute()
    seat = UnicodeAttribute()
    at = UnicodeAttribute()
    sealed_body = Sealed()

    def binding(self) -> Binding:
        """Of `sealed_body`; who wrote it, when and where it stands are bound to it."""
        clear = (("at", self.at), ("seat", self.seat), ("given", self.given))
        return Binding(
            PracticeId(self.practice), self.pk, self.sk, "ChatNote.sealed_body", clear=clear
        )

    def note(self, said: NoteContent) -> ChatNote:
        file = FileId(said.file) if said.file else None
        at = datetime.fromisoformat(self.at)
        return ChatNote(int(self.n), self.given, SeatId(self.seat), at, said.name, said.text, file)


class ChatNoteOnceItem(RecordItem):
    """A seat's message id has become the n-th note already."""

    n = NumberAttribute()


class FactItem(RecordItem):
    """A fact of a visit; says nothing about a person but that a seat came or went."""

    id = UnicodeAttribute()
    kind = UnicodeAttribute()
    at = UnicodeAttribute()
    seat = UnicodeAttribute(null=True)
    about = UnicodeAttribute(null=True)
    why = UnicodeAttribute(null=True)

    def fact(self) -> Fact:
        seat, about = (
            SeatId(self.seat) if self.seat else None,
            SeatId(self.about) if self.about else None,
        )
        return Fact(
            self.id,
            FactKind(self.kind),
            datetime.fromisoformat(self.at),
            seat,
            about,
            self.why or "",
        )


class VisitFileItem(RecordItem):
    """A file's facts; its bytes lie in the documents bucket."""

    practice = UnicodeAttribute()
    id = UnicodeAttribute()
    appointment = UnicodeAttribute()
    seat = UnicodeAttribute()
    at = UnicodeAttribute()
    media_type = UnicodeAttribute()
    size = NumberAttribute()
    sealed_body = Sealed()

    def binding(self) -> Binding:
        """Of `sealed_body`."""
        clear = (
            ("at", self.at),
            ("seat", self.seat),
            ("media_type", self.media_type),
            ("size", str(int(self.size))),
        )
        return Binding(
            PracticeId(self.practice), self.pk, self.sk, "VisitFile.sealed_body", clear=clear
        )

    def file(self, sealed: FileDetails) -> VisitFile:
        at, size = datetime.fromisoformat(self.at), int(self.size)
        ids = FileId(self.id), AppointmentId(self.appointment), SeatId(self.seat)
        return VisitFile(*ids, at, self.media_type, size, sealed.name, sealed.version)


def chat_note_item(
    practice: PracticeId, appointment: AppointmentId, note: ChatNote
) -> ChatNoteItem:
    """A note's row, not yet sealed."""
    pk, sk = keys.chat_note(practice, appointment, note.n)
    return ChatNoteItem(
        pk, sk, practice=practice, n=note.n, given=note.id, seat=note.seat, at=moment(note.at)
    )


def fact_item(practice: PracticeId, appointment: AppointmentId, fact: Fact) -> FactItem:
    """A fact's row."""
    pk, sk = keys.visit_fact(practice, appointment, fact.id)
    item = FactItem(pk, sk, id=fact.id, kind=fact.kind.value, at=moment(fact.at))
    item.seat, item.about, item.why = fact.seat, fact.about, fact.why or None
    return item


def visit_file_item(practice: PracticeId, file: VisitFile) -> VisitFileItem:
    """A file's row, not yet sealed."""
    pk, sk = keys.visit_file(practice, file.appointment, file.id)
    item = VisitFileItem(
        pk, sk, practice=practice, id=file.id, appointment=file.appointment, seat=file.seat
    )
    item.at, item.media_type, item.size = moment(file.at), file.media_type, file.size
    return item
