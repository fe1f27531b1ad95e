"""One message in its room: who says it, on which socket, and how the room was when it was heard."""

from dataclasses import dataclass
from datetime import datetime

from chalicelib.visits.domain.room import RoomSnapshot, Seat, SocketConnection
from chalicelib.visits.usecases.socket_gateway import ServerMessage, Sockets


@dataclass(frozen=True, slots=True)
class MessageContext:
    """`id`: the message's own; answers carry it as `re`."""

    id: str
    connection: SocketConnection
    snapshot: RoomSnapshot
    now: datetime
    sockets: Sockets

    @property
    def seat(self) -> Seat:
        """The speaker's."""
        return self.snapshot.seat(self.connection.seat)

    @property
    def holds(self) -> bool:
        """Whether this socket holds the seat: else it has not joined yet, or another one took it."""
        return self.seat.conn == self.connection.id

    def answer(self, said: ServerMessage) -> None:
        """To the speaker, on this socket."""
        self.sockets.post(self.connection.id, said)
