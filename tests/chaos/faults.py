"""Faults of a simulation, drawn at random from one seed."""

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
"""Faults of calls that move money, and how often; look-ups have only the first three."""
MOVES_MONEY, LOOK_UP = len(CALLS), 3


@dataclass(frozen=True)
class Rates:
    """How often processes die, stores are unavailable and others interfere."""

    dies: float = 0.02
    unavailable: float = 0.02
    meanwhile: float = 0.004
    calls: float = 1.0


CALM = Rates(0, 0, 0, 0)


@dataclass
class Faults:
    """
    The hooks of the fakes, which decide at each call whether it fails.

    `meanwhile`: what another process does in the middle of a call; it is not called within itself.
    `counted`: how many faults happened.
    """

    random: object
    rates: Rates
    meanwhile: object = None
    counted: int = 0
    inside: bool = False

    def boundary(self, _name):
        """Act before and after a call to the store, the machine or the outbox."""
        draw, rates = self.random.random(), self.rates
        if draw < rates.dies:
            self.counted += 1
            raise Died
        if draw < rates.dies + rates.unavailable:
            self.counted += 1
            raise Unavailable
        if draw < rates.dies + rates.unavailable + rates.meanwhile and not self.inside:
            self.counted += 1
            self._interrupt()

    def between(self, _name):
        """Act around a call to the processor: the process may die, others may act."""
        draw = self.random.random()
        if draw < self.rates.dies:
            self.counted += 1
            raise Died
        if draw < self.rates.dies + 10 * self.rates.meanwhile and not self.inside:
            self._interrupt()

    def processor(self, verb):
        """Return the fault of this call to the processor, or an empty string."""
        draw = self.random.random()
        for name, rate in islice(
            CALLS.items(), MOVES_MONEY if verb in {"charge", "refund"} else LOOK_UP
        ):
            draw -= rate * self.rates.calls
            if draw < 0:
                self.counted += 1
                return name
        return ""

    def delay(self):
        """Return how long after our time-out a late request arrives."""
        return timedelta(seconds=self.random.uniform(5, 90))

    def _interrupt(self):
        self.inside = True
        try:
            self.meanwhile()
        finally:
            self.inside = False
