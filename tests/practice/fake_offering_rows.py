from dataclasses import dataclass, field, replace

from chalicelib.kernel.errors import Conflict, NotFound
from chalicelib.practice.usecases.offerings import ServiceAssignments


@dataclass
class FakeOfferingRows:
    """A fake `OfferingRows` that keeps services and their assignments in memory."""

    rows: dict = field(default_factory=dict)

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
