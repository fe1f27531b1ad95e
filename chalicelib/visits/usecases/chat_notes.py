"""Stores a chat note, then sends it to the room (docs/video.md#v5)."""

from dataclasses import dataclass

from chalicelib.kernel.errors import Conflict, NotFound
from chalicelib.visits.domain.signal import ByeCode, ErrorCode, Goodbye, Refusal, Write
from chalicelib.visits.domain.visit import MAX_NOTES, ChatNote
from chalicelib.visits.usecases import server_messages
from chalicelib.visits.usecases.message_context import MessageContext
from chalicelib.visits.usecases.room_broadcaster import RoomBroadcaster
from chalicelib.visits.usecases.stores import ChatNoteStore, StoredNote


@dataclass(frozen=True, slots=True)
class ChatNotes:
    """Writes chat notes; joining reads them."""

    broadcaster: RoomBroadcaster
    notes: ChatNoteStore

    def write(self, context: MessageContext, message: Write) -> None:
        """
        Store a note, then send it to everybody, its writer included.

        The writer's copy acknowledges the note. A repeated message id sends the note that was
        stored the first time to everybody again, which repairs an interrupted broadcast.

        Raises:
            Refusal: Clients' chat is off, the appointment has MAX_NOTES notes, or the file is
                unknown.
            Goodbye: The room has ended.
        """
        if not (context.snapshot.room.chat or context.seat.is_host):
            raise Refusal(ErrorCode.CHAT_OFF)
        if context.snapshot.room.n >= MAX_NOTES:
            raise Refusal(ErrorCode.CHAT_FULL)
        note = self._stored(context, message)
        # Someone may have joined while the note was being stored, and not have read it.
        snapshot = self.broadcaster.reload(context.snapshot.room.id)
        for seat in snapshot.inside:
            re = message.id if seat.id == context.seat.id else ""
            self.broadcaster.send_to(snapshot, seat, server_messages.note(note, re))

    def _stored(self, context: MessageContext, message: Write) -> StoredNote:
        note = ChatNote(0, message.id, context.seat.id, context.now, "", message.text, message.file)
        try:
            return self.notes.add_note(context.connection.access, context.snapshot, note)
        except NotFound:
            raise Refusal(ErrorCode.BAD_MESSAGE) from None
        except Conflict:
            raise Goodbye(ByeCode.ENDED) from None
