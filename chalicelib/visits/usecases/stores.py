"""Where rooms, seats, tickets and open sockets rest while people meet, and what is kept of it (video.md §3)."""

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
    """What opens one socket, once: a seat, for the one who asked and the session he asked in."""

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
    """What only people in the room may see: who everybody is, and what was written."""

    names: Mapping[SeatId, str] = field(repr=False)
    notes: Sequence[StoredNote]


class RoomStore(Protocol):
    """Rooms and their seats. Everything here is derived from appointments and may be lost."""

    def snapshot(self, room: AppointmentId) -> RoomSnapshot | None:
        """The room with its seats in one consistent read; None when there is none, or it is past its time of rest."""

    def create(self, room: Room, seats: Sequence[Seat], names: Mapping[SeatId, str]) -> None:
        """A new room. Its `n` is that of the last chat note on record. Raises Conflict when it was made meanwhile."""

    def change(
        self, before: RoomSnapshot, after: RoomSnapshot, facts: Collection[Fact]
    ) -> RoomSnapshot:
        """
        Store every row that differs and append the facts, all or nothing; answers `after` with its new versions.

        Raises:
            Conflict: A row changed since `before`.
        """

    def mark_seen(
        self, room: AppointmentId, seat: SeatId, socket: ConnectionId, now: datetime
    ) -> None:
        """Write a sign of life down, if that socket still holds the seat."""


class ConnectionStore(Protocol):
    """Tickets, and the sockets that were opened with them."""

    def add_ticket(self, secret: str, ticket: Ticket) -> None:
        """Keep a ticket, by a hash of its secret only."""

    def take_ticket(self, secret: str) -> Ticket | None:
        """The ticket, for one caller only: it is gone when this returns."""

    def add(self, connection: SocketConnection) -> None:
        """A socket is open."""

    def get(self, socket: ConnectionId) -> SocketConnection | None:
        """Whose socket this is; consistent, since it may have been opened a moment ago."""

    def remove(self, connection: SocketConnection) -> None:
        """A socket is no more; one that is not known is fine."""

    def of_person(self, person: PersonId) -> Sequence[SocketConnection]:
        """A person's open sockets."""

    def in_shard(self, number: int) -> Sequence[SocketConnection]:
        """One of the SHARDS parts of all open sockets, from 0."""


class ChatNoteStore(Protocol):
    """What only opens under an audit entry, and what is never deleted."""

    def read_contents(
        self, access: Access, snapshot: RoomSnapshot, after: int | None
    ) -> RoomContents:
        """Everybody's names, and the chat notes after that number (None: no notes), under one audit entry."""

    def add_note(self, access: Access, snapshot: RoomSnapshot, note: ChatNote) -> StoredNote:
        """
        Keep a chat note under the next number, with its audit entry, and answer it as kept. The same `id` of the same
        seat again answers what was kept at first. `note.n` and `note.name` are given here.

        Raises:
            Conflict: The room has ended.
            NotFound: There is no such file in this appointment.
            Unavailable: It may have been kept.
        """
