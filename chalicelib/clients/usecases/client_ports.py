"""Defines the ports of the use case for client profiles."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from chalicelib.clients.domain.client import (
    AccountState,
    Client,
    ClientSummary,
)
from chalicelib.clients.domain.handover import Handover
from chalicelib.clients.domain.search_word import SearchWord
from chalicelib.identity.domain.membership import Membership, PersonSummary
from chalicelib.kernel.access import Access
from chalicelib.kernel.idempotency import IdempotencyKey
from chalicelib.kernel.ids import ClientId, PersonId


@dataclass(frozen=True, slots=True)
class ClientRow:
    """
    A client in a list of clients.

    For a list, the store opens only the client's sealed summary, not the sealed profile.
    `providers` are the assigned providers, or None if they must be read. `merged_at` is when the
    profile was merged into another, or None.
    """

    id: ClientId
    summary: ClientSummary
    state: AccountState
    version: int
    providers: frozenset[PersonId] | None = None
    merged_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ClientFilter:
    """
    Defines which clients a list contains.

    With `provider`, it has the clients assigned to that provider; with `unassigned`, those to
    whom nobody is assigned; with `words`, those who have all these words; with `unpaid`, those
    with an unpaid invoice; with `without_next`, those without a next appointment; with `waiting`,
    those who wait for an answer to a message. `by_name` asks for the order of names.
    """

    provider: PersonId | None = None
    unassigned: bool = False
    words: tuple[SearchWord, ...] = ()
    unpaid: bool = False
    without_next: bool = False
    by_name: bool = False
    waiting: bool = False

    @property
    def is_plain(self) -> bool:
        """Whether the list has all clients, or all of one provider."""
        return not (
            self.unassigned or self.words or self.unpaid or self.without_next or self.waiting
        )


AssignmentCheck = Callable[[Collection[PersonId] | None], None]
"""
Raises NotFound when the caller may not see a client.

