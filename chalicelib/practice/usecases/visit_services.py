"""Creates, edits and lists the visits that a practice offers."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.errors import NotFound
from chalicelib.kernel.idempotency import IdempotencyKey
from chalicelib.kernel.ids import PersonId, ServiceId
from chalicelib.kernel.ports import IdGenerator
from chalicelib.practice.domain.service import (
    Service,
    ServiceKind,
)
from chalicelib.practice.domain.visit_terms import (
    VisitTerms,
    validate_visit_terms,
    with_kept_directions,
)
from chalicelib.practice.usecases.offering_writer import OfferingWriter
from chalicelib.practice.usecases.offerings import (
    Offering,
    OfferingRows,
    Offerings,
    ServiceAssignments,
)


@dataclass(frozen=True, slots=True)
class VisitServiceFacts:
    """What an Admin enters about a visit service, and which providers are assigned."""

    name: str
    description: str
    terms: VisitTerms
    providers: Collection[PersonId]
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class VisitServices:
    """
    Manages the services for which appointments are booked.

    Everybody may read which visits there are; only an Admin may change them (S4).

    Raises:
        NotAllowed: The caller does not act as an Admin.
        NotFound: The practice has no such visit service.
        Invalid: A value is not valid, or one of the people is no provider.
    """

    offerings: Offerings
    rows: OfferingRows
    ids: IdGenerator

    def offered(self, access: Access) -> Sequence[ServiceAssignments]:
        """Return the visit services that are switched on, with the assigned people."""
        return [
            each
            for each in self.rows.all(access.practice)
            if each.service.kind is ServiceKind.VISIT and each.service.enabled
        ]

    def get(self, access: Access, service: ServiceId) -> tuple[ServiceAssignments, VisitTerms]:
        """Return a visit service that is switched on, and its terms."""
        stored = self.rows.get(access.practice, service)
        if stored.service.visit is None or not stored.service.enabled:
            raise NotFound
        return stored, stored.service.visit

    def directions(self, access: Access, service: ServiceId) -> str:
        """Return where clients come for a visit, also if its service is switched off."""
        visit = self.rows.get(access.practice, service).service.visit
        return visit.directions if visit else ""

    def create(
        self, access: Access, facts: VisitServiceFacts, key: IdempotencyKey | None
    ) -> Offering:
        """Create a visit service with its assigned providers."""
        access.require_role(Role.ADMIN)
        if earlier := self._writer.earlier(access, key):
            return earlier
        service = Service(
            ServiceId(self.ids.id()),
            ServiceKind.VISIT,
            facts.name,
            facts.description,
            enabled=facts.enabled,
            visit=self._terms(access, facts),
        )
        return self._writer.add(access, service, facts.providers, key)

    def change(
        self, access: Access, service: ServiceId, facts: VisitServiceFacts, seen: int
    ) -> Offering:
        """
        Change a visit service and which providers are assigned to it.

        Appointments that were booked before keep their time, buffers and location. A service
        that leaves the office keeps its directions for them.

        Raises:
            Conflict: The service has changed since the version `seen`. The error contains the
                current service.
        """
        access.require_role(Role.ADMIN)
        before = self.rows.get(access.practice, service)
        if before.service.kind is not ServiceKind.VISIT:
            raise NotFound
        after = replace(
            before.service,
            name=facts.name,
            description=facts.description,
            enabled=facts.enabled,
            visit=with_kept_directions(self._terms(access, facts), before.service.visit),
            version=seen,
        )
        return self._writer.change(access, before, after, facts.providers)

    @property
    def _writer(self) -> OfferingWriter:
        return OfferingWriter(self.offerings, self.rows)

    def _terms(self, access: Access, facts: VisitServiceFacts) -> VisitTerms:
        currency = self.offerings.practices.get(access.practice).currency
        return validate_visit_terms(facts.terms, currency)
