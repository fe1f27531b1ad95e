"""Decides who may see a client, their appointments and their invoices (S2)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.errors import ClientMerged, NotFound
from chalicelib.kernel.ids import ClientId, PersonId


class AssignmentReader(Protocol):
    """
    Reads which providers are assigned to clients.

    Also writes audit entries about callers who were denied access to a client.
    """

    def assigned(
        self,
        access: Access,
        providers: Collection[PersonId],
        clients: Collection[ClientId],
        at: datetime | None = None,
    ) -> Collection[tuple[PersonId, ClientId]]:
        """
        Return which of these providers are assigned to which of these clients.

        With `at`, those who stand in at that time count, otherwise those who do so now.

        Each pair in the result contains a provider and a client to whom the provider is assigned.
        """

    def has_client(self, access: Access, client: ClientId) -> bool:
        """Return whether the practice has this client."""

    def record_refusal(self, access: Access, client: ClientId) -> None:
        """
        Write an audit entry that the caller was denied access to this client (S14).

        Raises Unavailable when the audit entry cannot be stored.
        """


class MergedProfileReader(Protocol):
    """Reads which clients' profiles were merged into others."""

    def merged_into(
        self, access: Access, clients: Collection[ClientId]
    ) -> Mapping[ClientId, ClientId]:
        """Return the profile into which each was merged; others are omitted."""

    def profile_name(self, access: Access, client: ClientId) -> str:
        """Return the name of a client; an audit entry is written before."""


MERGED_INTO = "This profile was merged into {}. It can only be read; use that profile instead."
MERGED_INTO_HIDDEN = (
    "This profile was merged into another one that you cannot see. It can only be read; ask an"
    " Admin of your practice."
)


@dataclass(frozen=True, slots=True)
class ClientAccess:
    """
    Decides which clients a caller may see, and that merged profiles are only read.

    An Admin may see all clients, a provider may see the clients assigned to them, and a client may
    see only themselves. Whoever is assigned to a client may also see the profiles that were merged
    into that client's profile.
    """

    assignments: AssignmentReader
    merged: MergedProfileReader

    def reaches(self, access: Access, client: ClientId) -> bool:
        """Return whether the caller, in their present role, may see this client."""
        match access.role:
            case Role.ADMIN:
                return True
            case Role.PROVIDER:
                return client in self.reached(access, [client])
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
                return self._assigned(access, frozenset(clients))
            case _:
                return frozenset()

    def all_assigned(
        self,
        access: Access,
        providers: Collection[PersonId],
        clients: Collection[ClientId],
        at: datetime | None = None,
    ) -> bool:
        """Return whether each provider is assigned to each of the clients then."""
        pairs = self.assignments.assigned(access, providers, clients, at)
        return len(set(pairs)) == len(set(providers)) * len(set(clients))

    def is_on_care_team(self, access: Access, client: ClientId) -> bool:
        """Return whether the caller is assigned to the client's profile in use."""
        return client in self._assigned(access, frozenset({client}))

    def require(self, access: Access, client: ClientId) -> None:
        """
        Check that the caller may see the client; write an audit entry if they may not.

        Raises:
            NotFound: The client does not exist, or the caller may not see the client. The error is
                the same in both cases, so that it does not reveal whether the client exists.
            ClientMerged: The caller wants to write, and the client's profile was merged.
        """
        if self.reaches(access, client) and self._exists(access, client):
            self.require_unmerged(access, [client])
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
        is_theirs = access.role is Role.PROVIDER and access.person in (providers or ())
        if providers is not None and (is_theirs or self.reaches(access, client)):
            return
        self.assignments.record_refusal(access, client)
        raise NotFound

    def require_unmerged(self, access: Access, clients: Collection[ClientId]) -> None:
        """
        Check that a caller who wants to write does so about no merged profile.

        The caller may see these clients. Raises ClientMerged, which names the profile to use only
        to those who may see it.
        """
        if not access.writes:
            return
        for target in self.merged.merged_into(access, clients).values():
            if not self.reaches(access, target):
                raise ClientMerged(MERGED_INTO_HIDDEN)
            name = self.merged.profile_name(access, target)
            raise ClientMerged(MERGED_INTO.format(name), profile={"id": target, "name": name})

    def _assigned(self, access: Access, clients: frozenset[ClientId]) -> frozenset[ClientId]:
        own = self._assigned_directly(access, clients)
        others = clients - own
        targets = self.merged.merged_into(access, others) if others else {}
        if not targets:
            return own
        reached = self._assigned_directly(access, frozenset(targets.values()))
        return own | {client for client, target in targets.items() if target in reached}

    def _assigned_directly(
        self, access: Access, clients: frozenset[ClientId]
    ) -> frozenset[ClientId]:
        pairs = self.assignments.assigned(access, [access.person], sorted(clients))
        return frozenset(client for _, client in pairs)

    def _exists(self, access: Access, client: ClientId) -> bool:
        # An assignment proves that the client exists. An Admin has none, so the row is read.
        return access.role is not Role.ADMIN or self.assignments.has_client(access, client)
