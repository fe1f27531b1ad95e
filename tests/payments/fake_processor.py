"""A payment processor in memory, with its own ledger, strict about keys and tokens, and able to fail in every way."""

import heapq
import itertools
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta

from chalicelib.kernel.money import Money
from chalicelib.payments.domain.payment import (
    BrowserConfig,
    Capabilities,
    CardSummary,
    ChargeResult,
    ChargeState,
    DeclineReason,
    LookupOutcome,
    LookupResult,
    NotRefundable,
    OutcomeUnknown,
    ProcessorKind,
    RefundMethod,
    RefundResult,
    RefundState,
    RefundTooLarge,
    Snapshot,
    TokenUnusable,
    TryAgainLater,
)
from tests.billing.fake_state_machine import Died
from tests.kernel.fake_clock import FakeClock

VISA, DAY, CALL_TIMEOUT = CardSummary("visa", "4242"), timedelta(hours=24), timedelta(seconds=20)
LIKE_STRIPE = Capabilities(
    native_idempotency=True, idempotency_ttl_s=86_400, one_time_token=True, partial_refund_before_settlement=True,
    quiet_period_s=0, needs_last4_for_refund=False, signed_webhooks=True,
)  # fmt: skip
BY_LOOKUP_ONLY = replace(
    LIKE_STRIPE, native_idempotency=False, idempotency_ttl_s=0, quiet_period_s=180
)
ANSWERS = {
    "ok": ChargeState.SUCCEEDED,
    "declined": ChargeState.DECLINED,
    "3ds": ChargeState.ACTION_REQUIRED,
    "review": ChargeState.PENDING,
}
"""What a card does, by the first word of its token."""


def _nothing(*_told):
    """No fault, nobody listens."""


def _well(_verb):
    """Nothing goes wrong."""
    return ""


@dataclass
class Intent:
    """One charge as the processor keeps it."""

    txn: str
    ref: str
    amount: Money
    state: ChargeState
    created: object
    refunded: int = 0
    closed: bool = False

    @property
    def captured(self):
        return self.amount.minor if self.state is ChargeState.SUCCEEDED else 0


