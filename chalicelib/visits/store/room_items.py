"""
Declares the DynamoDB rows of rooms and seats, which expire.
"""

import json
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any

from pynamodb.attributes import (
    BooleanAttribute,
    NumberAttribute,
    UnicodeAttribute,
    UnicodeSetAttribute,
)
from pynamodb.expressions.update import Action as Update

from chalicelib.kernel.access import Role
from chalicelib.kernel.ids import (
    AppointmentId,
    ClientId,
    ConnectionId,
    PersonId,
    PracticeId,
    SeatId,
)
from chalicelib.platform.dynamodb.key_parts import moment
from chalicelib.platform.dynamodb.tables import EphemeralItem, Sealed
from chalicelib.platform.vault.binding import Binding
from chalicelib.visits.domain.room import Room, RoomState
from chalicelib.visits.domain.seat import Seat, SeatOwner, SeatState
from chalicelib.visits.store import keys

ROOM_RETENTION = timedelta(days=1)
"""A room's rows expire this long after it closes."""


@dataclass(frozen=True, slots=True)
class SeatNames:
    """The sealed part of a room's row: the participants' names by seat."""

    names: dict[str, str] = field(repr=False)


class RoomItem(EphemeralItem):
    """
    The row of a room.

    `booked`: the version of the appointment from which the room's times were taken.
    `names_tag`: a keyed hash of the sealed names, so that they can be compared without opening.
    """

    id = UnicodeAttribute()
    practice = UnicodeAttribute()
    client = UnicodeAttribute()
    booked = NumberAttribute()
    opens_at = UnicodeAttribute()
    starts_at = UnicodeAttribute()
    ends_at = UnicodeAttribute()
    closes_at = UnicodeAttribute()
    state = UnicodeAttribute()
    locked = BooleanAttribute()
    sharing = BooleanAttribute()
    chat = BooleanAttribute()
    n = NumberAttribute()
    ver = NumberAttribute()
    sealed_body = Sealed()
    names_tag = UnicodeAttribute(null=True)

    def as_room(self) -> Room:
        return Room(
            AppointmentId(self.id),
            PracticeId(self.practice),
            ClientId(self.client),
            int(self.booked),
            datetime.fromisoformat(self.opens_at),
            datetime.fromisoformat(self.starts_at),
            datetime.fromisoformat(self.ends_at),
            datetime.fromisoformat(self.closes_at),
            RoomState(self.state),
            self.locked,
            self.sharing,
            self.chat,
            int(self.n),
            int(self.ver),
        )


class SeatItem(EphemeralItem):
    """
    The row of a seat.

    `conn`: the gateway's id of the seat's socket, which never leaves the server. `taken`:
    when that socket was opened. `link_facts`: how many facts about media were recorded.
    `owner`: the fields of the seat's owner, as JSON. `shown_at`, `notice_at`, `mailed_at`: when
    a host's page showed that the person waits, when the hosts' notice was stored, and when it was
    sent.
    """

    id = UnicodeAttribute()
    role = UnicodeAttribute()
    person = UnicodeAttribute(null=True)
    state = UnicodeAttribute()
    conn = UnicodeAttribute(null=True)
    inst = UnicodeAttribute()
    let_in = BooleanAttribute()
    since = UnicodeAttribute(null=True)
    seen = UnicodeAttribute(null=True)
    taken = UnicodeAttribute(null=True)
    after = NumberAttribute()
    device = UnicodeAttribute(null=True)
    links = UnicodeSetAttribute(null=True)
    link_facts = NumberAttribute(null=True)
    owner = UnicodeAttribute(null=True)
    shown_at = UnicodeAttribute(null=True)
    notice_at = UnicodeAttribute(null=True)
    mailed_at = UnicodeAttribute(null=True)
    ver = NumberAttribute()

    def seat(self) -> Seat:
        return Seat(
            SeatId(self.id),
            Role(self.role),
            PersonId(self.person) if self.person else None,
            SeatState(self.state),
            ConnectionId(self.conn) if self.conn else None,
            self.inst,
            self.let_in,
            _at(self.since),
            _at(self.seen),
            _at(self.taken),
            int(self.after),
            json.loads(self.device) if self.device else None,
            frozenset(SeatId(each) for each in self.links or ()),
            int(self.link_facts or 0),
            int(self.ver),
            SeatOwner(**json.loads(self.owner)) if self.owner else None,
            _at(self.shown_at),
            _at(self.notice_at),
            _at(self.mailed_at),
        )


def room_item(room: Room) -> RoomItem:
    """Return the row of a room, without a value for `sealed_body`."""
    item = RoomItem(*keys.room(room.id), **room_facts(room), n=room.n, ver=room.ver)
    item.id, item.practice, item.client, item.expires = (
        room.id,
        room.practice,
        room.client,
        expiry_of(room),
    )
    return item


def room_facts(room: Room) -> dict[str, Any]:
    """
    Return the attributes of a room's row that are covered by the row's version.

    A change to any of these attributes raises the version, which is stored as `ver`.
    """
    hours = {
        "opens_at": room.opens_at,
        "starts_at": room.starts_at,
        "ends_at": room.ends_at,
        "closes_at": room.closes_at,
    }
    facts = {
        "booked": room.version,
        "state": room.state.value,
        "locked": room.locked,
        "sharing": room.sharing,
    }
    return facts | {"chat": room.chat} | {name: moment(at) for name, at in hours.items()}


def names_binding(practice: PracticeId, room: AppointmentId) -> Binding:
    """Return the binding under which the participants' names in a room are sealed."""
    return Binding(practice, *keys.room(room), "Room.sealed_body")


def expiry_of(room: Room) -> int:
    """Return the time when a room's rows expire, in Unix seconds."""
    return int((room.closes_at + ROOM_RETENTION).timestamp())


def seat_item(room: Room, seat: Seat) -> SeatItem:
    facts = {name: value for name, value in seat_facts(seat).items() if value is not None}
    item = SeatItem(
        *keys.seat(room.id, seat.id), **facts, id=seat.id, role=seat.role.value, ver=seat.ver
    )
    item.expires = expiry_of(room)
    return item


def seat_facts(seat: Seat) -> dict[str, Any]:
    """
    Return the attributes of a seat's row that are covered by the row's version.

    The result maps attribute names to values. A value of None removes the attribute from
    the row. A change to any of these attributes raises the version, which is stored as
    `ver`.
    """
    times = {"since": seat.since, "seen": seat.seen, "taken": seat.taken_at}
    times |= {
        "shown_at": seat.shown_at,
        "notice_at": seat.notice_at,
        "mailed_at": seat.mailed_at,
    }
    facts: dict[str, Any] = {
        "state": seat.state.value,
        "conn": seat.conn,
        "inst": seat.inst,
        "let_in": seat.let_in,
        "person": seat.person,
    }
    facts |= {
        "link_facts": seat.link_facts,
        "after": seat.after,
        "device": json.dumps(dict(seat.device)) if seat.device else None,
        "owner": json.dumps(asdict(seat.owner)) if seat.owner else None,
    }
    return (
        facts
        | {"links": set(seat.links) or None}
        | {name: moment(at) if at else None for name, at in times.items()}
    )


def updates(kind: type[EphemeralItem], facts: dict[str, Any]) -> list[Update]:
    """
    Return the update expressions that set these attributes of a row.

    `facts`: the new values by attribute name. An attribute whose new value is None is
    removed from the row.
    """
    attributes = {name: getattr(kind, name) for name in facts}
    return [
        attributes[name].remove() if value is None else attributes[name].set(value)
        for name, value in facts.items()
    ]


def _at(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
