"""
Stores tickets and open sockets in DynamoDB.

The key of a ticket contains a hash of the ticket's secret. The key of a socket
contains a hash of API Gateway's id for the socket.
"""

from collections.abc import Callable, Collection, Sequence
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
from chalicelib.visits.domain.seat import SocketConnection
from chalicelib.visits.store import keys
from chalicelib.visits.store.socket_items import SocketItem, TicketItem, socket_items, ticket_item
from chalicelib.visits.usecases.stores import Ticket

CONNECTION_RETENTION = timedelta(hours=2, minutes=10)
"""How long a socket's row is kept: longer than the two hours a socket may live."""


@dataclass(frozen=True, slots=True)
class DynamoConnections:
    """
    Stores tickets and open sockets; implements `ConnectionStore` and `OpenVisits`.

    `now`: a function that returns the current time with a time zone. The row of a socket
    may remain in the table after the socket has closed.
    """

    now: Callable[[], datetime]

    def add_ticket(self, secret: str, ticket: Ticket) -> None:
        with mapped_errors():
            ticket_item(_hash(secret), ticket).save()

    def take_ticket(self, secret: str) -> Ticket | None:
        """
        Delete and return the ticket, or return None if the ticket is not stored.

        The delete request requires that the row exists, so only one of two callers gets the
        ticket.
        """
        key = keys.ticket(_hash(secret))
        item = TicketItem(*key)
        try:
            with mapped_errors():
                answer = TicketItem._get_connection().delete_item(  # noqa: SLF001 - pynamodb's own delete returns nothing
                    item.pk, item.sk, condition=TicketItem.pk.exists(), return_values="ALL_OLD"
                )
        except Conflict:
            return None
        return TicketItem.from_raw_data(answer["Attributes"]).ticket()

    def add(self, connection: SocketConnection) -> None:
        """
        Store the socket's two rows in one transaction.

        One row is stored under a hash of API Gateway's id for the socket, and the other row
        under the person's id.
        """
        with transaction() as rows:
            for item in socket_items(
                connection, int((connection.at + CONNECTION_RETENTION).timestamp())
            ):
                rows.save(item)

    def get(self, socket: ConnectionId) -> SocketConnection | None:
        """
        Return the socket from its row, with a consistent read.

        Returns None if the row is absent or expired.
        """
        with mapped_errors():
            try:
                item = SocketItem.get(*keys.connection(digest(socket)), consistent_read=True)
            except SocketItem.DoesNotExist:
                return None
        return item.connection() if self._is_current(item) else None

    def remove(self, connection: SocketConnection) -> None:
        """
        Delete the socket's two rows in one transaction.

        One row is stored under a hash of API Gateway's id for the socket, and the other row
        under the person's id.
        """
        with transaction() as rows:
            for item in socket_items(connection, 0):
                rows.delete(item)

    def of_person(self, person: PersonId) -> Sequence[SocketConnection]:
        return self._query(*keys.live_of(person))

    def sign_ins(self, person: PersonId) -> Collection[str]:
        return {each.access.sign_in_id for each in self.of_person(person)}

    def in_shard(self, number: int) -> Sequence[SocketConnection]:
        """
        Return the open sockets that are stored in one shard.

        This method sends one Query per megabyte of rows.
        """
        return self._query(keys.live_shard(number))

    def _query(self, partition: str, prefix: str = "") -> Sequence[SocketConnection]:
        rows = queries.partition(EphemeralItem, partition, {"": SocketItem}, prefix=prefix)
        return [
            row.connection()
            for row in rows
            if isinstance(row, SocketItem) and self._is_current(row)
        ]

    def _is_current(self, item: SocketItem) -> bool:
        return int(item.expires) > self.now().timestamp()


def _hash(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
