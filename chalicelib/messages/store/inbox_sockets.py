"""Stores the tickets and the open sockets of inboxes; nothing in them is personal."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pynamodb.attributes import UnicodeAttribute

from chalicelib.kernel.errors import Conflict
from chalicelib.kernel.ids import ClientId, ConnectionId, PracticeId
from chalicelib.messages.domain.inbox import InboxSocket, InboxTicket
from chalicelib.messages.store import keys
from chalicelib.platform.dynamodb import queries
from chalicelib.platform.dynamodb.errors import mapped_errors
from chalicelib.platform.dynamodb.key_parts import digest, moment
from chalicelib.platform.dynamodb.tables import EphemeralItem
from chalicelib.platform.dynamodb.transactions import transaction
from chalicelib.visits.store.socket_owner import SocketOwnerItem, owner_fields

SOCKET_RETENTION = timedelta(hours=2, minutes=10)
"""How long a socket's row is kept: longer than the two hours a socket may live."""


class InboxOwnerItem(SocketOwnerItem):
    """The base class of the rows of tickets and sockets of inboxes."""

    at = UnicodeAttribute()


class InboxTicketItem(InboxOwnerItem):
    """The row of a ticket, under a hash of its secret; `at` is when it expires."""

    def ticket(self) -> InboxTicket:
        return InboxTicket(self.access(), datetime.fromisoformat(self.at))


class InboxSocketItem(InboxOwnerItem):
    """One of the two rows of a socket: under a hash of its id, and under its owner."""

    id = UnicodeAttribute()

    def socket(self) -> InboxSocket:
        return InboxSocket(ConnectionId(self.id), self.access(), datetime.fromisoformat(self.at))


@dataclass(frozen=True, slots=True)
class DynamoInboxSockets:
    """Implements `InboxSocketStore`; `now` returns an aware datetime."""

    now: Callable[[], datetime]

    def add_ticket(self, secret: str, ticket: InboxTicket) -> None:
        item = InboxTicketItem(*keys.inbox_ticket(digest(secret)), **owner_fields(ticket.access))
        item.at, item.expires = moment(ticket.expires_at), int(ticket.expires_at.timestamp())
        with mapped_errors():
            item.save()

    def take_ticket(self, secret: str) -> InboxTicket | None:
        item = InboxTicketItem(*keys.inbox_ticket(digest(secret)))
        try:
            with mapped_errors():
                answer = InboxTicketItem._get_connection().delete_item(  # noqa: SLF001 - pynamodb's own delete returns nothing
                    item.pk, item.sk, condition=InboxTicketItem.pk.exists(), return_values="ALL_OLD"
                )
        except Conflict:
            return None
        return InboxTicketItem.from_raw_data(answer["Attributes"]).ticket()

    def add(self, socket: InboxSocket) -> None:
        with transaction() as rows:
            for item in _items(socket):
                rows.save(item)

    def get(self, socket: ConnectionId) -> InboxSocket | None:
        with mapped_errors():
            try:
                key = keys.inbox_socket(digest(socket))
                item = InboxSocketItem.get(*key, consistent_read=True)
            except InboxSocketItem.DoesNotExist:
                return None
        return item.socket() if self._is_current(item) else None

    def remove(self, socket: InboxSocket) -> None:
        with transaction() as rows:
            for item in _items(socket):
                rows.delete(item)

    def of_client(self, practice: PracticeId, client: ClientId) -> Sequence[InboxSocket]:
        return self._query(*keys.inbox_sockets_of(_owner_id(practice, client)))

    def of_staff(self, practice: PracticeId) -> Sequence[InboxSocket]:
        return self._query(*keys.inbox_sockets_of(_owner_id(practice, None)))

    def in_shard(self, number: int) -> Sequence[InboxSocket]:
        return self._query(keys.inbox_shard(number))

    def _query(self, partition: str, prefix: str = "") -> Sequence[InboxSocket]:
        rows = queries.partition(EphemeralItem, partition, {"": InboxSocketItem}, prefix=prefix)
        return [
            row.socket()
            for row in rows
            if isinstance(row, InboxSocketItem) and self._is_current(row)
        ]

    def _is_current(self, item: InboxSocketItem) -> bool:
        return int(item.expires) > self.now().timestamp()


def _items(socket: InboxSocket) -> Sequence[InboxSocketItem]:
    hashed, access = digest(socket.id), socket.access
    facts = {**owner_fields(access), "id": socket.id, "at": moment(socket.at)}
    expires = int((socket.at + SOCKET_RETENTION).timestamp())
    own = _owner_id(access.practice, access.client)
    places = keys.inbox_socket(hashed), keys.inbox_socket_of(own, hashed)
    return [InboxSocketItem(*place, **facts, expires=expires) for place in places]


def _owner_id(practice: PracticeId, client: ClientId | None) -> str:
    """Return under which id sockets are found: the client's, or one for all staff."""
    return f"{practice}:{client or 'staff'}"
