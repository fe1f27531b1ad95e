from dataclasses import dataclass, field, replace

from chalicelib.kernel.errors import Conflict, Invalid, NotFound
from chalicelib.kernel.idempotency import KEY_REUSED, AlreadyProcessed
from chalicelib.practice.usecases.offerings import ServiceAssignments


@dataclass
class FakeOfferingRows:
    """A fake `OfferingRows` that keeps services and their assignments in memory."""

    rows: dict = field(default_factory=dict)
    ids_by_key: dict = field(default_factory=dict)

    def add(self, access, service, people, key):
        if key and self.result_of(access, key):
            raise AlreadyProcessed(self.result_of(access, key))
        if key:
            self.ids_by_key[access.practice, access.person, key.key] = key.request_hash, service.id
        self.rows[access.practice, service.id] = ServiceAssignments(service, frozenset(people))

    def result_of(self, access, key):
        request_hash, service = self.ids_by_key.get(
            (access.practice, access.person, key.key), (key.request_hash, None)
        )
        if request_hash != key.request_hash:
            raise Invalid(KEY_REUSED)
        return service

    def all(self, practice):
        return [each for (of, _), each in self.rows.items() if of == practice]

    def get(self, practice, service):
        if (practice, service) not in self.rows:
            raise NotFound
        return self.rows[practice, service]

    def change(self, access, service, added, removed):
        known = self.get(access.practice, service.id)
        if known.service.version != service.version:
            raise Conflict
        stored = replace(service, version=service.version + 1)
        self.rows[access.practice, service.id] = ServiceAssignments(
            stored, known.people - set(removed) | set(added)
        )
        return stored
