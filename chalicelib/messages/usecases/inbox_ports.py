"""Declares the ports to tickets, sockets and sessions of inboxes."""

from collections.abc import Collection, Sequence
from typing import Protocol

from chalicelib.kernel.access import Access
from chalicelib.kernel.ids import ClientId, ConnectionId, PersonId, PracticeId
from chalicelib.messages.domain.inbox import InboxSocket, InboxTicket
from chalicelib.messages.domain.thread import Thread


class InboxSocketStore(Protocol):
    """
    Stores tickets, and the inbox sockets that were opened with them.

    A row expires by itself some time after its socket must have closed.
    """

    def add_ticket(self, secret: str, ticket: InboxTicket) -> None:
        """Store a ticket under a hash of its secret."""

    def take_ticket(self, secret: str) -> InboxTicket | None:
        """Delete and return a ticket, which only one of several callers gets."""

    def add(self, socket: InboxSocket) -> None:
        """Record an open socket."""

    def get(self, socket: ConnectionId) -> InboxSocket | None:
        """Return the record of an open socket, read consistently, or None."""

    def remove(self, socket: InboxSocket) -> None:
        """Delete the record of a socket, if there is one."""

    def of_client(self, practice: PracticeId, client: ClientId) -> Sequence[InboxSocket]:
        """Return the open sockets of a client."""

    def of_staff(self, practice: PracticeId) -> Sequence[InboxSocket]:
        """Return the open sockets of the practice's Admins and providers."""

    def in_shard(self, number: int) -> Sequence[InboxSocket]:
        """Return the open sockets in one partition (shard); `number` starts at 0."""


class InboxSessions(Protocol):
    """Checks which sessions are still valid; a check does not prolong a session (S12)."""

    def still(self, accesses: Collection[Access]) -> Collection[Access]:
        """Return those of `accesses` whose session is valid, in the same role (S9)."""


class TicketSessions(Protocol):
    """Checks whether one session is still valid; a check does not prolong it."""

    def holds(self, access: Access) -> bool:
        """Return whether a session is still valid."""


class CareAssignments(Protocol):
    """Reads which providers are assigned to clients."""

    def assigned(
        self, access: Access, providers: Collection[PersonId], clients: Collection[ClientId]
    ) -> Collection[tuple[PersonId, ClientId]]:
        """Return which of these providers are assigned to which of these clients."""


class ThreadNews(Protocol):
    """Tells the people who may read a thread that it has changed."""

    def announce(self, thread: Thread) -> None:
        """Tell them. Never raises: whoever is not told learns it with their next poll."""

    def announce_read(self, thread: Thread) -> None:
        """Tell the client's own pages that the client has read it. Never raises."""
