"""
Declares the DynamoDB rows of chat notes, facts and files.

These rows never change after they are written.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from pynamodb.attributes import NumberAttribute, UnicodeAttribute, UnicodeSetAttribute

from chalicelib.kernel.ids import AppointmentId, ClientId, FileId, PracticeId, SeatId
from chalicelib.platform.dynamodb import partitions
from chalicelib.platform.dynamodb.key_parts import moment
from chalicelib.platform.dynamodb.tables import CoreRow, RecordItem, Sealed
from chalicelib.platform.files.file_types import safe_file_name
from chalicelib.platform.vault.binding import Binding
from chalicelib.visits.domain.visit import ChatNote, Fact, FactKind, VisitFile
from chalicelib.visits.store import keys


@dataclass(frozen=True, slots=True)
class NoteContent:
    """The sealed part of a chat note's row: the writer's name, text and file id."""

    name: str = field(repr=False)
    text: str = field(repr=False)
    file: str | None


@dataclass(frozen=True, slots=True)
class FileDetails:
    """
    The sealed part of a file's row: the file's name and version.

    `version`: the version of the stored S3 object with the checked bytes. Download links
    request this version, so a later upload cannot replace the checked bytes.
    """

    name: str = field(repr=False)
    version: str = ""


class ChatNoteItem(RecordItem):
    """The row of a chat note; `message_id` is the id that the writer's browser chose."""

    practice = UnicodeAttribute()
    n = NumberAttribute()
    message_id = UnicodeAttribute()
    seat = UnicodeAttribute()
    at = UnicodeAttribute()
    sealed_body = Sealed()

    def binding(self) -> Binding:
        """
        Return the binding under which `sealed_body` is sealed.

        The binding includes the row's key, and the time, seat and message id of the chat
        note.
        """
        clear = (("at", self.at), ("seat", self.seat), ("message_id", self.message_id))
        return Binding(
            PracticeId(self.practice), self.pk, self.sk, "ChatNote.sealed_body", clear=clear
        )

    def note(self, content: NoteContent) -> ChatNote:
        file = FileId(content.file) if content.file else None
        at = datetime.fromisoformat(self.at)
        seat = SeatId(self.seat)
        return ChatNote(int(self.n), self.message_id, seat, at, content.name, content.text, file)


class ChatNoteOnceItem(RecordItem):
    """
    A row that marks a seat's message as already stored.

    `n`: the number of the chat note that was stored for the message.
    """

    n = NumberAttribute()


class FactItem(RecordItem):
    """The row of a fact, which is not sealed because it names no person."""

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
    """The row of a file; the file's bytes are in S3."""

    practice = UnicodeAttribute()
    id = UnicodeAttribute()
    appointment = UnicodeAttribute()
    seat = UnicodeAttribute()
    at = UnicodeAttribute()
    media_type = UnicodeAttribute()
    size = NumberAttribute()
    sealed_body = Sealed()

    def binding(self) -> Binding:
        """
        Return the binding under which `sealed_body` is sealed.

        The binding includes the row's key, and the time, seat, media type and size of the file.
        """
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
        name = safe_file_name(sealed.name, self.media_type)
        return VisitFile(*ids, at, self.media_type, size, name, sealed.version)


class VisitFileCopyItem(CoreRow):
    """
    The row that lists a visit's file among the documents of a client.

    `clients` are all clients of the visit. The row never changes.
    """

    practice = UnicodeAttribute()
    id = UnicodeAttribute()
    appointment = UnicodeAttribute()
    seat = UnicodeAttribute()
    at = UnicodeAttribute()
    media_type = UnicodeAttribute()
    size = NumberAttribute()
    clients = UnicodeSetAttribute()
    sealed_body = Sealed()

    def binding(self) -> Binding:
        """Return the binding, which includes all unencrypted attributes of the row."""
        clear = (
            ("appointment", self.appointment),
            ("seat", self.seat),
            ("at", self.at),
            ("media_type", self.media_type),
            ("size", str(int(self.size))),
            ("clients", ",".join(sorted(self.clients))),
        )
        kind = "VisitFileCopy.sealed_body"
        return Binding(PracticeId(self.practice), self.pk, self.sk, kind, clear=clear)

    def file(self, sealed: FileDetails) -> VisitFile:
        at, size = datetime.fromisoformat(self.at), int(self.size)
        ids = FileId(self.id), AppointmentId(self.appointment), SeatId(self.seat)
        name = safe_file_name(sealed.name, self.media_type)
        return VisitFile(*ids, at, self.media_type, size, name, sealed.version)

    def all_clients(self) -> frozenset[ClientId]:
        return frozenset(ClientId(each) for each in self.clients)


def chat_note_item(
    practice: PracticeId, appointment: AppointmentId, note: ChatNote
) -> ChatNoteItem:
    """Return the row of a chat note, without a value for `sealed_body`."""
    pk, sk = keys.chat_note(practice, appointment, note.n)
    return ChatNoteItem(
        pk, sk, practice=practice, n=note.n, message_id=note.id, seat=note.seat, at=moment(note.at)
    )


def fact_item(practice: PracticeId, appointment: AppointmentId, fact: Fact) -> FactItem:
    pk, sk = keys.visit_fact(practice, appointment, fact.id)
    item = FactItem(pk, sk, id=fact.id, kind=fact.kind.value, at=moment(fact.at))
    item.seat, item.about, item.why = fact.seat, fact.about, fact.why or None
    return item


def visit_file_item(practice: PracticeId, file: VisitFile) -> VisitFileItem:
    """Return the row of a file, without a value for `sealed_body`."""
    pk, sk = keys.visit_file(practice, file.appointment, file.id)
    item = VisitFileItem(
        pk, sk, practice=practice, id=file.id, appointment=file.appointment, seat=file.seat
    )
    item.at, item.media_type, item.size = moment(file.at), file.media_type, file.size
    return item


def visit_file_copies(
    practice: PracticeId, file: VisitFile, clients: Sequence[ClientId]
) -> list[VisitFileCopyItem]:
    """Return the rows that list a file for each client, without `sealed_body`."""
    return [_visit_file_copy(practice, file, client, clients) for client in clients]


def _visit_file_copy(
    practice: PracticeId, file: VisitFile, client: ClientId, clients: Sequence[ClientId]
) -> VisitFileCopyItem:
    pk, sk = partitions.client_document(practice, client, file.id)
    item = VisitFileCopyItem(pk, sk, practice=practice, id=file.id, appointment=file.appointment)
    item.seat, item.clients, item.at = file.seat, set(clients), moment(file.at)
    item.media_type, item.size = file.media_type, file.size
    return item
