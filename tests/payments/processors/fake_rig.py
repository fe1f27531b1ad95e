"""Adapts the fake processor to the contract tests."""

import random
from contextlib import contextmanager
from datetime import timedelta

from chalicelib.payments.domain.processor_errors import BadCredentials, NotPermitted
from tests.kernel.fake_clock import FakeClock
from tests.payments.fake_processor import FakeProcessor
from tests.payments.processors.rig import PRICE

CARDS = {
    "good": "ok",
    "generic": "declined",
    "challenge": "3ds",
    "challenge_then_declined": "3ds_declined",
    "slow": "review",
}
"""The fake's card for each card of the tests; all others have the same name."""
FAULTS = {
    "lost_before": "lost",
    "hang_before": "lost",
    "html_502_before": "lost",
    "rate_limit": "busy",
    "late_commit": "slow",
    "error_500": "broken",
    "error_500_after": "broken after",
}
"""
The fake's fault for each fault of the tests.

All other faults are "unanswered": the call is done and only the answer is lost.
"""
LEAST = 50


class FakeRig:
    """Implements `Rig` with the fake processor: controls an account for a test."""

    secrets = ()

    def __init__(self):
        self.clock = FakeClock()
        self.processor = self.impatient = FakeProcessor(self.clock, least=LEAST)

    def now(self):
        return self.clock()

    @contextmanager
    def later(self, seconds):
        self.clock.advance(seconds=seconds)
        yield
        self.clock.advance(seconds=-seconds)

    def token(self, card="good"):
        return self.processor.new_token(CARDS.get(card, card))

    def fault(self, kind, act="charge"):
        left = [FAULTS.get(kind, "unanswered")]

        def next_fault(verb):
            is_meant = act == (verb if verb in {"charge", "refund"} else "read")
            return left.pop() if is_meant and left else ""

        self.processor.fault = next_fault

    def plan(self, seed, rates, seconds):
        generator = random.Random(seed)  # noqa: S311 - repeatable, no secret
        kinds = [FAULTS.get(kind, "unanswered") for kind in rates]
        weights = [*rates.values(), 1 - sum(rates.values())]
        self.processor.delay = lambda: timedelta(seconds=seconds)

        def next_fault(verb):
            # A call takes time, so that a busy key is free after enough retries.
            self.clock.advance(milliseconds=50)
            return generator.choices([*kinds, ""], weights)[0] if verb == "charge" else ""

        self.processor.fault = next_fault

    def release(self):
        self.clock.advance(minutes=2)
        self.processor.arrive()

    def settle(self):
        self.processor.let_go(self.clock() + timedelta(seconds=1))

    def act(self, result, *, passed):
        return self.processor.browser(result.txn_id, passes=passed)

    def charged_by_hand(self, ref):
        self.processor.take(ref, PRICE)

    def charges(self):
        captured = [intent for intent in self.processor.intents.values() if intent.captured]
        return [{"op": intent.ref, "amount": intent.captured} for intent in captured]

    def refunds(self):
        refunds = self.processor.refunds.values()
        return [{"op": refund.ref, "amount": refund.amount.minor} for refund in refunds]

    def sent(self, ref):
        return [ref_of_call for _, ref_of_call in self.processor.calls].count(ref)

    def with_keys(self, kind):
        refusals = {"invalid": BadCredentials(), "nopermission": NotPermitted()}
        return FakeProcessor(self.clock, refusal=refusals[kind])

    def unreachable(self, _address):
        return FakeProcessor(self.clock, fault=lambda _verb: "lost")
