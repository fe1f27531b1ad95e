"""Defines the ports of the use case for client profiles."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from chalicelib.clients.domain import (
    AccountState,
    Client,
    ClientSummary,
)
from chalicelib.identity.domain.membership import Membership, PersonSummary
from chalicelib.kernel.access import Access
from chalicelib.kernel.idempotency import IdempotencyKey
from chalicelib.kernel.ids import ClientId, PersonId


@dataclass(frozen=True, slots=True)
class ClientRow:
    """
    A client in a list of clients.

    For a list, the store opens only the client's sealed summary, not the sealed profile.
    """

    id: ClientId
    summary: ClientSummary
    state: AccountState
    version: int


@dataclass(frozen=True, slots=True)
class ClientFilter:
    """
    Defines which clients an Admin's list contains.

    With `provider`, it has the clients assigned to that provider; with `unassigned`, those to
    whom nobody is assigned.
    """

    provider: PersonId | None = None
    unassigned: bool = False


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

    def page(
        self, access: Access, provider: PersonId | None, cursor: str | None
    ) -> tuple[Sequence[ClientRow], str | None]:
        """
        Return a page of clients, earliest created first, and the next page's cursor.

        The page lists the clients assigned to `provider`, or all clients of the practice if
        `provider` is None.
        """

    def page_of_ids(
        self, access: Access, provider: PersonId | None, cursor: str | None
    ) -> tuple[Sequence[ClientId], str | None]:
        """
        Return the ids of the clients of the same page, and the next page's cursor.

        Nothing sealed is opened, so there is no audit entry.
        """

    def rows_of(self, access: Access, clients: Sequence[ClientId]) -> Sequence[ClientRow]:
        """Return these clients of a page, without those who are no longer stored."""

    def providers_of(
        self, access: Access, clients: Collection[ClientId]
    ) -> Mapping[ClientId, frozenset[PersonId]]:
        """Return which providers are assigned to each of the clients."""

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

    def remove(self, access: Access, client: Client, key: IdempotencyKey | None) -> None:
        """
        Delete a client who was just added.

        Raises Conflict if the client has changed since then.
        """

    def result_of(self, access: Access, key: IdempotencyKey) -> str | None:
        """Return the id of the client that an earlier request with this key created."""


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
