"""Reads and changes services and their assignments; see docs/product.md#services."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from chalicelib.identity.domain.membership import Membership, PersonSummary
from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.errors import Conflict, Invalid
from chalicelib.kernel.idempotency import IdempotencyKey
from chalicelib.kernel.ids import PersonId, PracticeId, ServiceId
from chalicelib.practice.domain.service import (
    MAX_ASSIGNMENT_CHANGES,
    Service,
    ServiceKind,
    check_enabled,
    check_providers,
    reason_invoices_not_allowed,
    reason_not_enabled,
)
from chalicelib.practice.usecases.billing_setup import BillingSetup
from chalicelib.practice.usecases.practices import PracticeSettings


@dataclass(frozen=True, slots=True)
class ServiceAssignments:
    """A service with the people assigned to it."""

    service: Service
    people: frozenset[PersonId]


class OfferingRows(Protocol):
    """Stores services and their assignments."""

    def all(self, practice: PracticeId) -> Sequence[ServiceAssignments]:
        """Return all services of a practice with their assignments."""

    def get(self, practice: PracticeId, service: ServiceId) -> ServiceAssignments:
        """
        Return one service with its assignments.

        Raises NotFound when the practice has no such service.
        """

    def add(
        self,
        access: Access,
        service: Service,
        people: Collection[PersonId],
        key: IdempotencyKey | None,
    ) -> None:
        """
        Store a new service with its assignments.

        Raises AlreadyProcessed when an earlier request used the idempotency key.
        """

    def result_of(self, access: Access, key: IdempotencyKey) -> str | None:
        """Return the id of the service that an earlier request created, or None."""

    def change(
        self,
        access: Access,
        service: Service,
        added: Collection[PersonId],
        removed: Collection[PersonId],
    ) -> Service:
        """
        Store a service and its assignments, and return the service as stored.

        The people in `added` are assigned to the service; those in `removed` lose their
        assignment. Raises Conflict when the stored service no longer has the version
        `service.version`.
        """


class StaffReader(Protocol):
    """Lists the practice's staff."""

    def staff(
        self, access: Access, cursor: str | None
    ) -> tuple[Sequence[tuple[Membership, PersonSummary]], str | None]:
        """
        Return one page of colleagues with their names, and the next page's cursor.

        The cursor is None on the last page.
        """


@dataclass(frozen=True, slots=True)
class Offering:
    """
    Holds a service with all providers of the practice.

    Each entry of `providers` has a provider's id and name, and whether the provider is
    assigned to the service. `reason_not_enabled` says why the service cannot be
    switched on; None means that the service can be switched on.
    """

    service: Service
    providers: Sequence[tuple[PersonId, str, bool]]
    reason_not_enabled: str | None


@dataclass(frozen=True, slots=True)
class Offerings:
    """
    Reads and changes the services of a practice.

    All staff may read the services; only an Admin may change them (S4).
    """

    rows: OfferingRows
    staff: StaffReader
    practices: PracticeSettings

    def all(self, access: Access) -> Sequence[Offering]:
        """Return the practice's services, each with all providers of the practice."""
        providers = self.providers(access)
        has_processor = self._has_processor(access)
        services = sorted(self.rows.all(access.practice), key=lambda each: _place(each.service))
        return [_offering(each, providers, has_processor=has_processor) for each in services]

    def get(self, access: Access, service: ServiceId) -> Offering:
        """
        Return one service with the practice's providers.

        Raises NotFound when the practice has no such service.
        """
        return _offering(
            self.rows.get(access.practice, service),
            self.providers(access),
            has_processor=self._has_processor(access),
        )

    def change(
        self,
        access: Access,
        service: ServiceId,
        *,
        enabled: bool,
        record_payments_only: bool,
        providers: Collection[PersonId],
        seen: int,
    ) -> Offering:
        """
        Switch a service on or off and set which providers are assigned to it.

        `providers` has the ids of all providers to assign. `seen` is the version of the
        service that the Admin edited.

        Raises:
            Invalid: The service would be on without a way to be paid, a person is not a
                provider, or too many assignments change at once.
            Conflict: The service has changed since the version `seen`. The error contains
                the current service.
        """
        access.require_role(Role.ADMIN)
        before, all_providers = self.rows.get(access.practice, service), self.providers(access)
        if before.service.version != seen:
            raise Conflict(fresh=self.get(access, service))
        people = check_providers(providers, [person for person, _ in all_providers])
        has_processor = self._has_processor(access)
        after = replace(
            before.service, enabled=enabled, record_payments_only=record_payments_only, version=seen
        )
        check_enabled(after, has_processor=has_processor)
        added, removed = people - before.people, before.people - people
        if len(added) + len(removed) > MAX_ASSIGNMENT_CHANGES:
            raise Invalid(
                fields={"provider_ids": f"Change up to {MAX_ASSIGNMENT_CHANGES} people at a time."}
            )
        try:
            stored = self.rows.change(access, after, added, removed)
        except Conflict:
            raise Conflict(fresh=self.get(access, service)) from None
        return _offering(
            ServiceAssignments(stored, people), all_providers, has_processor=has_processor
        )

    def providers(self, access: Access) -> list[tuple[PersonId, str]]:
        """Return the ids and names of all providers of the practice, by name."""
        providers: list[tuple[PersonId, str]] = []
        cursor = None
        while True:
            page, cursor = self.staff.staff(access, cursor)
            providers += [
                (member.person, summary.name) for member, summary in page if member.is_provider
            ]
            if cursor is None:
                return sorted(providers, key=lambda each: each[1].casefold())

    def _has_processor(self, access: Access) -> bool:
        return bool(self.practices.get(access.practice).account)


def reason_not_allowed(access: Access, setup: BillingSetup) -> str | None:
    """Return why the caller may not create invoices now, or None if they may."""
    return reason_invoices_not_allowed(
        access.role,
        baa_accepted=setup.baa_accepted,
        enabled=setup.enabled,
        assigned=setup.assigned,
        record_only=setup.record_only,
        has_processor=setup.has_processor,
    )


def _place(service: Service) -> tuple[bool, str]:
    """Return where a service stands in the list: Client Billing is first."""
    return service.kind is not ServiceKind.CLIENT_BILLING, service.name.casefold()


def _offering(
    assigned: ServiceAssignments, providers: Sequence[tuple[PersonId, str]], *, has_processor: bool
) -> Offering:
    service = assigned.service
    assignments = [(person, name, person in assigned.people) for person, name in providers]
    is_billing = service.kind is ServiceKind.CLIENT_BILLING
    reason = reason_not_enabled(
        record_payments_only=service.record_payments_only or not is_billing,
        has_processor=has_processor,
    )
    return Offering(service, assignments, reason)
