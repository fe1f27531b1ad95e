"""Draws the faults of a simulation at random, from one seed."""

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
"""
The faults of calls to the processor, and how often each happens.

Calls that move money have all of them; look-ups have only the first three.
"""
MOVES_MONEY, LOOK_UP = len(CALLS), 3


@dataclass(frozen=True)
class Rates:
    """
    Holds the probabilities of a simulation's faults.

    `dies`, `unavailable` and `meanwhile` are probabilities per call. `dies`: the
    process dies. `unavailable`: the called fake does not respond. `meanwhile`: another
    process acts during the call. `calls`: a factor by which the probabilities in
    `CALLS` are multiplied.
    """

    dies: float = 0.02
    unavailable: float = 0.02
    meanwhile: float = 0.004
    calls: float = 1.0


CALM = Rates(0, 0, 0, 0)


@dataclass
class Faults:
    """
    Decides whether and how each call to a fake fails.

    The fakes call the methods of this class. `meanwhile`: a function that does what
    another process does during a call; it is never called while it is already running.
    `counted`: the number of faults so far.
    """

    random: object
    rates: Rates
    meanwhile: object = None
    counted: int = 0
    inside: bool = False

    def boundary(self, _name):
        """
        Randomly inject a fault into a call to the store, state machine or outbox.

        A fault means that the process dies, that the fake does not respond, or that another
        process acts during the call.
        """
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
        """
        Randomly inject a fault before or after a call to the processor.

        A fault means that the process dies, or that another process acts before ours
        continues.
        """
        draw = self.random.random()
        if draw < self.rates.dies:
            self.counted += 1
            raise Died
        if draw < self.rates.dies + 10 * self.rates.meanwhile and not self.inside:
            self._interrupt()

    def processor(self, verb):
        """Return the name of the fault for this call to the processor; "" means none."""
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
        """Return how long after our time-out a late request reaches the processor."""
        return timedelta(seconds=self.random.uniform(5, 90))

    def _interrupt(self):
        self.inside = True
        try:
            self.meanwhile()
        finally:
            self.inside = False
