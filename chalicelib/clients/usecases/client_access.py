"""Decides who may see a client, their appointments and their invoices (S2)."""

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
    """
    Grants access to clients.

    An Admin may see all clients, a provider those assigned to them, a client only themselves.
    """

    assignments: AssignmentReader

    def reaches(self, access: Access, client: ClientId) -> bool:
        """Return whether the caller, in their present role, may see this client."""
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
        # An Admin needs no row of an assignment, which would prove that the client exists.
        return access.role is not Role.ADMIN or self.assignments.has_client(access, client)
