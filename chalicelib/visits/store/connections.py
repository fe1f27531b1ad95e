"""Tickets and open sockets in DynamoDB, each under a hash of what names it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from chalicelib.kernel.errors import Conflict
from chalicelib.kernel.ids import ConnectionId, PersonId
from chalicelib.platform.dynamodb import queries
from chalicelib.platform.dynamodb.errors import mapped_errors
from chalicelib.platform.dynamodb.key_parts import digest
from chalicelib.platform.dynamodb.tables import EphemeralItem
from chalicelib.platform.dynamodb.transactions import transaction
from chalicelib.visits.domain.room import SocketConnection
from chalicelib.visits.store import keys
from chalicelib.visits.store.room_items import SocketItem, TicketItem, socket_items, ticket_item
from chalicelib.visits.usecases.stores import Ticket

CONNECTION_RETENTION = timedelta(hours=2, minutes=10)
"""The gateway ends every socket at two hours."""


@dataclass(frozen=True, slots=True)
class DynamoConnections:
    """Implements `ConnectionStore`; `now` is aware. A row may outlive its socket."""

    now: Callable[[], datetime]

    def add_ticket(self, secret: str, ticket: Ticket) -> None:
        """One write."""
        with mapped_errors():
            ticket_item(_hash(secret), ticket).save()

    def take_ticket(self, secret: str) -> Ticket | None:
        """One conditional delete that answers what it deleted: of two at once, one gets it."""
        key = keys.ticket(_hash(secret))
        item = TicketItem(*key)
        try:
            with mapped_errors():
                told = TicketItem._get_connection().delete_item(  # noqa: SLF001 - pynamodb's own delete answers nothing
                    item.pk, item.sk, condition=TicketItem.pk.exists(), return_values="ALL_OLD"
                )
        except Conflict:
            return None
        return TicketItem.from_raw_data(told["Attributes"]).ticket()

    def add(self, connection: SocketConnection) -> None:
        """Two rows, together."""
        with transaction() as rows:
            for item in socket_items(
                connection, int((connection.at + CONNECTION_RETENTION).timestamp())
            ):
                rows.save(item)

    def get(self, socket: ConnectionId) -> SocketConnection | None:
        """One consistent read."""
        with mapped_errors():
            try:
                item = SocketItem.get(*keys.connection(digest(socket)), consistent_read=True)
            except SocketItem.DoesNotExist:
                return None
        return item.connection() if self._lasts(item) else None

    def remove(self, connection: SocketConnection) -> None:
        """Two rows, together."""
        with transaction() as rows:
            for item in socket_items(connection, 0):
                rows.delete(item)

    def of_person(self, person: PersonId) -> Sequence[SocketConnection]:
        """One Query."""
        return self._found(*keys.live_of(person))

    def in_shard(self, number: int) -> Sequence[SocketConnection]:
        """One Query a megabyte."""
        return self._found(keys.live_shard(number))

    def _found(self, where: str, begins: str = "") -> Sequence[SocketConnection]:
        rows = queries.partition(EphemeralItem, where, {"": SocketItem}, prefix=begins)
        return [
            row.connection() for row in rows if isinstance(row, SocketItem) and self._lasts(row)
        ]

    def _lasts(self, item: SocketItem) -> bool:
        return int(item.expires) > self.now().timestamp()


def _hash(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
