from dataclasses import dataclass, field

from chalicelib.identity.domain.lockout import FailedAttempts


@dataclass
class FakeFailedAttempts:
    """A fake `FailedAttemptRows` that counts failed sign-ins in memory."""

    rows: dict = field(default_factory=dict)

    def read(self, about):
        return self.rows.get(about, FailedAttempts())

    def count(self, about, before, after):
        if self.read(about) != before:
            return False
        self.rows[about] = after
        return True

    def clear(self, about):
        self.rows.pop(about, None)
