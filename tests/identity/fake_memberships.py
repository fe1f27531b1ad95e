# ruff: noqa: ARG002 - a fake must accept all arguments of the interface that it implements
from dataclasses import dataclass, field, replace

from chalicelib.identity.domain.membership import MembershipStatus
from chalicelib.kernel.errors import Conflict, NotFound


@dataclass
class FakeMemberships:
    """
    Fakes the stores of memberships, in memory.

    It implements `PersonMemberships`, `MembershipRows` and `RevocableMemberships`.
    """

    rows: dict = field(default_factory=dict)
    summaries: dict = field(default_factory=dict)

    def of_person(self, person):
        return [row for (_, own), row in self.rows.items() if own == person]

    def get(self, access, person):
        try:
            return self.rows[access.practice, person]
        except KeyError:
            raise NotFound from None

    def add(self, access, membership, summary):
        key = membership.practice, membership.person
        if key in self.rows:
            raise Conflict
        self.rows[key], self.summaries[key] = replace(membership, version=1), summary

    def put(self, membership):
        self.rows[membership.practice, membership.person] = membership
        return membership

    def activate(self, membership):
        stored = self.rows.get((membership.practice, membership.person))
        if stored is None:
            raise NotFound
        if stored.epoch != membership.epoch:
            raise Conflict
        return self.put(
            replace(membership, status=MembershipStatus.ACTIVE, version=membership.version + 1)
        )

    def end_sessions(self, access, person):
        before = self.get(access, person)
        return self.put(replace(before, epoch=before.epoch + 1, version=before.version + 1))

    def correct(self, access, person, summary):
        before = self.get(access, person)
        if before.status is not MembershipStatus.INVITED:
            raise Conflict
        self.summaries[access.practice, person] = summary
        return self.put(replace(before, epoch=before.epoch + 1, version=before.version + 1))

    def withdraw(self, access, membership):
        if self.get(access, membership.person).version != membership.version:
            raise Conflict
        del self.rows[membership.practice, membership.person]

    def end(self, access, membership):
        self.withdraw(access, membership)

    def summary(self, access, person):
        return self.summaries[access.practice, person]

    def staff(self, access, cursor):
        own = [key for key in self.rows if key[0] == access.practice and self.rows[key].is_staff]
        return [(self.rows[key], self.summaries[key]) for key in own], None
