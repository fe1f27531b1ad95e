"""Decides who may see a client, their appointments and their invoices (S2)."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Protocol

from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.errors import NotFound
from chalicelib.kernel.ids import ClientId, PersonId


class AssignmentReader(Protocol):
    """
    Reads which providers are assigned to clients.

    Also writes audit entries about callers who were denied access to a client.
    """

    def assigned(
        self, access: Access, providers: Collection[PersonId], clients: Collection[ClientId]
    ) -> Collection[tuple[PersonId, ClientId]]:
        """
        Return which of these providers are assigned to which of these clients.

        Each pair in the result contains a provider and a client to whom the provider is assigned.
        """

    def has_client(self, access: Access, client: ClientId) -> bool:
        """Return whether the practice has this client."""

    def record_refusal(self, access: Access, client: ClientId) -> None:
        """
        Write an audit entry that the caller was denied access to this client (S14).

        Raises Unavailable when the audit entry cannot be stored.
        """


@dataclass(frozen=True, slots=True)
class ClientAccess:
    """
    Decides which clients a caller may see.

    An Admin may see all clients, a provider may see the clients assigned to them, and a client may
    see only themselves.
    """

    assignments: AssignmentReader

    def reaches(self, access: Access, client: ClientId) -> bool:
        """Return whether the caller, in their present role, may see this client."""
        match access.role:
            case Role.ADMIN:
                return True
            case Role.PROVIDER:
                return bool(self.assignments.assigned(access, [access.person], [client]))
            case Role.CLIENT:
                return access.client == client
            case Role.SYSTEM:
                return False

    def reached(self, access: Access, clients: Collection[ClientId]) -> Collection[ClientId]:
        """
        Return which of these clients an Admin or provider may see.

        For a caller in another role, the result is empty.
        """
        match access.role:
            case Role.ADMIN:
                return frozenset(clients)
            case Role.PROVIDER if clients:
                pairs = self.assignments.assigned(access, [access.person], clients)
                return frozenset(client for _, client in pairs)
            case _:
                return frozenset()

    def all_assigned(
        self, access: Access, providers: Collection[PersonId], clients: Collection[ClientId]
    ) -> bool:
        """Return whether each of the providers is assigned to each of the clients."""
        pairs = self.assignments.assigned(access, providers, clients)
        return len(set(pairs)) == len(set(providers)) * len(set(clients))

    def require(self, access: Access, client: ClientId) -> None:
        """
        Check that the caller may see the client; write an audit entry if they may not.

        Raises:
            NotFound: The client does not exist, or the caller may not see the client. The error is
                the same in both cases, so that it does not reveal whether the client exists.
        """
        if self.reaches(access, client) and self._exists(access, client):
            return
        self.assignments.record_refusal(access, client)
        raise NotFound

    def require_assigned(
        self, access: Access, client: ClientId, providers: Collection[PersonId] | None
    ) -> None:
        """
        Check the same for staff, when the client's providers have been read already.

        `providers` are those who may see the client now, or None if there is no such client.

        Raises:
            NotFound: As in `require`.
        """
        is_admin = access.role is Role.ADMIN
        is_theirs = access.role is Role.PROVIDER and access.person in (providers or ())
        if providers is not None and (is_admin or is_theirs):
            return
        self.assignments.record_refusal(access, client)
        raise NotFound

    def _exists(self, access: Access, client: ClientId) -> bool:
        # An assignment proves that the client exists. An Admin has none, so the row is read.
        return access.role is not Role.ADMIN or self.assignments.has_client(access, client)
