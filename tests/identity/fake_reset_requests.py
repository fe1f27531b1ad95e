from dataclasses import dataclass, field, replace


@dataclass
class FakeResetRequests:
    """Implements `Codes` of recovery."""

    rows: dict = field(default_factory=dict)

    def put(self, email, asked, expires):
        self.rows[email] = asked, expires

    def count_attempt(self, email, now, most):
        asked, expires = self.rows.get(email, (None, 0))
        if asked is None or asked.tries >= most or expires <= now:
            return None
        self.rows[email] = replace(asked, tries=asked.tries + 1), expires
        return self.rows[email][0]

    def forget(self, email):
        self.rows.pop(email, None)
