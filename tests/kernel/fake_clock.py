"""Fakes the clock and the ID generator."""

import itertools
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tests.billing.builders import NOW, a_ref


@dataclass
class FakeClock:
    """Fakes `Clock`: the time stands still until a test advances it."""

    now: datetime = NOW

    def __call__(self):
        return self.now

    def advance(self, by=None, **parts):
        """Advance the time by a timedelta, or by its parts, such as `minutes=5`."""
        self.now += by or timedelta(**parts)


@dataclass
class FakeIdGenerator:
    """Fakes `IdGenerator`: ids and references count up from 1."""

    numbers: itertools.count = field(default_factory=lambda: itertools.count(1))

    def id(self):
        return f"01K{next(self.numbers):023d}"

    def ref(self):
        return a_ref(next(self.numbers))
