"""Ports to the stores of rooms, tickets, open sockets and chat notes."""

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
    """Opens one socket, once, to one seat. `access`: who asked for it, in which session."""

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
    """What only people in the room may read: everybody's names, and chat notes."""

    names: Mapping[SeatId, str] = field(repr=False)
    notes: Sequence[StoredNote]


class RoomStore(Protocol):
    """Rooms and their seats. All of it comes from appointments and may be lost."""

    def snapshot(self, room: AppointmentId) -> RoomSnapshot | None:
        """
        Read a room with its seats in one consistent read.

        Returns None when there is no such room or its rows have expired.
        """

    def create(self, room: Room, seats: Sequence[Seat], names: Mapping[SeatId, str]) -> None:
        """
        Store a new room; its `n` becomes the number of the last chat note on record.

        Raises Conflict when another request created it first.
        """

    def change(
        self, before: RoomSnapshot, after: RoomSnapshot, facts: Collection[Fact]
    ) -> RoomSnapshot:
        """
        Store every row that differs and append the facts, all or nothing.

        Returns `after` with its new versions.

        Raises:
            Conflict: A row changed since `before`.
        """

    def mark_seen(
        self, room: AppointmentId, seat: SeatId, socket: ConnectionId, now: datetime
    ) -> None:
        """Record a sign of life, if that socket still holds the seat."""


class ConnectionStore(Protocol):
    """Tickets, and the sockets that were opened with them."""

    def add_ticket(self, secret: str, ticket: Ticket) -> None:
        """Store a ticket under a hash of its secret."""

    def take_ticket(self, secret: str) -> Ticket | None:
        """Return and delete a ticket; of two callers, only one gets it."""

    def add(self, connection: SocketConnection) -> None:
        """Record an open socket."""

    def get(self, socket: ConnectionId) -> SocketConnection | None:
        """Return whose socket this is, by a consistent read: it may have been opened just now."""

    def remove(self, connection: SocketConnection) -> None:
        """Forget a socket; one that is unknown is fine."""

    def of_person(self, person: PersonId) -> Sequence[SocketConnection]:
        """Return a person's open sockets."""

    def in_shard(self, number: int) -> Sequence[SocketConnection]:
        """Return one of the SHARDS parts of all open sockets; `number` starts at 0."""


class ChatNoteStore(Protocol):
    """Chat notes and people's names: opened only under an audit entry, notes never deleted."""

    def read_contents(
        self, access: Access, snapshot: RoomSnapshot, after: int | None
    ) -> RoomContents:
        """
        Open everybody's names and the chat notes after that number, under one audit entry.

        With `after` None, no notes are read.
        """

    def add_note(self, access: Access, snapshot: RoomSnapshot, note: ChatNote) -> StoredNote:
        """
        Store a chat note under the next number, with its audit entry.

        `note.n` and `note.name` are set here. The same `id` from the same seat again returns the
        note that was stored first.

        Raises:
            Conflict: The room has ended.
            NotFound: There is no such file in this appointment.
            Unavailable: The note may have been stored.
        """
