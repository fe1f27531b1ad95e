"""Declares the DynamoDB rows of tickets and sockets."""

from datetime import datetime, timedelta

from pynamodb.attributes import UnicodeAttribute

from chalicelib.kernel.ids import AppointmentId, ConnectionId, SeatId
from chalicelib.platform.dynamodb.key_parts import digest, moment
from chalicelib.visits.domain.seat import SocketConnection
from chalicelib.visits.store import keys
from chalicelib.visits.store.socket_owner import SocketOwnerItem, owner_fields
from chalicelib.visits.usecases.stores import Ticket

ROOM_RETENTION = timedelta(days=1)
"""A room's rows expire this long after it closes."""


class SeatOwnerItem(SocketOwnerItem):
    """The base class of the rows of tickets and sockets of rooms, with their seat."""

    room_id = UnicodeAttribute()
    seat = UnicodeAttribute()


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
    item = TicketItem(*keys.ticket(hashed), **owner_fields(ticket.access))
    item.room_id, item.seat = ticket.room, ticket.seat
    item.until, item.expires = moment(ticket.expires_at), int(ticket.expires_at.timestamp())
    return item


def socket_items(connection: SocketConnection, expires: int) -> tuple[SocketItem, SocketItem]:
    """
    Return the two rows of an open socket.

    One row is stored under a hash of API Gateway's id for the socket. The other row is stored
    under the person's id.
    """
    hashed, access = digest(connection.id), connection.access
    facts = {
        **owner_fields(access),
        "room_id": connection.room,
        "seat": connection.seat,
        "id": connection.id,
        "at": moment(connection.at),
    }
    places = keys.connection(hashed), keys.live(access.person, hashed)
    by_id, by_person = (SocketItem(*place, **facts, expires=expires) for place in places)
    return by_id, by_person
