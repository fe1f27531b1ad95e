"""Declares the ports to the stores of rooms, tickets, open sockets and chat notes."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from chalicelib.kernel.access import Access
from chalicelib.kernel.ids import AppointmentId, ConnectionId, FileId, PersonId, SeatId
from chalicelib.notices.domain import Notice
from chalicelib.visits.domain.room import Room, RoomSnapshot
from chalicelib.visits.domain.seat import Seat, SocketConnection
from chalicelib.visits.domain.visit import ChatNote, Fact, VisitFile


@dataclass(frozen=True, slots=True)
class Ticket:
    """
    Lets one person open one socket for their seat.

    `access`: the practice, the person and the role in which they act.
    """

    room: AppointmentId
    seat: SeatId
    access: Access
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class StoredNote:
    """A chat note, with the record of the file that the note refers to."""

    note: ChatNote
    file: VisitFile | None = None


@dataclass(frozen=True, slots=True)
class RoomContents:
    """
    Holds the names and chat notes, which only people in the room may read.

    `names`: the participants' names by seat.
    """

    names: Mapping[SeatId, str] = field(repr=False)
    notes: Sequence[StoredNote]


class RoomStore(Protocol):
    """
    Stores rooms and seats.

    If a room's rows are lost, the product creates the room again from the appointment.
    """

    def snapshot(self, room: AppointmentId) -> RoomSnapshot | None:
        """
        Read a room and its seats with one consistent read.

        Returns None if there is no such room or its rows have expired.
        """

    def create(self, room: Room, seats: Sequence[Seat], names: Mapping[SeatId, str]) -> None:
        """
        Store a new room with its seats and the participants' names.

        The room's `n` is set to the number of the appointment's last chat note.

        Raises:
            Conflict: Another request created the room first.
        """

    def change(
        self,
        before: RoomSnapshot,
        after: RoomSnapshot,
        facts: Collection[Fact],
        notices: Collection[Notice] = (),
    ) -> RoomSnapshot:
        """
        Store each changed row, the facts and the notices, all in one transaction.

        A row is changed if it differs between `before` and `after`. Returns `after`, in
        which each changed row has its new version `ver`.

        Raises:
            Conflict: Another request changed one of these rows after `before` was read.
        """

    def rename(self, snapshot: RoomSnapshot, names: Mapping[SeatId, str]) -> RoomSnapshot:
        """
        Store the participants' current names if they differ, and return the room.

        The version of the room's row does not change, because no other write depends on the
        names.

        Raises:
            Conflict: Another request stored other names after `snapshot` was read.
        """

    def mark_seen(
        self, room: AppointmentId, seat: SeatId, socket: ConnectionId, now: datetime
    ) -> None:
        """
        Record `now` as the time when the seat's socket was last seen open.

        Does nothing if another socket holds the seat.
        """


class ConnectionStore(Protocol):
    """Stores tickets, and the sockets that were opened with them."""

    def add_ticket(self, secret: str, ticket: Ticket) -> None:
        """Store a ticket under a hash of its secret."""

    def take_ticket(self, secret: str) -> Ticket | None:
        """
        Return and delete the ticket with this secret; return None if none is stored.

        If two callers ask for the same ticket at once, only one of them gets the ticket.
        """

    def add(self, connection: SocketConnection) -> None:
        """Record an open socket."""

    def get(self, socket: ConnectionId) -> SocketConnection | None:
        """
        Return the record of an open socket, or None if no record is stored.

        The read is consistent, so it also finds a socket that was opened only a moment ago.
        """

    def remove(self, connection: SocketConnection) -> None:
        """Delete the record of a socket, if there is one."""

    def of_person(self, person: PersonId) -> Sequence[SocketConnection]:
        """Return a person's open sockets."""

    def in_shard(self, number: int) -> Sequence[SocketConnection]:
        """Return the open sockets in one partition (shard); `number` starts at 0."""


class ChatNoteStore(Protocol):
    """Stores chat notes, which are never deleted, and reads participants' names."""

    def has_file(self, room: Room, file: FileId) -> bool:
        """Return whether the room's appointment has this file; nothing is opened."""

    def read_contents(
        self, access: Access, snapshot: RoomSnapshot, after: int | None
    ) -> RoomContents:
        """
        Read the participants' names, and the chat notes after number `after`.

        One audit entry records the read of the names and the chat notes. If `after` is
        None, no chat notes are read.
        """

    def add_note(self, access: Access, snapshot: RoomSnapshot, note: ChatNote) -> StoredNote:
        """
        Store a chat note under the next number, with an audit entry.

        The store sets `note.n` and `note.name`. If the seat has already sent a note with this
        `id`, the method returns the note that was stored then.

        Raises:
            Conflict: The room has ended.
            NotFound: The appointment has no file with the id `note.file`.
            Unavailable: The store does not respond; the note may have been stored.
        """
