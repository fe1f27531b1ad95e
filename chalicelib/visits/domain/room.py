"""A room and its seats while people meet in it (video.md §3): who is where, and what each act makes of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.ids import (
    AppointmentId,
    ClientId,
    ConnectionId,
    PersonId,
    PracticeId,
    SeatId,
)
from chalicelib.visits.domain.signal import ByeCode, ErrorCode, Goodbye, Refusal

RENEW_AFTER = timedelta(minutes=110)
"""The gateway ends every socket at two hours."""
MAX_LINK_FACTS = 400
"""That a seat has written down of its links in one visit: one each eighteen seconds of two hours."""
SEEN_INTERVAL = timedelta(minutes=1)
"""A sign of life is written down at most this often."""


class SeatState(StrEnum):
    """Where the one whose seat it is stands."""

    INVITED = "invited"
    WAITING = "waiting"
    ADMITTED = "admitted"
    IN = "in"
    AWAY = "away"
    LEFT = "left"
    REMOVED = "removed"


PRESENT = frozenset({SeatState.IN, SeatState.AWAY, SeatState.ADMITTED})
"""Those whom people in the room see."""


class RoomState(StrEnum):
    """Nobody came yet, somebody waits, a host has been in, over."""

    CLOSED = "closed"
    LOBBY = "lobby"
    OPEN = "open"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Seat:
    """
    `inst` is the page load that holds it, `conn` its socket while it is open. `let_in`: a host has admitted him once.
    `since`: when `state` was taken; `taken`: when the socket was opened. `after`: chat notes that he had when he came. `links`:
    seats to which he reports media; `told`: how many facts that made.
    """

    id: SeatId
    role: Role
    person: PersonId | None = None
    state: SeatState = SeatState.INVITED
    conn: ConnectionId | None = field(default=None, repr=False)
    inst: str = ""
    let_in: bool = False
    since: datetime | None = None
    seen: datetime | None = None
    taken: datetime | None = None
    after: int = 0
    device: Mapping[str, str] | None = None
    links: frozenset[SeatId] = frozenset()
    told: int = 0
    ver: int = 0

    @property
    def hosts(self) -> bool:
        """Providers host (V3)."""
        return self.role is Role.PROVIDER

    @property
    def is_in(self) -> bool:
        """In the room, and reachable."""
        return self.state in {SeatState.IN, SeatState.ADMITTED} and self.conn is not None

    @property
    def waits(self) -> bool:
        """Before the door, whether his socket is open or not."""
        return self.state is SeatState.WAITING

    def at(self, state: SeatState, now: datetime) -> "Seat":
        """The same seat in another state."""
        return self if state is self.state else replace(self, state=state, since=now)


@dataclass(frozen=True, slots=True)
class Room:
    """
    `version`: that of the appointment it was made after. `client`: whom the appointment is for. `n`: the number of the
    newest chat note. `sharing`, `chat`: whether clients may share their screen and write.
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

    def is_over(self, now: datetime) -> bool:
        """Ended by a host, called off, or past its time."""
        return self.state is RoomState.ENDED or now >= self.closes_at


@dataclass(frozen=True, slots=True)
class RoomSnapshot:
    """A room with all its seats, as one read shows them. `sealed`: their names, for the store alone to open."""

    room: Room
    seats: tuple[Seat, ...]
    sealed: bytes = field(default=b"", repr=False)

    def seat(self, name: SeatId) -> Seat:
        """Raises Refusal for a seat that this room does not have (A2)."""
        found = next((each for each in self.seats if each.id == name), None)
        if found is None:
            raise Refusal(ErrorCode.NO_SUCH_SEAT)
        return found

    def having(self, seat: Seat) -> "RoomSnapshot":
        """The same, one seat changed."""
        return replace(
            self, seats=tuple(seat if each.id == seat.id else each for each in self.seats)
        )

    @property
    def inside(self) -> tuple[Seat, ...]:
        """Those who can be reached in the room."""
        return tuple(each for each in self.seats if each.is_in)

    @property
    def hosts_inside(self) -> tuple[Seat, ...]:
        """Those of them who may admit."""
        return tuple(each for each in self.inside if each.hosts)

    @property
    def line(self) -> tuple[Seat, ...]:
        """Those who wait, the first to come first."""
        return tuple(
            sorted(
                (each for each in self.seats if each.waits),
                key=lambda each: (str(each.since), each.id),
            )
        )