@dataclass
class FakeProcessor:
    """
    Implements `PaymentProcessor`.

    `fault(verb)` names what goes wrong with a call: "" nothing · "lost" before · "unanswered" after · "late": it
    arrives up to 90 s after our timeout · "slow": its key is busy meanwhile · "broken": a 500 that is stored for its
    key · "broken after": the same, though the money moved · "busy": 429 · "died": our process ends after the call.
    `forgets`: it has no keys at all. `lag`: how long its lists are behind.
    """

    clock: FakeClock
    capabilities: Capabilities = LIKE_STRIPE
    fault: object = _well
    delay: object = field(default=lambda: timedelta(seconds=45))
    forgets: bool = False
    lag: timedelta = timedelta(0)
    slow_refunds: bool = False
    boundary: object = _nothing
    on_capture: object = _nothing
    intents: dict = field(default_factory=dict)
    by_ref: dict = field(default_factory=dict)
    refunds: dict = field(default_factory=dict)
    keys: dict = field(default_factory=dict)
    running: dict = field(default_factory=dict)
    used: dict = field(default_factory=dict)
    arriving: list = field(default_factory=list)
    calls: list = field(default_factory=list)
    pending: list = field(default_factory=list)
    mismatches: int = 0
    numbers: itertools.count = field(default_factory=itertools.count)

    @property
    def kind(self):
        return ProcessorKind.STRIPE

    def browser_config(self, ref, amount):  # noqa: ARG002 - moves no money
        return BrowserConfig(
            self.kind, "https://js.example/v3", {"publishable_key": "pk_test_1"}, {}
        )

    def charge(self, request):
        return self._post("charge", request, self._charge)

    def refund(self, request):
        return self._post("refund", request, self._refund)

    def resume_charge(self, ref, txn_id):
        return self._ask("resume", lambda: self._result(self._own(ref, txn_id)))

    def abandon(self, ref, txn_id):
        return self._ask("abandon", lambda: self._close(self._own(ref, txn_id)))

    def lookup(self, ref, sent_at, amount):
        assert isinstance(amount, Money)
        found = self._ask(
            "lookup", lambda: [one for one in self._listed(ref) if one.created >= sent_at]
        )
        if len(found) > 1:
            return LookupResult(LookupOutcome.AMBIGUOUS, matches=[one.txn for one in found])
        return (
            LookupResult(LookupOutcome.FOUND, self._snapshot(found[0]))
            if found
            else LookupResult(LookupOutcome.NOT_FOUND)
        )

    def lookup_refund(self, request, sent_at):  # noqa: ARG002 - found by its charge
        found = self._ask("lookup", lambda: self._listed(request.ref))
        return self._refund_result(found[0]) if found else None

    def fetch(self, txn_id):
        return self._ask("fetch", lambda: self._snapshot(self.intents[txn_id]))

    def browser(self, txn_id, *, passes):
        """The client comes back from the bank's own check; a closed page pays nothing any more."""
        intent = self.intents[txn_id]
        if intent.state is ChargeState.ACTION_REQUIRED:
            intent.state = ChargeState.SUCCEEDED if passes else ChargeState.DECLINED
            self._captured(intent)

    def of_ref(self, ref):
        """What was made under an op's reference; more than one thing is one too many."""
        return self.by_ref.get(ref, [])

    def let_go(self, before):
        """Whatever was held for review since before then is let go."""
        held = [one for one in self.pending if one.created < before]
        self.pending = [one for one in self.pending if one.created >= before]
        for one in held:
            if one.state is ChargeState.PENDING:
                one.state = ChargeState.SUCCEEDED
                self._captured(one)

    def arrive(self):
        """What was under way and has come by now."""
        while self.arriving and self.arriving[0][0] <= self.clock():
            when, _, request, do = heapq.heappop(self.arriving)
            self.running.pop(request.ref, None)
            now, self.clock.now = self.clock.now, when
            # Nobody is left to hear what it answers.
            with suppress(Exception):
                self._keyed(request, do)
            self.clock.now = now

    def _post(self, verb, request, do):
        self.arrive()
        fault = self.fault(verb)
        self.calls.append((verb, request.ref))
        if fault == "busy":
            raise TryAgainLater
        if request.ref in self.running:
            raise OutcomeUnknown(code="idempotency_key_in_use")
        if fault in {"lost", "late", "slow"}:
            self._under_way(fault, request, do)
            raise OutcomeUnknown
        if fault in {"broken", "broken after"} and not self._is_known(request.ref):
            self._store_failure(request, do if fault == "broken after" else None)
            raise OutcomeUnknown(code="500")
        self.boundary(verb)
        result = self._keyed(request, do)
        self.boundary(f"{verb} done")
        if fault == "died":
            raise Died
        if fault == "unanswered":
            self.clock.advance(CALL_TIMEOUT)
            raise OutcomeUnknown
        return result

    def _under_way(self, fault, request, do):
        if fault != "lost":
            when = self.clock() + CALL_TIMEOUT + self.delay()
            heapq.heappush(self.arriving, (when, next(self.numbers), request, do))
        if fault == "slow":
            self.running[request.ref] = request
        self.clock.advance(CALL_TIMEOUT)

    def _store_failure(self, request, do):
        if do:
            self._keyed(request, do)
        self.keys[request.ref] = request, OutcomeUnknown(code="500"), self.clock()

    def _keyed(self, request, do):
        if self.forgets or not self._is_known(request.ref):
            result = do(request)
            self.keys[request.ref] = request, result, self.clock()
            return result
        known, result, _ = self.keys[request.ref]
        if not _is_same(known, request):
            self.mismatches += 1
            raise OutcomeUnknown(code="idempotency_error")
        if isinstance(result, Exception):
            raise result
        return result

    def _is_known(self, ref):
        return ref in self.keys and self.clock() - self.keys[ref][2] < DAY

    def _charge(self, request):
        if (
            self.capabilities.one_time_token
            and self.used.setdefault(request.token.value, request.ref) != request.ref
        ):
            raise TokenUnusable
        state = ANSWERS[request.token.value.split("-")[0]]
        intent = Intent(
            f"pi_{next(self.numbers)}", request.ref, request.amount, state, self.clock()
        )
        self.intents[intent.txn] = intent
        self.by_ref.setdefault(intent.ref, []).append(intent)
        self.pending += [intent] if state is ChargeState.PENDING else []
        self._captured(intent)
        return self._result(intent)

    def _captured(self, intent):
        if intent.state is ChargeState.SUCCEEDED and intent.txn in self.intents:
            self.on_capture(intent.ref, intent.amount)

    def _refund(self, request):
        intent = self.intents[request.txn_id]
        if intent.state is not ChargeState.SUCCEEDED:
            raise NotRefundable
        if intent.refunded + request.amount.minor > intent.captured:
            raise RefundTooLarge
        intent.refunded += request.amount.minor
        state = ChargeState.PENDING if self.slow_refunds else ChargeState.SUCCEEDED
        refund = Intent(
            f"re_{next(self.numbers)}", request.ref, request.amount, state, self.clock()
        )
        self.refunds[refund.txn] = refund
        self.by_ref.setdefault(refund.ref, []).append(refund)
        self.pending += [refund] if state is ChargeState.PENDING else []
        return self._refund_result(refund)

    def _ask(self, verb, answer):
        self.arrive()
        self.calls.append((verb, ""))
        fault = self.fault(verb)
        if fault == "busy":
            raise TryAgainLater
        result = answer()
        if fault == "died":
            raise Died
        if fault:
            self.clock.advance(CALL_TIMEOUT)
            raise OutcomeUnknown
        return result

    def _listed(self, ref):
        return [row for row in self.of_ref(ref) if row.created + self.lag <= self.clock()]

    def _own(self, ref, txn_id):
        intent = self.intents[txn_id]
        assert intent.ref == ref
        return intent

    def _close(self, intent):
        if intent.state in {ChargeState.ACTION_REQUIRED, ChargeState.PENDING}:
            intent.state, intent.closed = ChargeState.DECLINED, True
        return self._result(intent)

    def _result(self, intent):
        taken = intent.amount if intent.state is ChargeState.SUCCEEDED else None
        decline = DeclineReason.GENERIC if intent.state is ChargeState.DECLINED else None
        action = (
            {"client_secret": f"{intent.txn}_secret"}
            if intent.state is ChargeState.ACTION_REQUIRED
            else {}
        )
        return ChargeResult(intent.state, intent.txn, VISA, taken, decline, client_action=action)

    def _refund_result(self, refund):
        state = (
            RefundState.PENDING if refund.state is ChargeState.PENDING else RefundState.SUCCEEDED
        )
        return RefundResult(state, RefundMethod.REFUND, refund.txn)

    def _snapshot(self, intent):
        refunded = Money(intent.refunded, intent.amount.currency)
        taken = intent.state is ChargeState.SUCCEEDED
        return Snapshot(
            intent.txn,
            intent.state,
            taken,
            intent.closed,
            refunded,
            False,
            intent.amount,
            intent.ref,
            VISA,
        )  # noqa: FBT003 - fields


def _is_same(known, request):
    """To the byte of what travels: what we remember of the charge beside it does not."""
    if hasattr(request, "token"):
        return known == request
    return (known.txn_id, known.amount) == (request.txn_id, request.amount)
