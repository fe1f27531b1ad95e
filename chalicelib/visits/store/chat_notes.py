"""Stores chat notes in DynamoDB, numbered without a gap (docs/video.md#v5)."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from chalicelib.kernel.access import Access
from chalicelib.kernel.errors import Conflict, NotFound, Unavailable
from chalicelib.kernel.ids import FileId, SeatId
from chalicelib.platform.audit.actions import AuditAction
from chalicelib.platform.audit.store import DynamoAudit
from chalicelib.platform.dynamodb import queries
from chalicelib.platform.dynamodb.errors import mapped_errors
from chalicelib.platform.dynamodb.key_parts import Key
from chalicelib.platform.dynamodb.transactions import commit, new_transaction
from chalicelib.platform.vault.sealed import Envelope
from chalicelib.platform.vault.vault import AuditedReader, Vault
from chalicelib.visits.domain.room import Room, RoomSnapshot, RoomState
from chalicelib.visits.domain.visit import ChatNote, VisitFile
from chalicelib.visits.store import keys
from chalicelib.visits.store.record_items import (
    ChatNoteItem,
    ChatNoteOnceItem,
    FileDetails,
    NoteContent,
    VisitFileItem,
    chat_note_item,
)
from chalicelib.visits.store.room_items import RoomItem, SeatNames, names_binding, room_item
from chalicelib.visits.store.rooms import newest_note
from chalicelib.visits.usecases.stores import RoomContents, StoredNote

MAX_WRITE_ATTEMPTS = 8
MAX_NOTE_NUMBER = 10**12 - 1


@dataclass(frozen=True, slots=True)
class DynamoChatNotes:
    """Stores sealed chat notes; implements `ChatNoteStore`."""

    vault: Vault
    audit: DynamoAudit

    def has_file(self, room: Room, file: FileId) -> bool:
        return bool(self._files(room, [file]))

    def read_contents(
        self, access: Access, snapshot: RoomSnapshot, after: int | None
    ) -> RoomContents:
        """
        Read the participants' names, and the chat notes after number `after`.

        Reading new chat notes costs one Query, and two more calls if the chat notes refer to
        files.
        """
        room = snapshot.room
        rows = [] if after is None or after >= room.n else self._after(room, after)
        bindings = [names_binding(room.practice, room.id), *(row.binding() for row in rows)]
        page = self.vault.reader(access, "visit room", bindings, subject=room.client)
        return RoomContents(self._names(page, snapshot), self._with_files(page, room, rows))

    def add_note(self, access: Access, snapshot: RoomSnapshot, note: ChatNote) -> StoredNote:
        """
        Store the chat note with an audit entry in one transaction.

        If another request takes the chat note's number first, the transaction is tried again
        with the next number.
        """
        room = snapshot.room
        files = self._files(room, [note.file] if note.file else [])
        if note.file and not files:
            raise NotFound
        bindings = [
            names_binding(room.practice, room.id),
            *(row.binding() for row in files.values()),
        ]
        page = self.vault.reader(access, "chat note", bindings, subject=room.client)
        full_note = replace(note, name=self._names(page, snapshot).get(note.seat, ""))
        for _ in range(MAX_WRITE_ATTEMPTS):
            numbered, conflicts = self._try_to_add(access, room, full_note)
            if not conflicts:
                return StoredNote(numbered, _file_of(page, numbered, files))
            if keys.chat_note_once(room.practice, room.id, note.seat, note.id) in conflicts:
                return self._earlier_note(access, room, note)
            room = self._reload(room)
        raise Unavailable

    def _try_to_add(
        self, access: Access, room: Room, note: ChatNote
    ) -> tuple[ChatNote, frozenset[Key]]:
        """
        Try to store the chat note under the next number.

        Returns the chat note with its number, and the keys of the rows whose write conditions
        failed. If there are such keys, nothing was stored.
        """
        numbered = replace(note, n=room.n + 1)
        item = chat_note_item(room.practice, room.id, numbered)
        item.sealed_body = self.vault.seal(
            item.binding(), NoteContent(note.name, note.text, note.file)
        )
        once = ChatNoteOnceItem(
            *keys.chat_note_once(room.practice, room.id, note.seat, note.id), n=numbered.n
        )
        rows = new_transaction()
        is_unchanged = (RoomItem.n == room.n) & (RoomItem.state != RoomState.ENDED.value)
        rows.update(room_item(room), [RoomItem.n.set(numbered.n)], condition=is_unchanged)
        rows.save(item, condition=ChatNoteItem.pk.does_not_exist())
        rows.save(once, condition=ChatNoteOnceItem.pk.does_not_exist())
        entry = self.audit.entry(
            access, AuditAction.CREATE, [str(item.key)], purpose="chat note", subject=room.client
        )
        self.audit.add_to(rows, entry)
        return numbered, commit(rows)

    def _reload(self, room: Room) -> Room:
        """
        Read the room again after another request took the next chat note number.

        If the room's row was created again in the meantime, `n` in the row may be lower than
        the number of the last chat note. In that case, `n` is raised to the number of the
        last chat note.

        Raises:
            Conflict: The room has ended or is no longer stored.
        """
        item: RoomItem | None = queries.batch_get((RoomItem, keys.room(room.id)))[0]
        if item is None or item.state == RoomState.ENDED.value:
            raise Conflict
        newest = newest_note(room.practice, room.id)
        if int(item.n) < newest:
            # A conflict means that another request has raised the number.
            with suppress(Conflict), mapped_errors():
                item.update([RoomItem.n.set(newest)], condition=RoomItem.n == int(item.n))
        return replace(item.as_room(), n=newest)

    def _earlier_note(self, access: Access, room: Room, note: ChatNote) -> StoredNote:
        once = keys.chat_note_once(room.practice, room.id, note.seat, note.id)
        marker = queries.batch_get((ChatNoteOnceItem, once))[0]
        row: ChatNoteItem = queries.batch_get(
            (ChatNoteItem, keys.chat_note(room.practice, room.id, int(marker.n)))
        )[0]
        page = self.vault.reader(access, "chat note", [row.binding()], subject=room.client)
        return self._with_files(page, room, [row])[0]

    def _after(self, room: Room, after: int) -> Sequence[ChatNoteItem]:
        first, last = (
            keys.chat_note(room.practice, room.id, n) for n in (after + 1, MAX_NOTE_NUMBER)
        )
        with mapped_errors():
            return list(
                ChatNoteItem.query(
                    first.pk, ChatNoteItem.sk.between(first.sk, last.sk), consistent_read=True
                )
            )

    def _files(self, room: Room, files: Sequence[FileId]) -> Mapping[str, VisitFileItem]:
        places = [
            (VisitFileItem, keys.visit_file(room.practice, room.id, file))
            for file in dict.fromkeys(files)
        ]
        rows: list[VisitFileItem | None] = queries.batch_get(*places)
        return {row.id: row for row in rows if row}

    def _with_files(
        self, page: AuditedReader, room: Room, rows: Sequence[ChatNoteItem]
    ) -> Sequence[StoredNote]:
        notes = [row.note(page.open(row.binding(), row.sealed_body, NoteContent)) for row in rows]
        files = self._files(room, [note.file for note in notes if note.file])
        page.cover([row.binding() for row in files.values()])
        return [StoredNote(note, _file_of(page, note, files)) for note in notes]

    def _names(self, page: AuditedReader, snapshot: RoomSnapshot) -> Mapping[SeatId, str]:
        binding = names_binding(snapshot.room.practice, snapshot.room.id)
        names = page.open(binding, Envelope(snapshot.sealed), SeatNames).names
        return {SeatId(seat): name for seat, name in names.items()}


def _file_of(
    page: AuditedReader, note: ChatNote, files: Mapping[str, VisitFileItem]
) -> VisitFile | None:
    row = files.get(note.file or "")
    return row.file(page.open(row.binding(), row.sealed_body, FileDetails)) if row else None
