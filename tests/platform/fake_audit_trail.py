# ruff: noqa: ARG002 - a port names what a fake need not look at
from dataclasses import dataclass, field

from chalicelib.kernel.errors import Unavailable
from chalicelib.platform.audit.actions import AuditOutcome


@dataclass
class FakeAuditTrail:
    """Implements `AuditTrail`; `entries` are (person, action, purpose, outcome)."""

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
