"""Creates, edits and lists the message services of a practice."""

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
from chalicelib.practice.usecases.offering_writer import OfferingWriter
from chalicelib.practice.usecases.offerings import Offering, OfferingRows, Offerings


@dataclass(frozen=True, slots=True)
class ServiceFacts:
    """What an Admin enters about a message service, and which providers are assigned."""

    name: str
    description: str
    providers: Collection[PersonId]


@dataclass(frozen=True, slots=True)
class MessageServices:
    """
    Manages the services to which clients send messages.

    Everybody may read which services there are; only an Admin may change them (S4).

    Raises:
        NotAllowed: The caller does not act as an Admin.
        NotFound: The practice has no such message service.
        Invalid: One of the people is no provider, or there are too many of them.
    """

    offerings: Offerings
    rows: OfferingRows
    ids: IdGenerator

    def offered(self, access: Access) -> Sequence[Service]:
        """Return the message services that are switched on."""
        services = [each.service for each in self.rows.all(access.practice)]
        return [each for each in services if each.kind is ServiceKind.MESSAGE and each.enabled]

    def create(self, access: Access, facts: ServiceFacts, key: IdempotencyKey | None) -> Offering:
        """Create a message service, switched on, with its assigned providers."""
        access.require_role(Role.ADMIN)
        if earlier := self._writer.earlier(access, key):
            return earlier
        new_id = ServiceId(self.ids.id())
        service = Service(new_id, ServiceKind.MESSAGE, facts.name, facts.description, enabled=True)
        return self._writer.add(access, service, facts.providers, key)

    def change(
        self,
        access: Access,
        service: ServiceId,
        facts: ServiceFacts,
        *,
        enabled: bool,
        seen: int,
    ) -> Offering:
        """
        Change a message service and which providers are assigned to it.

        Raises:
            Conflict: The service has changed since the version `seen`. The error contains the
                current service.
        """
        access.require_role(Role.ADMIN)
        before = self.rows.get(access.practice, service)
        if before.service.kind is not ServiceKind.MESSAGE:
            raise NotFound
        after = replace(
            before.service,
            name=facts.name,
            description=facts.description,
            enabled=enabled,
            version=seen,
        )
        return self._writer.change(access, before, after, facts.providers)

    @property
    def _writer(self) -> OfferingWriter:
        return OfferingWriter(self.offerings, self.rows)
