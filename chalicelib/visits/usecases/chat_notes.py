"""Chat notes in the room: kept first, told after (V5), so that nobody ever read one that is lost."""

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
    """Writing; reading again is part of joining."""

    telling: RoomBroadcaster
    records: ChatNoteStore

    def write(self, context: MessageContext, asked: Write) -> None:
        """
        Keep a note, then tell it to all including its writer, whose own copy says that it is kept.

        The same id again tells the writer what was kept at first, and the others too: what broke off is made up for.
        """
        if not (context.snapshot.room.chat or context.seat.hosts):
            raise Refusal(ErrorCode.CHAT_OFF)
        if context.snapshot.room.n >= MAX_NOTES:
            raise Refusal(ErrorCode.CHAT_FULL)
        kept = self._kept(context, asked)
        # Whoever came in while it was being kept is told as well: his own look at the notes may have been earlier.
        snapshot = self.telling.reload(context.snapshot.room.id)
        for seat in snapshot.inside:
            re = asked.id if seat.id == context.seat.id else ""
            self.telling.send_to(snapshot, seat, server_messages.note(kept, re))

    def _kept(self, context: MessageContext, asked: Write) -> StoredNote:
        note = ChatNote(0, asked.id, context.seat.id, context.now, "", asked.text, asked.file)
        try:
            return self.records.add_note(context.connection.access, context.snapshot, note)
        except NotFound:
            raise Refusal(ErrorCode.BAD_MESSAGE) from None
        except Conflict:
            raise Goodbye(ByeCode.ENDED) from None
