"""Chat notes in the room: kept first, told after (V5), so that nobody ever read one that is lost."""

from dataclasses import dataclass

from chalicelib.kernel.errors import Conflict, NotFound
from chalicelib.visits.domain.signal import ByeCode, Code, Goodbye, Refusal, Write
from chalicelib.visits.domain.visit import MOST_NOTES, ChatNote
from chalicelib.visits.usecases import server_messages
from chalicelib.visits.usecases.message_context import MessageContext
from chalicelib.visits.usecases.room_broadcaster import RoomBroadcaster
from chalicelib.visits.usecases.stores import Records, StoredNote


@dataclass(frozen=True, slots=True)
class ChatNotes:
    """Writing; reading again is part of joining."""

    telling: RoomBroadcaster
    records: Records

    def write(self, turn: MessageContext, asked: Write) -> None:
        """
        Keep a note, then tell it to all including its writer, whose own copy says that it is kept.

        The same id again tells the writer what was kept at first, and the others too: what broke off is made up for.
        """
        if not (turn.meeting.room.chat or turn.seat.hosts):
            raise Refusal(Code.CHAT_OFF)
        if turn.meeting.room.n >= MOST_NOTES:
            raise Refusal(Code.CHAT_FULL)
        kept = self._kept(turn, asked)
        # Whoever came in while it was being kept is told as well: his own look at the notes may have been earlier.
        meeting = self.telling.again(turn.meeting.room.id)
        for seat in meeting.inside:
            re = asked.id if seat.id == turn.seat.id else ""
            self.telling.seat(meeting, seat, server_messages.note(kept, re))

    def _kept(self, turn: MessageContext, asked: Write) -> StoredNote:
        note = ChatNote(0, asked.id, turn.seat.id, turn.now, "", asked.text, asked.file)
        try:
            return self.records.note(turn.connection.access, turn.meeting, note)
        except NotFound:
            raise Refusal(Code.BAD_MESSAGE) from None
        except Conflict:
            raise Goodbye(ByeCode.ENDED) from None
