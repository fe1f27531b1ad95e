from dataclasses import dataclass, field, replace


@dataclass
class FakeResetRequests:
    """A fake `ResetRequests` that keeps the requested password resets in memory."""

    rows: dict = field(default_factory=dict)

    def put(self, about, request, expires):
        self.rows[about] = request, expires

    def count_attempt(self, about, now, most):
        request, expires = self.rows.get(about, (None, 0))
        if request is None or request.tries >= most or expires <= now:
            return None
        self.rows[about] = replace(request, tries=request.tries + 1), expires
        return self.rows[about][0]

    def expiry(self, about):
        return self.rows.get(about, (None, 0))[1]

    def forget(self, about):
        self.rows.pop(about, None)
