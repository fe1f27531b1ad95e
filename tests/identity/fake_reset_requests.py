from dataclasses import dataclass, field, replace


@dataclass
class FakeResetRequests:
    """A fake `ResetRequests` that keeps the requested password resets in memory."""

    rows: dict = field(default_factory=dict)

    def put(self, email, request, expires):
        self.rows[email] = request, expires

    def count_attempt(self, email, now, most):
        request, expires = self.rows.get(email, (None, 0))
        if request is None or request.tries >= most or expires <= now:
            return None
        self.rows[email] = replace(request, tries=request.tries + 1), expires
        return self.rows[email][0]

    def forget(self, email):
        self.rows.pop(email, None)
