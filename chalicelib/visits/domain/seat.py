"""
Models a seat: one participant's place in a room.

See docs/video.md#rooms-and-seats.
"""

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
    SeatId,
)
from chalicelib.visits.domain.signal import ErrorCode, Refusal

MAX_LINK_FACTS = 400
"""At most this many facts about media links are recorded per seat and visit."""
SEEN_INTERVAL = timedelta(minutes=1)
"""A seat's sign of life is recorded at most this often."""


class SeatState(StrEnum):
    INVITED = "invited"
    WAITING = "waiting"
    ADMITTED = "admitted"
    IN = "in"
    AWAY = "away"
    LEFT = "left"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class SeatOwner:
    """
    The person whose page took a seat, with the ids of their session and sign-in.

    `client` is the person's client profile; None if the person joined as a provider.
    """

    person: PersonId
    client: ClientId | None
    session: str
    sign_in: str

    @classmethod
    def of(cls, access: Access) -> "SeatOwner":
        return cls(access.person, access.client, access.session, access.sign_in)

    def is_same_sign_in(self, access: Access) -> bool:
        """Return whether an access belongs to the same sign-in, in whatever role."""
        own = self.person, self.sign_in or self.session
        return own == (access.person, access.sign_in_id)


PRESENT = frozenset({SeatState.IN, SeatState.AWAY, SeatState.ADMITTED})
"""The states in which the others in the room see a seat."""


@dataclass(frozen=True, slots=True)
class Seat:
    """
    One participant's place in a room.

    `inst`: the id of the page load that holds the seat; empty if no page load holds the seat.
    `conn`: the id of the seat's socket; None if the seat has no open socket.
    `let_in`: whether a host has already admitted the person.
    `since`: when the present `state` began.
    `seen`: when the seat's socket last showed a sign of life.
    `taken_at`: when the socket that last took the seat was opened.
    `after`: the number of the last chat note that the page already had when the page joined.
    `device`: the result of the person's device check; None if there is none.
    `links`: the other seats to which this seat reports connected media.
    `link_facts`: how many facts about media were recorded for this seat.
    `owner`: whose page took the seat; None if no page did.
    `shown_at`: when a host's page first showed that the person waits.
    `notice_at`: when the last notice to the hosts about the person was stored.
    `mailed_at`: when all hosts had got the mail about the person.
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
    taken_at: datetime | None = None
    after: int = 0
    device: Mapping[str, str] | None = None
    links: frozenset[SeatId] = frozenset()
    link_facts: int = 0
    ver: int = 0
    owner: SeatOwner | None = None
    shown_at: datetime | None = None
    notice_at: datetime | None = None
    mailed_at: datetime | None = None

    @property
    def is_host(self) -> bool:
        """Return whether this is a provider's seat (docs/video.md#v3)."""
        return self.role is Role.PROVIDER

    @property
    def is_in(self) -> bool:
        """Return whether the person is in the room and their socket is open."""
        return self.state in {SeatState.IN, SeatState.ADMITTED} and self.conn is not None

    def access_of_owner(self, access: Access, inst: str) -> Access | None:
        """
        Return the `Access` with which the caller's page may return to the seat.

        The result has the role in which the page took the seat, even if the caller acts in
        another role now. Returns None if the page `inst` does not hold the seat, if the
        page belongs to somebody else, if the caller has signed out since, or if the caller
        no longer has the role.
        """
        owner, may_return = self.owner, self.state in PRESENT or self.is_waiting
        if not owner or not may_return or not inst or self.inst != inst:
            return None
        if not owner.is_same_sign_in(access) or self.role not in access.roles:
            return None
        return replace(
            access,
            role=self.role,
            client=owner.client,
            session=owner.session,
            sign_in=owner.sign_in,
        )

    @property
    def is_waiting(self) -> bool:
        """Return whether the person waits to be admitted, with or without an open socket."""
        return self.state is SeatState.WAITING

    def with_state(self, state: SeatState, now: datetime) -> "Seat":
        return self if state is self.state else replace(self, state=state, since=now)


@dataclass(frozen=True, slots=True)
class SocketConnection:
    """An open socket, with the seat and the person from the socket's ticket."""

    id: ConnectionId = field(repr=False)
    room: AppointmentId
    seat: SeatId
    access: Access
    at: datetime

    def was_replaced_at(self, seat: Seat) -> bool:
        """Return whether another socket, opened later than this socket, holds the seat."""
        if seat.conn in {None, self.id} or seat.taken_at is None:
            return False
        return self.at < seat.taken_at


def vacate_seat(seat: Seat, conn: ConnectionId, now: datetime) -> Seat:
    """
    Return the seat as it is after the socket `conn` has ended.

    If another socket holds the seat, the seat is returned unchanged.
    """
    if seat.conn != conn:
        return seat
    free = replace(seat, conn=None)
    return free.with_state(SeatState.AWAY, now) if seat.state is SeatState.IN else free


def admit_seat(seat: Seat, now: datetime) -> Seat:
    """
    Return the seat with the state `admitted`.

    `confirm_entry` or a join later changes the state to `in`. A seat that has already
    been admitted is returned unchanged.

    Raises:
        Refusal: The person neither waits to be admitted nor has been admitted.
    """
    if seat.state in PRESENT:
        return seat
    if not seat.is_waiting:
        raise Refusal(ErrorCode.NO_SUCH_SEAT)
    return replace(seat, let_in=True).with_state(SeatState.ADMITTED, now)


def confirm_entry(seat: Seat, conn: ConnectionId, now: datetime) -> Seat:
    """
    Return the seat with the state `in` after its page has received `joined`.

    The seat is returned unchanged if its state is not `admitted` or if `conn` is not the
    seat's socket.
    """
    return (
        seat.with_state(SeatState.IN, now)
        if seat.state is SeatState.ADMITTED and seat.conn == conn
        else seat
    )


def leave_seat(seat: Seat, now: datetime) -> Seat:
    """
    Return the seat as it is after the person has left the room.

    The state becomes `left`, and the same person may take the seat again. A seat with the
    state `removed` or `invited` keeps its state.
    """
    if seat.state in {SeatState.REMOVED, SeatState.INVITED}:
        return replace(seat, conn=None)
    return replace(seat, conn=None, inst="", links=frozenset()).with_state(SeatState.LEFT, now)


def remove_seat(seat: Seat, now: datetime) -> Seat:
    """Return the seat with state `removed`. Raises Refusal for a host's seat."""
    if seat.is_host:
        raise Refusal(ErrorCode.NO_SUCH_SEAT)
    return replace(seat, conn=None, inst="", links=frozenset()).with_state(SeatState.REMOVED, now)


def report_link(seat: Seat, about: SeatId, *, lost: bool) -> Seat:
    """
    Return the seat after its page reported media with the seat `about`.

    `lost`: True if the page reported the media as lost, False if as connected. The seat
    is returned unchanged if `links` already agrees with the report. After MAX_LINK_FACTS
    facts, a report of connected media also leaves the seat unchanged. A loss is always
    recorded, so that no ended link stays recorded as connected.
    """
    if (about in seat.links) is not lost or (seat.link_facts >= MAX_LINK_FACTS and not lost):
        return seat
    return replace(
        seat,
        links=seat.links - {about} if lost else seat.links | {about},
        link_facts=seat.link_facts + 1,
    )
