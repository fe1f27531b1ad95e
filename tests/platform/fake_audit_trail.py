# ruff: noqa: ARG002 - a fake must accept all arguments of the interface that it implements
from dataclasses import dataclass, field

from chalicelib.kernel.errors import Unavailable
from chalicelib.platform.audit.actions import AuditOutcome


@dataclass
class FakeAuditTrail:
    """
    A fake `AuditTrail` that keeps (person, action, purpose, outcome) in `entries`.

    `records` has the records of each entry, in the same order.
    """

    down: bool = False
    entries: list[tuple] = field(default_factory=list)
    records: list[list] = field(default_factory=list)

    def record(
        self, access, action, records, *, purpose, subject=None, outcome=AuditOutcome.ALLOWED
    ):
        if self.down:
            raise Unavailable
        self.entries.append((access.person, action, purpose, outcome))
        self.records.append(list(records))

    def refusals(self):
        return [
            purpose for _, _, purpose, outcome in self.entries if outcome is AuditOutcome.REFUSED
        ]
