# ruff: noqa: ARG002 - a fake must accept all arguments of the interface that it implements
from dataclasses import dataclass, field, replace

from chalicelib.kernel.errors import Conflict, NotFound
from chalicelib.practice.usecases.offerings import ServiceAssignments
from tests.practice.fake_offering_rows import FakeOfferingRows


@dataclass
class FakePracticeRows:
    """
    Fakes the stores of practices, in memory.

    It implements `PracticeRows` and `NewPracticeRows`.
    """

    offerings: FakeOfferingRows
    rows: dict = field(default_factory=dict)
    accepted: dict = field(default_factory=dict)

    def get(self, practice):
        if practice not in self.rows:
            raise NotFound
        return self.rows[practice]

    def add(self, access, practice, service):
        if practice.id in self.rows:
            raise Conflict
        self.rows[practice.id] = practice
        self.offerings.rows[practice.id, service.id] = ServiceAssignments(service, frozenset())

    def change(self, access, practice):
        known = self.get(access.practice)
        if known.version != practice.version:
            raise Conflict
        kept = {
            name: getattr(known, name)
            for name in ("tax", "baa", "account", "credentials_version", "currency")
        }
        self.rows[practice.id] = replace(practice, **kept, version=known.version + 1)
        return self.rows[practice.id]

    def change_tax(self, access, rule):
        known = self.get(access.practice)
        if known.tax.version != rule.version:
            raise Conflict
        self.rows[known.id] = replace(known, tax=replace(rule, version=rule.version + 1))
        return self.rows[known.id].tax

    def accept(self, access, acceptance):
        key = access.practice, acceptance.version
        if key in self.accepted:
            raise Conflict
        self.accepted[key] = acceptance
        self.rows[access.practice] = replace(self.get(access.practice), baa=acceptance.version)

    def acceptance(self, practice, version):
        return self.accepted.get((practice, version))
