"""Decides who reaches a client: the one policy for profiles, appointments and invoices (S2)."""

from dataclasses import dataclass
from typing import Protocol

from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.errors import NotFound
from chalicelib.kernel.ids import ClientId


class AssignmentReader(Protocol):
    """Reads who is assigned to which client, and keeps refused attempts."""

    def is_assigned(self, access: Access, client: ClientId) -> bool:
        """Whether the provider who asks is assigned to the client."""

    def has_client(self, access: Access, client: ClientId) -> bool:
        """Whether the practice has this client."""

    def record_refusal(self, access: Access, client: ClientId) -> None:
        """Audit an attempt on a client out of reach (S14). Raises Unavailable."""


@dataclass(frozen=True, slots=True)
class ClientAccess:
    """An Admin reaches all clients, a provider those assigned to them, a client themselves."""

    assignments: AssignmentReader

    def reaches(self, access: Access, client: ClientId) -> bool:
        """Whether the person, in their current role, reaches this client of the practice."""
        match access.role:
            case Role.ADMIN:
                return True
            case Role.PROVIDER:
                return self.assignments.is_assigned(access, client)
            case Role.CLIENT:
                return access.client == client
            case Role.SYSTEM:
                return False

    def require(self, access: Access, client: ClientId) -> None:
        """
        Audit and refuse an attempt on a client who is absent or out of reach.

        Raises:
            NotFound: The same for both, so that the answer does not tell one from the other.
        """
        if self.reaches(access, client) and self._exists(access, client):
            return
        self.assignments.record_refusal(access, client)
        raise NotFound

    def _exists(self, access: Access, client: ClientId) -> bool:
        # Only an Admin reaches a client without a row that proves it exists.
        return access.role is not Role.ADMIN or self.assignments.has_client(access, client)
