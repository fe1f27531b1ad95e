from dataclasses import dataclass, field


@dataclass
class FakeSignInSteps:
    """A fake `SignInSteps` that keeps the unfinished sign-ins in memory."""

    rows: dict = field(default_factory=dict)

    def put(self, secret, step, expires):
        self.rows[secret] = step, expires

    def get(self, secret, now):
        step, expires = self.rows.get(secret, (None, 0))
        return step if now < expires else None

    def take(self, secret):
        return self.rows.pop(secret, None) is not None