It gets the providers who may see the client now, or None if there is no such client. Nothing is
opened before it returns.
"""


class ClientStore(Protocol):
    """
    Stores clients.

    Before a read opens sealed data, the store writes an audit entry (S15). The store writes each
    change and its audit entry in one transaction (S14).
    """

    def get(self, access: Access, client: ClientId) -> Client:
        """
        Return a client with their profile and assigned providers.

        Raises NotFound if there is no such client.
        """

    def with_names(
        self, access: Access, client: ClientId, may: AssignmentCheck
    ) -> tuple[Client, Mapping[str, str]]:
        """
        Return a client whom `may` lets the caller see, and their providers' names.

        The names are by person id, with those who stand in. The store sends one Query and one
        BatchGet, and writes one audit entry for both.

        Raises NotFound if there is no such client, or if `may` refused the caller.
        """

    def page(
        self, access: Access, provider: PersonId | None, cursor: str | None
    ) -> tuple[Sequence[ClientRow], str | None]:
        """
        Return a page of clients, earliest created first, and the next page's cursor.

        The page lists the clients assigned to `provider`, or all clients of the practice if
        `provider` is None.
        """

    def page_of_ids(
        self, access: Access, provider: PersonId | None, cursor: str | None, limit: int = 50
    ) -> tuple[Sequence[ClientId], str | None]:
        """
        Return the ids of the clients of such a page, and the next page's cursor.

        Nothing sealed is opened, so there is no audit entry.
        """

    def rows_of(self, access: Access, clients: Sequence[ClientId]) -> Sequence[ClientRow]:
        """Return these clients of a page, without those who are no longer stored."""

    def found(
        self, access: Access, words: Sequence[SearchWord], cursor: str | None
    ) -> tuple[Sequence[ClientId], str | None]:
        """
        Return a page of ids of clients who have all these words, and the next cursor.

        A page may be empty although there is a next one. Nothing sealed is opened, so there is
        no audit entry, and nothing is said about who may see these clients.
        """

    def providers_of(
        self, access: Access, clients: Collection[ClientId]
    ) -> Mapping[ClientId, frozenset[PersonId]]:
        """
        Return which providers are assigned to each of the clients for good.

        Those who only stand in are omitted. Whoever asks who reaches a client needs
        `current_providers`.
        """

    def current_providers(self, access: Access, client: ClientId) -> frozenset[PersonId]:
        """Return which providers are assigned to a client now, or stand in."""

    def add(self, access: Access, client: Client, key: IdempotencyKey | None) -> None:
        """
        Store a new client.

        Raises AlreadyProcessed if `key` was used before.
        """

    def change(self, access: Access, before: Client, after: Client) -> Client:
        """
        Store a changed client and return the client with the next version number.

        `before` is the client that the caller read, and `after` is the changed client. Raises
        Conflict if the stored client has changed since `before` was read.
        """

    def hand_over(self, access: Access, client: ClientId, handover: Handover) -> bool:
        """
        Hand a client over, and return whether they were the first provider's.

        The profile is not opened. Raises NotFound if there is no such client, and Conflict if they
        change at this moment.
        """

    def make_searchable(self, access: Access, client: ClientId) -> None:
        """
        Store the rows by which a client is found, who may be older than the search.

        Raises NotFound if there is no such client, and Conflict if they change at this moment.
        """

    def remove(self, access: Access, client: Client, key: IdempotencyKey | None) -> None:
        """
        Delete a client who was just added.

        Raises Conflict if the client has changed since then.
        """

    def result_of(self, access: Access, key: IdempotencyKey) -> str | None:
        """Return the id of the client that an earlier request with this key created."""


class UnpaidClientReader(Protocol):
    """Finds clients who have unpaid invoices."""

    def unpaid_clients(
        self, access: Access, cursor: str | None
    ) -> tuple[Sequence[ClientId], str | None]:
        """
        Return the clients of the newest unpaid invoices, and the next cursor.

        A client can be on several pages. No invoice is opened.
        """


class NextAppointmentReader(Protocol):
    """Finds clients who have no next appointment."""

    def without_next(self, access: Access, clients: Collection[ClientId]) -> Collection[ClientId]:
        """Return those of the clients who have no appointment ahead; no name is opened."""


class WaitingClientReader(Protocol):
    """Finds clients who wait for an answer to a message."""

    def waiting_clients(
        self, access: Access, cursor: str | None
    ) -> tuple[Sequence[ClientId], str | None]:
        """
        Return clients who wait, the longest wait first, and the next cursor.

        The clients are those of the whole practice, and one can be on several pages. No message
        is opened.
        """


@dataclass(frozen=True, slots=True)
class RelatedRecords:
    """Reads the other records by which a list of clients is filtered."""

    invoices: UnpaidClientReader
    appointments: NextAppointmentReader
    threads: WaitingClientReader


class ColleagueReader(Protocol):
    """Reads colleagues by their ids."""

    def colleagues(
        self, access: Access, people: Collection[PersonId]
    ) -> Mapping[PersonId, tuple[Membership, PersonSummary]]:
        """
        Return the colleagues among `people`, by person id.

        One audit entry covers the read of all these colleagues' names.
        """


class ClientInviter(Protocol):
    """
    Invites clients to sign in.

    The first invitation stores the new membership and the client's account state in one
    transaction.
    """

    def invite_client(self, access: Access, summary: PersonSummary, client: ClientId) -> Membership:
        """
        Create a client's account for signing in and send the invitation by e-mail.

        Raises:
            Invalid: The e-mail address is taken or does not accept e-mail. Nobody was invited.
            Unavailable: A service did not respond. Nobody was invited.
        """

    def correct(self, access: Access, person: PersonId, email: str) -> Membership:
        """
        Invite a person who never signed in again, perhaps at another address.

        Raises:
            Invalid: The e-mail address is taken or does not accept e-mail.
            Conflict: The person has already signed in.
            Unavailable: The invitation was not sent, or it is unknown whether it was sent.
        """

    def withdraw(self, access: Access, person: PersonId) -> None:
        """
        Withdraw the invitation of a person who never signed in.

        The client's account state changes in the same transaction as the membership. Raises
        Conflict when the person has already signed in.
        """
