"""Stores services and their assignments; nothing in these rows is sealed."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from pynamodb.attributes import BooleanAttribute, NumberAttribute, UnicodeAttribute

from chalicelib.kernel.access import Access
from chalicelib.kernel.errors import Conflict, NotFound
from chalicelib.kernel.idempotency import IdempotencyKey
from chalicelib.kernel.ids import PersonId, PracticeId, ServiceId
from chalicelib.platform.audit.actions import AuditAction
from chalicelib.platform.audit.store import DynamoAudit
from chalicelib.platform.dynamodb.idempotency import IdempotencyStore
from chalicelib.platform.dynamodb.queries import partition
from chalicelib.platform.dynamodb.tables import CoreRow
from chalicelib.platform.dynamodb.transactions import new_transaction, transaction
from chalicelib.practice.domain.service import Service, ServiceKind
from chalicelib.practice.store import keys
from chalicelib.practice.store.visit_terms import parse_visit_terms, visit_terms_text
from chalicelib.practice.usecases.offerings import ServiceAssignments


class OfferingItem(CoreRow):
    """
    Stores a service, or the assignment of a person to a service.

    `person` is None in the row of a service. `visit` is JSON, in the row of a visit. One
    DynamoDB Query reads the rows of services and of assignments.
    """

    service = UnicodeAttribute()
    person = UnicodeAttribute(null=True)
    kind = UnicodeAttribute(null=True)
    name = UnicodeAttribute(null=True)
    description = UnicodeAttribute(null=True)
    enabled = BooleanAttribute(null=True)
    record_payments_only = BooleanAttribute(null=True)
    version = NumberAttribute(null=True)
    visit = UnicodeAttribute(null=True)

    def to_service(self) -> Service:
        return Service(
            ServiceId(self.service),
            ServiceKind(self.kind),
            self.name,
            self.description,
            self.enabled,
            self.record_payments_only,
            int(self.version),
            parse_visit_terms(self.visit) if self.visit else None,
        )


@dataclass(frozen=True, slots=True)
class DynamoOfferings:
    """Implements `OfferingRows` with DynamoDB. `now` returns an aware datetime."""

    audit: DynamoAudit
    now: Callable[[], datetime]

    def add(
        self,
        access: Access,
        service: Service,
        people: Collection[PersonId],
        key: IdempotencyKey | None,
    ) -> None:
        write, item = new_transaction(), service_item(access.practice, service)
        self._requests.remember(write, access, key, service.id)
        write.save(item, condition=OfferingItem.pk.does_not_exist())
        for person in people:
            write.save(_assignment(access.practice, service.id, person))
        entry = self.audit.entry(access, AuditAction.CREATE, [str(item.key)], purpose="add service")
        self.audit.add_to(write, entry)
        if self._requests.commit(write, access, key):
            raise Conflict

    def result_of(self, access: Access, key: IdempotencyKey) -> str | None:
        return self._requests.result_of(access, key)

    @property
    def _requests(self) -> IdempotencyStore:
        return IdempotencyStore("services", self.now)

    def all(self, practice: PracticeId) -> Sequence[ServiceAssignments]:
        prefix = keys.SERVICES
        rows = partition(CoreRow, keys.practice(practice).pk, {prefix: OfferingItem}, prefix=prefix)
        items = [row for row in rows if isinstance(row, OfferingItem)]
        people = [(row.service, PersonId(row.person)) for row in items if row.person]
        return [
            ServiceAssignments(
                row.to_service(),
                frozenset(person for service, person in people if service == row.service),
            )
            for row in items
            if not row.person
        ]

    def get(self, practice: PracticeId, service: ServiceId) -> ServiceAssignments:
        assignments = next(
            (each for each in self.all(practice) if each.service.id == service), None
        )
        if assignments is None:
            raise NotFound
        return assignments

    def change(
        self,
        access: Access,
        service: Service,
        added: Collection[PersonId],
        removed: Collection[PersonId],
    ) -> Service:
        stored = replace(service, version=service.version + 1)
        item = service_item(access.practice, stored)
        with transaction() as write:
            write.save(item, condition=OfferingItem.version == service.version)
            for person in added:
                write.save(_assignment(access.practice, service.id, person))
            for person in removed:
                write.delete(OfferingItem(*keys.assignment(access.practice, service.id, person)))
            self.audit.add_to(
                write,
                self.audit.entry(
                    access, AuditAction.CHANGE, [str(item.key)], purpose="edit service"
                ),
            )
        return stored


def service_item(practice: PracticeId, service: Service) -> OfferingItem:
    """Return the row to store for a service."""
    item = OfferingItem(
        *keys.service(practice, service.id),
        service=service.id,
        kind=service.kind.value,
        name=service.name,
    )
    item.description, item.enabled = service.description, service.enabled
    item.record_payments_only, item.version = service.record_payments_only, service.version
    item.visit = visit_terms_text(service.visit) if service.visit else None
    return item


def _assignment(practice: PracticeId, service: ServiceId, person: PersonId) -> OfferingItem:
    g1pk, g1sk = keys.assignment_of_provider(practice, service, person)
    key = keys.assignment(practice, service, person)
    return OfferingItem(*key, g1pk=g1pk, g1sk=g1sk, service=service, person=person)
