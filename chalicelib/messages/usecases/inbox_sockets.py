"""Opens, answers and closes inbox sockets (docs/signaling.md#inbox)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from chalicelib.kernel.access import Access
from chalicelib.kernel.errors import Failure, Unavailable
from chalicelib.kernel.ids import ConnectionId
from chalicelib.kernel.ports import Clock
from chalicelib.messages.domain.inbox import TICKET_LIFETIME, InboxSocket, InboxTicket
from chalicelib.messages.usecases.inbox_ports import (
    InboxSessions,
    InboxSocketStore,
    TicketSessions,
)
from chalicelib.visits.usecases.rate_limiter import RateLimiter, Verdict
from chalicelib.visits.usecases.socket_gateway import Sockets
from chalicelib.visits.usecases.tickets import IssuedTicket

MAX_SOCKETS_OF_SESSION = 30
"""The most tabs of one session that hear the news at a time; others ask once a minute."""


@dataclass(frozen=True)
class InboxSockets:
    """
    Opens one socket for each ticket, and closes the sockets of ended sessions.

    `new_secret` returns a new secret. `shards` is the number of partitions of open sockets.

    Raises:
        Unavailable: The store does not respond.
    """

    rows: InboxSocketStore
    sockets: Sockets
    sessions: InboxSessions
    ticket_sessions: TicketSessions
    now: Clock
    new_secret: Callable[[], str]
    shards: int
    rates: RateLimiter = field(default_factory=RateLimiter)

    def issue(self, access: Access) -> IssuedTicket:
        """Issue a ticket with which the caller opens one inbox socket."""
        ticket, secret = InboxTicket(access, self.now() + TICKET_LIFETIME), self.new_secret()
        self.rows.add_ticket(secret, ticket)
        return IssuedTicket(secret, ticket.expires_at)

    def redeem(self, secret: str, socket: ConnectionId) -> InboxSocket | None:
        """
        Use up a ticket, and record the socket that it opens.

        Returns None if the ticket is unknown, used or expired, or if its session has ended or has
        too many sockets.
        """
        ticket, now = self.rows.take_ticket(secret), self.now()
        if ticket is None or now >= ticket.expires_at:
            return None
        if not self.ticket_sessions.holds(ticket.access) or self._has_too_many(ticket.access):
            return None
        opened = InboxSocket(socket, ticket.access, now)
        self.rows.add(opened)
        return opened

    def answer(self, socket: ConnectionId, message: str) -> InboxSocket | None:
        """Answer a page that asks whether it hears the news; close an unknown socket."""
        opened = self.rows.get(socket)
        if opened is None or self.rates.count(socket, self.now()) is not Verdict.FINE:
            self.sockets.close(socket)
            return None
        self.sockets.post(socket, {"t": "watching", "v": 1, "re": message})
        return opened

    def forget(self, socket: ConnectionId) -> bool:
        """
        Delete the record of a closed socket; return False if it is no inbox socket.

        A failure of the store also gives False: the record expires by itself.
        """
        self.rates.forget(socket)
        try:
            opened = self.rows.get(socket)
            if opened:
                self.rows.remove(opened)
        except Failure:
            return False
        return opened is not None

    def try_close(self, access: Access) -> None:
        """
        Try to close the sockets of a session that has ended or has a new role.

        A failure is ignored: nothing is sent to them any more, and `sweep` closes them.
        """
        try:
            self._close_all(
                each for each in self._of_caller(access) if each.access.session == access.session
            )
        except Failure:
            return

    def sweep(self) -> Mapping[str, int]:
        """
        Close the sockets of ended sessions, and return how many there were.

        Raises Unavailable if a partition could not be read; all others were swept.
        """
        count, failed = 0, False
        for number in range(self.shards):
            try:
                count += self._sweep_shard(number)
            except Failure:
                failed = True
        if failed:
            raise Unavailable
        return {"closed": count}

    def _sweep_shard(self, number: int) -> int:
        opened = self.rows.in_shard(number)
        valid = {each.session for each in self.sessions.still([each.access for each in opened])}
        return self._close_all(each for each in opened if each.access.session not in valid)

    def _of_caller(self, access: Access) -> Sequence[InboxSocket]:
        if access.client:
            return self.rows.of_client(access.practice, access.client)
        return self.rows.of_staff(access.practice)

    def _has_too_many(self, access: Access) -> bool:
        of_session = [
            each for each in self._of_caller(access) if each.access.session == access.session
        ]
        return len(of_session) >= MAX_SOCKETS_OF_SESSION

    def _close_all(self, sockets: Iterable[InboxSocket]) -> int:
        count = 0
        for each in sockets:
            self.sockets.close(each.id)
            self.rows.remove(each)
            count += 1
        return count
