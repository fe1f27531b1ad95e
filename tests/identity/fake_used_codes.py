from dataclasses import dataclass, field


@dataclass
class FakeUsedCodes:
    """A fake `UsedCodes` that remembers in memory which codes were used."""

    rows: dict = field(default_factory=dict)

    def claim(self, person, code, now, expires):
        if self.rows.get((person, code), 0) > now:
            return False
        self.rows[person, code] = expires
        return True
