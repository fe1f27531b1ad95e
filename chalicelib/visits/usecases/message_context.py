"""Defines what a handler of a socket message gets: the sender and the room."""

from dataclasses import dataclass
from datetime import datetime

from chalicelib.visits.domain.room import RoomSnapshot
from chalicelib.visits.domain.seat import Seat, SocketConnection
from chalicelib.visits.usecases.socket_gateway import ServerMessage, Sockets


@dataclass(frozen=True, slots=True)
class MessageContext:
    """
    The sender of a message, and the room as it was when the message arrived.

    `id`: the id of the message; a reply repeats this id as `re`.
    """

    id: str
    connection: SocketConnection
    snapshot: RoomSnapshot
    now: datetime
    sockets: Sockets

    @property
    def seat(self) -> Seat:
        """The sender's seat."""
        return self.snapshot.seat(self.connection.seat)

    @property
    def holds_seat(self) -> bool:
        """
        Whether this socket holds the sender's seat.

        The value is False before this socket's page has joined, and after another socket has
        taken the seat.
        """
        return self.seat.conn == self.connection.id

    def reply(self, message: ServerMessage) -> None:
        """Send a message to the sender, on this socket."""
        self.sockets.post(self.connection.id, message)
