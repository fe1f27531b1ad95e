"""Declares the ports to the stores of rooms, tickets, open sockets and chat notes."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from chalicelib.kernel.access import Access
from chalicelib.kernel.ids import AppointmentId, ConnectionId, PersonId, SeatId
from chalicelib.visits.domain.room import Room, RoomSnapshot, Seat, SocketConnection
from chalicelib.visits.domain.visit import ChatNote, Fact, VisitFile


@dataclass(frozen=True, slots=True)
class Ticket:
    """A ticket for one socket of a seat; `access` is of the session that asked for it."""

    room: AppointmentId
    seat: SeatId
    access: Access
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class StoredNote:
    """A chat note with the file it names."""

    note: ChatNote
    file: VisitFile | None = None


@dataclass(frozen=True, slots=True)
class RoomContents:
    """What only people in the room may read: the participants' names and chat notes."""

    names: Mapping[SeatId, str] = field(repr=False)
    notes: Sequence[StoredNote]


class RoomStore(Protocol):
    """Stores rooms and seats, which can be created again from their appointments."""

    def snapshot(self, room: AppointmentId) -> RoomSnapshot | None:
        """
        Read a room with its seats, consistently.

        Returns None when there is no such room or its rows have expired.
        """

    def create(self, room: Room, seats: Sequence[Seat], names: Mapping[SeatId, str]) -> None:
        """
        Store a new room; its `n` becomes the number of the last stored chat note.

        Raises:
            Conflict: Another request created the room first.
        """

    def change(
        self, before: RoomSnapshot, after: RoomSnapshot, facts: Collection[Fact]
    ) -> RoomSnapshot:
        """
        Store each changed row and append the facts, all in one transaction.

        Returns `after` with its new versions.

        Raises:
            Conflict: A row changed since `before`.
        """

    def mark_seen(
        self, room: AppointmentId, seat: SeatId, socket: ConnectionId, now: datetime
    ) -> None:
        """Record a sign of life, if that socket still holds the seat."""


class ConnectionStore(Protocol):
    """Stores tickets, and the sockets that were opened with them."""

    def add_ticket(self, secret: str, ticket: Ticket) -> None:
        """Store a ticket under a hash of its secret."""

    def take_ticket(self, secret: str) -> Ticket | None:
        """Return and delete a ticket; of two callers, only one gets it."""

    def add(self, connection: SocketConnection) -> None:
        """Record an open socket."""

    def get(self, socket: ConnectionId) -> SocketConnection | None:
        """Return the record of a socket, also if it was opened a moment ago."""

    def remove(self, connection: SocketConnection) -> None:
        """Delete the record of a socket, if there is one."""

    def of_person(self, person: PersonId) -> Sequence[SocketConnection]:
        """Return a person's open sockets."""

    def in_shard(self, number: int) -> Sequence[SocketConnection]:
        """Return the open sockets of one shard; `number` starts at 0."""


class ChatNoteStore(Protocol):
    """Stores chat notes, which are never deleted, and reads participants' names."""

    def read_contents(
        self, access: Access, snapshot: RoomSnapshot, after: int | None
    ) -> RoomContents:
        """
        Read the names and the chat notes after number `after`, under one audit entry.

        With `after` None, no notes are read.
        """

    def add_note(self, access: Access, snapshot: RoomSnapshot, note: ChatNote) -> StoredNote:
        """
        Store a chat note under the next number, with an audit entry.

        The store sets `note.n` and `note.name`. If the seat has sent the same `id` before, the
        note of that time is returned.

        Raises:
            Conflict: The room has ended.
            NotFound: There is no such file in this appointment.
            Unavailable: The note may have been stored.
        """
