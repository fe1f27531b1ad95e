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
    """Stores the chat notes that people write, and sends them to the room."""

    broadcaster: RoomBroadcaster
    notes: ChatNoteStore

    def write(self, context: MessageContext, message: Write) -> None:
        """
        Store a chat note, then send the chat note to everybody in the room.

        The writer gets a copy as well, which acknowledges the chat note. If the same message
        id arrives again, the chat note that was stored the first time is sent to everybody
        again. This completes a broadcast that was interrupted.

        Raises:
            Refusal: The sender is a client and the chat is off for clients, the appointment
                already has MAX_NOTES chat notes, or the file does not exist.
            Goodbye: The room has ended.
        """
        room = context.snapshot.room
        if not context.seat.is_host and not room.chat:
            raise Refusal(ErrorCode.CHAT_OFF)
        if not context.seat.is_host and message.file and not room.clients_may_send_files:
            raise Refusal(ErrorCode.FILES_OFF)
        if room.n >= MAX_NOTES:
            raise Refusal(ErrorCode.CHAT_FULL)
        note = self._stored(context, message)
        # Somebody may have joined while the note was being stored, without having read it.
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
