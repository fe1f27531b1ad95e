"""Everything that goes wrong, drawn from one seed."""

from dataclasses import dataclass
from datetime import timedelta
from itertools import islice

from chalicelib.kernel.errors import Unavailable
from tests.billing.fake_state_machine import Died

CALLS = {
    "lost": 0.10,
    "busy": 0.04,
    "died": 0.04,
    "unanswered": 0.20,
    "late": 0.05,
    "slow": 0.03,
    "broken": 0.02,
    "broken after": 0.02,
}
"""What goes wrong with calls that move money, and how often; questions meet the first three."""
MOVES_MONEY, QUESTION = len(CALLS), 3


@dataclass(frozen=True)
class Rates:
    """How often a process dies, the store does not answer, or somebody else acts meanwhile."""

    dies: float = 0.02
    unavailable: float = 0.02
    meanwhile: float = 0.004
    calls: float = 1.0


CALM = Rates(0, 0, 0, 0)


@dataclass
class Faults:
    """The hooks of the fakes; `meanwhile` acts in the middle of a call, never twice at once."""

    random: object
    rates: Rates
    meanwhile: object = None
    counted: int = 0
    inside: bool = False

    def boundary(self, _name):
        """Called before and after each call to the store, the machine and the outbox."""
        drawn, rates = self.random.random(), self.rates
        if drawn < rates.dies:
            self.counted += 1
            raise Died
        if drawn < rates.dies + rates.unavailable:
            self.counted += 1
            raise Unavailable
        if drawn < rates.dies + rates.unavailable + rates.meanwhile and not self.inside:
            self.counted += 1
            self._interrupt()

    def between(self, _name):
        """Called around a call to the processor: we may die, others may act."""
        drawn = self.random.random()
        if drawn < self.rates.dies:
            self.counted += 1
            raise Died
        if drawn < self.rates.dies + 10 * self.rates.meanwhile and not self.inside:
            self._interrupt()

    def processor(self, verb):
        """What goes wrong with this call to the processor."""
        drawn = self.random.random()
        for name, rate in islice(
            CALLS.items(), MOVES_MONEY if verb in {"charge", "refund"} else QUESTION
        ):
            drawn -= rate * self.rates.calls
            if drawn < 0:
                self.counted += 1
                return name
        return ""

    def delay(self):
        """How long after our timeout a late request arrives."""
        return timedelta(seconds=self.random.uniform(5, 90))

    def _interrupt(self):
        self.inside = True
        try:
            self.meanwhile()
        finally:
            self.inside = False
