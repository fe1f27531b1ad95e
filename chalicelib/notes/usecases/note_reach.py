"""Derives what a caller may read of a client's notes."""

from dataclasses import dataclass

from chalicelib.clients.usecases.client_access import ClientAccess
from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.ids import ClientId
from chalicelib.notes.domain.note_access import NoteAccess


@dataclass(frozen=True, slots=True)
class NoteReach:
    """Derives a caller's `NoteAccess` from the policy of who reaches a client (S2)."""

    client_access: ClientAccess

    def require(self, access: Access, client: ClientId) -> NoteAccess:
        """
        Return what the caller may read of this client's notes.

        Raises NotFound if the caller does not reach the client.
        """
        self.client_access.require(access, client)
        return NoteAccess(access.person, access.role, self._is_assigned(access, client))

    def _is_assigned(self, access: Access, client: ClientId) -> bool:
        # A provider reaches only clients assigned to them. An Admin is on the care team while they
        # are also a provider to whom the client is assigned.
        if access.role is Role.ADMIN and Role.PROVIDER in access.roles:
            return self.client_access.is_on_care_team(access, client)
        return access.role is Role.PROVIDER
