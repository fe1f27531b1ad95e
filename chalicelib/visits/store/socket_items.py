"""Declares the DynamoDB rows of tickets and sockets."""

from datetime import datetime, timedelta
from typing import Any

from pynamodb.attributes import (
    UnicodeAttribute,
)

from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.ids import (
    AppointmentId,
    ClientId,
    ConnectionId,
    PersonId,
    PracticeId,
    SeatId,
)
from chalicelib.platform.dynamodb.key_parts import digest, moment
from chalicelib.platform.dynamodb.tables import EphemeralItem
from chalicelib.visits.domain.seat import SocketConnection
from chalicelib.visits.store import keys
from chalicelib.visits.usecases.stores import Ticket

ROOM_RETENTION = timedelta(days=1)
"""A room's rows expire this long after it closes."""


class SeatOwnerItem(EphemeralItem):
    """
    The base class of the rows of tickets and sockets.

    Each row identifies a seat and a person's session.
    """

    room_id = UnicodeAttribute()
    seat = UnicodeAttribute()
    practice = UnicodeAttribute()
    person = UnicodeAttribute()
    role = UnicodeAttribute()
    client = UnicodeAttribute(null=True)
    session = UnicodeAttribute()
    sign_in = UnicodeAttribute(null=True)

    def access(self) -> Access:
        """Return the person, role and session for which the ticket was issued."""
        role, client = Role(self.role), ClientId(self.client) if self.client else None
        own = PracticeId(self.practice), PersonId(self.person), role, frozenset({role}), client
        return Access(*own, session=self.session, request="socket", sign_in=str(self.sign_in or ""))


class TicketItem(SeatOwnerItem):
    """The row of a ticket. The row's key contains a hash of the ticket's secret."""

    until = UnicodeAttribute()

    def ticket(self) -> Ticket:
        until = datetime.fromisoformat(self.until)
        return Ticket(AppointmentId(self.room_id), SeatId(self.seat), self.access(), until)


class SocketItem(SeatOwnerItem):
    """
    One of the two rows of an open socket.

    One is stored under a hash of API Gateway's id for the socket, the other under the person's id.
    """

    id = UnicodeAttribute()
    at = UnicodeAttribute()

    def connection(self) -> SocketConnection:
        place = AppointmentId(self.room_id), SeatId(self.seat), self.access()
        return SocketConnection(ConnectionId(self.id), *place, datetime.fromisoformat(self.at))


def ticket_item(hashed: str, ticket: Ticket) -> TicketItem:
    item = TicketItem(
        *keys.ticket(hashed), **_owner_fields(ticket.room, ticket.seat, ticket.access)
    )
    item.until, item.expires = moment(ticket.expires_at), int(ticket.expires_at.timestamp())
    return item


def socket_items(connection: SocketConnection, expires: int) -> tuple[SocketItem, SocketItem]:
    """
    Return the two rows of an open socket.

    One row is stored under a hash of API Gateway's id for the socket. The other row is stored
    under the person's id.
    """
    hashed, access = digest(connection.id), connection.access
    facts = _owner_fields(connection.room, connection.seat, access) | {
        "id": connection.id,
        "at": moment(connection.at),
    }
    places = keys.connection(hashed), keys.live(access.person, hashed)
    by_id, by_person = (SocketItem(*place, **facts, expires=expires) for place in places)
    return by_id, by_person


def _owner_fields(room: AppointmentId, seat: SeatId, access: Access) -> dict[str, Any]:
    own = {
        "practice": access.practice,
        "person": access.person,
        "role": access.role.value,
        "session": access.session,
    }
    more = {"client": access.client, "sign_in": access.sign_in}
    return {"room_id": room, "seat": seat} | own | {k: v for k, v in more.items() if v}
