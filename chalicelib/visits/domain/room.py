"""Models a visit's room and who is in it (docs/video.md#rooms-and-seats)."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from chalicelib.kernel.ids import (
    AppointmentId,
    ClientId,
    PracticeId,
    SeatId,
)
from chalicelib.visits.domain.seat import PRESENT, Seat, SeatOwner, SeatState, SocketConnection
from chalicelib.visits.domain.signal import ByeCode, ErrorCode, Goodbye, Refusal

RENEW_AFTER = timedelta(minutes=110)
"""When a page opens its next socket: the gateway ends each socket after two hours."""
WAIT_ENDS_AFTER = timedelta(minutes=3)
"""A person who waited and has had no open page for this long has left the waiting room."""


class RoomState(StrEnum):
    """
    Lists the states of a room.

    `CLOSED`: nobody has come yet. `LOBBY`: only clients have come. `OPEN`: a host has come.
    `ENDED`: the room has ended.
    """

    CLOSED = "closed"
    LOBBY = "lobby"
    OPEN = "open"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Room:
    """
    The room of one appointment.

    `version`: the version of the appointment from which the room's times were taken.
    `client`: the client whom the appointment is for.
    `n`: the number of the newest chat note; 0 if there is none.
    `locked`: whether a host has locked the room.
    `sharing`: whether clients may share their screens and files.
    `chat`: whether clients may write chat notes.
    `ver`: the version of the room's row in the database.
    """

    id: AppointmentId
    practice: PracticeId
    client: ClientId
    version: int
    opens_at: datetime
    starts_at: datetime
    ends_at: datetime
    closes_at: datetime
    state: RoomState = RoomState.CLOSED
    locked: bool = False
    sharing: bool = True
    chat: bool = True
    n: int = 0
    ver: int = 0

    @property
    def clients_may_send_files(self) -> bool:
        """Whether clients may share files, which others see as chat notes."""
        return self.sharing and self.chat

    def is_over(self, now: datetime) -> bool:
        """Return whether somebody ended the room or its closing time has passed."""
        return self.state is RoomState.ENDED or now >= self.closes_at


@dataclass(frozen=True, slots=True)
class RoomSnapshot:
    """
    A room with all its seats, from a single read of the store.

    `sealed`: the participants' names, encrypted; only the store can decrypt the names.
    `names_tag`: a keyed hash of the names, which differs if the names differ.
    """

    room: Room
    seats: tuple[Seat, ...]
    sealed: bytes = field(default=b"", repr=False)
    names_tag: str = field(default="", repr=False)

    def seat(self, seat_id: SeatId) -> Seat:
        """Return a seat. Raises Refusal if the room has no such seat (docs/video.md#a2)."""
        seat = next((each for each in self.seats if each.id == seat_id), None)
        if seat is None:
            raise Refusal(ErrorCode.NO_SUCH_SEAT)
        return seat

    def needs_host(self, seat_id: SeatId) -> bool:
        """
        Return whether a host must admit this person before they are in the room.

        That holds for a person who waits, and for a client who left a room that a host has
        locked and in which the visit goes on.
        """
        seat = self.seat(seat_id)
        is_shut = self.room.locked and self.room.state is RoomState.OPEN
        has_left = seat.state is SeatState.LEFT and not seat.is_host
        return seat.is_waiting or (is_shut and has_left)

    def with_seat(self, seat: Seat) -> "RoomSnapshot":
        seats = tuple(seat if each.id == seat.id else each for each in self.seats)
        return replace(self, seats=seats)

    @property
    def inside(self) -> tuple[Seat, ...]:
        """Return the seats of people who are in the room and whose socket is open."""
        return tuple(each for each in self.seats if each.is_in)

    @property
    def hosts_inside(self) -> tuple[Seat, ...]:
        """Return the seats of hosts who are in the room and whose socket is open."""
        return tuple(each for each in self.inside if each.is_host)

    @property
    def waiting(self) -> tuple[Seat, ...]:
        """Return the seats of people who wait to be admitted, in order of arrival."""
        seats = (each for each in self.seats if each.is_waiting)
        return tuple(sorted(seats, key=lambda each: (str(each.since), each.id)))


def take_seat(
    room: Room,
    seat: Seat,
    connection: SocketConnection,
    *,
    inst: str,
    resume: bool,
    after: int,
    now: datetime,
) -> Seat:
    """
    Return the seat as it is after one of the person's pages has joined.

    The person is then in the room, or waits to be admitted. `inst`: the id of the page
    load that joins.

    Raises:
        Goodbye: The room is over, the person was removed, or `resume` is true and another
            page load holds the seat.
    """
    if room.is_over(now):
        raise Goodbye(ByeCode.ENDED)
    if seat.state is SeatState.REMOVED:
        raise Goodbye(ByeCode.REMOVED)
    if resume and seat.inst and seat.inst != inst:
        raise Goodbye(ByeCode.REPLACED)
    # A new page has no media yet, whatever the old page reported.
    links = seat.links if seat.inst == inst else frozenset[SeatId]()
    own = replace(
        seat,
        conn=connection.id,
        inst=inst,
        after=after,
        seen=now,
        links=links,
        taken_at=connection.at,
        owner=SeatOwner.of(connection.access),
    )
    if seat.is_waiting and seat.conn is None and seat.seen and now - seat.seen >= WAIT_ENDS_AFTER:
        # A reload keeps its place. Whoever was away for longer waits anew, and hosts are told anew.
        own = replace(own, since=now)
    return own.with_state(_next(room, seat), now)


def _next(room: Room, seat: Seat) -> SeatState:
    back = seat.let_in and (
        seat.state in PRESENT or (seat.state is SeatState.LEFT and not room.locked)
    )
    return SeatState.IN if seat.is_host or back else SeatState.WAITING


def with_occupant(room: Room, seat: Seat) -> Room:
    """Return the room with its new state after somebody took this seat."""
    if room.state is RoomState.CLOSED and seat.is_waiting:
        return replace(room, state=RoomState.LOBBY)
    if (
        room.state in {RoomState.CLOSED, RoomState.LOBBY}
        and seat.state is SeatState.IN
        and seat.is_host
    ):
        return replace(room, state=RoomState.OPEN)
    return room