@dataclass(frozen=True, slots=True)
class SocketConnection:
    """An open socket: whose it is, by the ticket it was opened with. Whether it may do anything, its seat says."""

    id: ConnectionId = field(repr=False)
    room: AppointmentId
    seat: SeatId
    access: Access
    at: datetime

    def was_replaced_at(self, seat: Seat) -> bool:
        """A socket that was opened later holds the seat: however late a join is heard, the newest page has it."""
        return seat.conn not in {None, self.id} and seat.taken is not None and self.at < seat.taken


def take_seat(
    room: Room,
    seat: Seat,
    mine: SocketConnection,
    *,
    inst: str,
    resume: bool,
    after: int,
    now: datetime,
) -> Seat:
    """
    The seat taken by this socket: in the room, or waiting before it.

    Raises:
        Goodbye: The room is over, the seat was taken away, or another page load holds it and this one only resumes.
    Source: video.md §2 rule 2, §3.
    """
    if room.is_over(now):
        raise Goodbye(ByeCode.ENDED)
    if seat.state is SeatState.REMOVED:
        raise Goodbye(ByeCode.REMOVED)
    if resume and seat.inst and seat.inst != inst:
        raise Goodbye(ByeCode.REPLACED)
    fresh = seat.state in {SeatState.INVITED, SeatState.LEFT}
    links = frozenset[SeatId]() if fresh else seat.links
    taken = replace(
        seat, conn=mine.id, inst=inst, after=after, seen=now, links=links, taken=mine.at
    )
    return taken.at(_next(room, seat), now)


def _next(room: Room, seat: Seat) -> SeatState:
    back = seat.let_in and (
        seat.state in PRESENT or (seat.state is SeatState.LEFT and not room.locked)
    )
    return SeatState.IN if seat.hosts or back else SeatState.WAITING


def vacate_seat(seat: Seat, conn: ConnectionId, now: datetime) -> Seat:
    """The seat after that socket ended; as it was when another one holds it by now. Who waits goes on waiting."""
    if seat.conn != conn:
        return seat
    free = replace(seat, conn=None)
    return free.at(SeatState.AWAY, now) if seat.state is SeatState.IN else free


def admit_seat(seat: Seat, now: datetime) -> Seat:
    """
    Let in. He counts as in from now on if his socket is open, and is told so next; else at his next join.

    Raises:
        Refusal: He is not at the door.
    """
    if seat.state in PRESENT:
        return seat
    if not seat.waits:
        raise Refusal(ErrorCode.NO_SUCH_SEAT)
    return replace(seat, let_in=True).at(SeatState.ADMITTED, now)


def confirm_entry(seat: Seat, conn: ConnectionId, now: datetime) -> Seat:
    """He was told on that socket that he is in."""
    return (
        seat.at(SeatState.IN, now)
        if seat.state is SeatState.ADMITTED and seat.conn == conn
        else seat
    )


def leave_seat(seat: Seat, now: datetime) -> Seat:
    """Gone of his own will, or with his session; any page may take the seat again."""
    if seat.state in {SeatState.REMOVED, SeatState.INVITED}:
        return replace(seat, conn=None)
    return replace(seat, conn=None, inst="", links=frozenset()).at(SeatState.LEFT, now)


def remove_seat(seat: Seat, now: datetime) -> Seat:
    """Sent out for good. Raises Refusal for a host's seat."""
    if seat.hosts:
        raise Refusal(ErrorCode.NO_SUCH_SEAT)
    return replace(seat, conn=None, inst="", links=frozenset()).at(SeatState.REMOVED, now)


def with_occupant(room: Room, seat: Seat) -> Room:
    """The room after somebody came in or began to wait."""
    if room.state is RoomState.CLOSED and seat.waits:
        return replace(room, state=RoomState.LOBBY)
    if (
        room.state in {RoomState.CLOSED, RoomState.LOBBY}
        and seat.state is SeatState.IN
        and seat.hosts
    ):
        return replace(room, state=RoomState.OPEN)
    return room


def report_link(seat: Seat, about: SeatId, *, lost: bool) -> Seat:
    """
    The seat after it reported on its media with another; as it was when that is no news, or when a link came that would be
    one too many to write down. One that went is always written down, so nothing ends as there that is not.
    """
    if (about in seat.links) is not lost or (seat.told >= MAX_LINK_FACTS and not lost):
        return seat
    return replace(
        seat, links=seat.links - {about} if lost else seat.links | {about}, told=seat.told + 1
    )
