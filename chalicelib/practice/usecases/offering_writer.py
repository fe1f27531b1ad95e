"""Stores the services that an Admin creates and edits, with their providers."""

from collections.abc import Collection
from dataclasses import dataclass

from chalicelib.kernel.access import Access
from chalicelib.kernel.errors import Conflict, Invalid
from chalicelib.kernel.idempotency import AlreadyProcessed, IdempotencyKey
from chalicelib.kernel.ids import PersonId, ServiceId
from chalicelib.practice.domain.service import MAX_ASSIGNMENT_CHANGES, Service, check_providers
from chalicelib.practice.usecases.offerings import (
    Offering,
    OfferingRows,
    Offerings,
    ServiceAssignments,
)

TOO_MANY = f"Change up to {MAX_ASSIGNMENT_CHANGES} people at a time."


@dataclass(frozen=True, slots=True)
class OfferingWriter:
    """
    Stores services of any kind and which providers are assigned to them.

    Raises Invalid if one of the people is no provider, or too many of them change.
    """

    offerings: Offerings
    rows: OfferingRows

    def earlier(self, access: Access, key: IdempotencyKey | None) -> Offering | None:
        """Return the service that an earlier request with this key created, or None."""
        earlier = self.rows.result_of(access, key) if key else None
        return self.offerings.get(access, ServiceId(earlier)) if earlier else None

    def add(
        self,
        access: Access,
        service: Service,
        providers: Collection[PersonId],
        key: IdempotencyKey | None,
    ) -> Offering:
        """Store a new service, or return what a request with this key has stored already."""
        people = self._people(access, providers, frozenset())
        try:
            self.rows.add(access, service, people, key)
        except AlreadyProcessed as processed:
            return self.offerings.get(access, ServiceId(processed.result))
        return self.offerings.get(access, service.id)

    def change(
        self,
        access: Access,
        before: ServiceAssignments,
        after: Service,
        providers: Collection[PersonId],
    ) -> Offering:
        """
        Store a changed service; `after.version` is the version that the caller edited.

        Raises:
            Conflict: The service has changed since that version. The error contains the current
                service.
        """
        people = self._people(access, providers, before.people)
        try:
            self.rows.change(access, after, people - before.people, before.people - people)
        except Conflict:
            raise Conflict(fresh=self.offerings.get(access, after.id)) from None
        return self.offerings.get(access, after.id)

    def _people(
        self, access: Access, providers: Collection[PersonId], before: frozenset[PersonId]
    ) -> frozenset[PersonId]:
        all_providers = [person for person, _ in self.offerings.providers(access)]
        people = check_providers(providers, all_providers)
        if len(people ^ before) > MAX_ASSIGNMENT_CHANGES:
            raise Invalid(fields={"provider_ids": TOO_MANY})
        return people
