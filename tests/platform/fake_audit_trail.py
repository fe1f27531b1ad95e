# ruff: noqa: ARG002 - a fake must accept all arguments of the interface that it implements
from dataclasses import dataclass, field

from chalicelib.kernel.errors import Unavailable
from chalicelib.platform.audit.actions import AuditOutcome


@dataclass
class FakeAuditTrail:
    """A fake `AuditTrail` that keeps (person, action, purpose, outcome) in `entries`."""

    down: bool = False
    entries: list[tuple] = field(default_factory=list)

    def record(
        self, access, action, records, *, purpose, subject=None, outcome=AuditOutcome.ALLOWED
    ):
        if self.down:
            raise Unavailable
        self.entries.append((access.person, action, purpose, outcome))

    def refusals(self):
        return [
            purpose for _, _, purpose, outcome in self.entries if outcome is AuditOutcome.REFUSED
        ]
