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


class ClientEmailTaken(Exception):
    """Another client of the practice has this e-mail, in upper or lower case (S5)."""


@dataclass(frozen=True, slots=True)
class ClientRow:
    """A client in a list. Lists open only the sealed summary, not the profile."""

    id: ClientId
    summary: ClientSummary
    state: AccountState


class ClientStore(Protocol):
    """
    Stores clients.

    Each read has an audit entry, written before anything sealed is opened (S15). Each change and
    its audit entry are one transaction (S14).
    """

    def get(self, access: Access, client: ClientId) -> Client:
        """Return a client with profile and providers. Raises NotFound if there is none."""

    def page(
        self, access: Access, provider: PersonId | None, cursor: str | None
    ) -> tuple[Sequence[ClientRow], str | None]:
        """
        Return a page of clients, oldest first, and the cursor of the next page.

        The clients are those assigned to `provider`, or all of the practice if it is None.
        """

    def add(self, access: Access, client: Client, key: IdempotencyKey | None) -> None:
        """
        Store a new client.

        Raises ClientEmailTaken for an e-mail in use, and AlreadyProcessed for a used `key`.
        """

    def change(self, access: Access, before: Client, after: Client) -> Client:
        """
        Store `after` and return it with the next version.

        Raises Conflict when `before` is outdated, and ClientEmailTaken for an e-mail in use.
        """

    def remove(self, access: Access, client: Client, key: IdempotencyKey | None) -> None:
        """Delete a client who was just added. Raises Conflict if they changed since then."""

    def result_of(self, access: Access, key: IdempotencyKey) -> str | None:
        """Return the id of the client that an earlier request with this key created."""


class ColleagueReader(Protocol):
    """Reads colleagues by their ids."""

    def colleagues(
        self, access: Access, people: Collection[PersonId]
    ) -> Mapping[PersonId, tuple[Membership, PersonSummary]]:
        """Return the colleagues among `people`. One audit entry covers all their names."""


class ClientInviter(Protocol):
    """
    Invites clients to sign in.

    One transaction writes the new membership and the account state in the profile.
    """

    def invite_client(self, access: Access, summary: PersonSummary, client: ClientId) -> Membership:
        """
        Create the sign-in of a client and mail the invitation.

        Raises:
            Invalid: The e-mail is taken or does not accept mail.
            Unavailable: The mail may not have been sent.
        """

    def invite_again(self, access: Access, person: PersonId) -> None:
        """E-mail a new invitation. Raises Conflict when the person has signed in already."""
