"""Fakes a payment processor in memory, as strict as a real one."""

from dataclasses import dataclass, field, replace
from datetime import timedelta

from chalicelib.payments.domain.payment import (
    AccountInfo,
    BrowserConfig,
    Capabilities,
    ChargeLimits,
    ChargeState,
    LookupOutcome,
    LookupResult,
    OneTimeToken,
    ProcessorKind,
)
from chalicelib.payments.domain.processor_errors import (
    NotRefundable,
    RefundTooLarge,
    RequestRejected,
    TokenUnusable,
)
from tests.payments.fake_cards import FAKE_CARDS
from tests.payments.fake_intent import Intent
from tests.payments.unreliable_calls import UnreliableCalls, no_listener

TOKEN_LIFE = timedelta(hours=12)
BOUND = "-bound-"
MOST = 99_999_999
ORIGIN = "https://js.example"
LIKE_STRIPE = Capabilities(
    native_idempotency=True,
    idempotency_ttl_s=86_400,
    one_time_token=True,
    partial_refund_before_settlement=True,
    quiet_period_s=0,
    needs_last4_for_refund=False,
    signed_webhooks=True,
)
BY_LOOKUP_ONLY = replace(
    LIKE_STRIPE, native_idempotency=False, idempotency_ttl_s=0, quiet_period_s=180
)


@dataclass
class FakeProcessor(UnreliableCalls):
    """
    Fakes `PaymentProcessor`, and passes the tests of `tests/payments/processors`.

    A card token starts with the name of a card in `FAKE_CARDS`, such as `3ds-1`. Tokens
    that `new_token` made are valid for this account only, and for twelve hours. `lag`:
    the time until a charge appears in look-ups. `least`: the smallest amount that the
    fake accepts, in minor units; it accepts no more than `MOST`.
    `on_capture(ref, amount)`: the function that the fake calls when it captures money.
    """

    capabilities: Capabilities = LIKE_STRIPE
    lag: timedelta = timedelta(0)
    least: int = 1
    slow_refunds: bool = False
    on_capture: object = no_listener
    intents: dict = field(default_factory=dict)
    by_ref: dict = field(default_factory=dict)
    refunds: dict = field(default_factory=dict)
    tokens: dict = field(default_factory=dict, repr=False)
    used: dict = field(default_factory=dict, repr=False)
    pending: list = field(default_factory=list)

    @property
    def kind(self):
        return ProcessorKind.STRIPE

    def charge_limits(self, currency):  # noqa: ARG002 - the same in all currencies
        return ChargeLimits(self.least, MOST)

    def verify_credentials(self):
        info = AccountInfo(live=False, currencies=["USD"], label="Willow Creek")
        return self._ask("verify", lambda: info)

    def browser_config(self, ref, amount):  # noqa: ARG002 - the fake ignores both
        csp = dict.fromkeys(("script-src", "frame-src", "connect-src"), (ORIGIN,))
        return BrowserConfig(self.kind, f"{ORIGIN}/v3", {"publishable_key": "pk_test_1"}, csp)

    def charge(self, request):
        return self._post("charge", request, self._charge)

    def refund(self, request):
        return self._post("refund", request, self._refund)

    def resume_charge(self, ref, txn_id):
        return self._ask("resume", lambda: self._own(ref, txn_id).result())

    def abandon(self, ref, txn_id):
        return self._ask("abandon", lambda: self._close(ref, txn_id))

    def lookup(self, ref, sent_at, amount):
        matches = self._ask("lookup", lambda: self._listed(ref, sent_at))
        ids = [match.txn for match in matches]
        if not matches:
            return LookupResult(LookupOutcome.NOT_FOUND)
        if len(matches) > 1 or matches[0].amount != amount:
            return LookupResult(LookupOutcome.AMBIGUOUS, matches=ids)
        return LookupResult(LookupOutcome.FOUND, matches[0].snapshot(), ids)

    def lookup_refund(self, request, sent_at):  # noqa: ARG002 - the fake finds it at any time
        matches = self._ask("lookup", lambda: self._listed(request.ref))
        return matches[0].refund_result() if matches else None

    def fetch(self, txn_id):
        return self._ask("fetch", lambda: self._known(txn_id).snapshot())

    def new_token(self, card):
        """Return a card token of this account, as the card fields in a browser would."""
        token = f"{card}{BOUND}{id(self):x}-{next(self.numbers)}"
        self.tokens[token] = self.clock()
        return OneTimeToken(token)

    def browser(self, txn_id, *, passes):
        """
        Finish the bank's check of a charge, as in the browser.

        Returns whether the check was still open.
        """
        intent = self.intents[txn_id]
        is_open = intent.state is ChargeState.ACTION_REQUIRED
        if is_open:
            intent.authenticate(passes=passes)
            self._captured(intent)
        return is_open

    def of_ref(self, ref):
        """Return all charges and refunds with an op's reference; there should be one."""
        return self.by_ref.get(ref, [])

    def let_go(self, before):
        """
        Let the bank decide about charges and refunds that were made before this moment.

        What is pending succeeds. Refunds to a card that returns refunds fail.
        """
        pending = [intent for intent in self.pending if intent.created < before]
        self.pending = [intent for intent in self.pending if intent.created >= before]
        for intent in pending:
            if intent.of and intent.card.returns_refunds:
                intent.state = ChargeState.DECLINED
                intent.of.refunded -= intent.amount.minor
            if intent.state is ChargeState.PENDING:
                intent.state = ChargeState.SUCCEEDED
                self._captured(intent)

    def take(self, ref, amount, card="ok"):
        """
        Add a charge without idempotency key or card token.

        The charge is like one that somebody enters by hand in the processor's dashboard.
        """
        card = FAKE_CARDS[card]
        return self._new("pi", ref, amount, card.state, card)

    def _charge(self, request):
        if request.amount.minor < self.least:
            raise RequestRejected(code="amount_too_small")
        if request.amount.minor > MOST:
            raise RequestRejected(code="amount_too_large")
        self._spend(request.token.value, request.ref)
        intent = self.take(request.ref, request.amount, request.token.value.split("-")[0])
        self._captured(intent)
        return intent.result()

    def _spend(self, token, ref):
        expires = self.tokens.get(token, self.clock()) + TOKEN_LIFE
        if (BOUND in token and token not in self.tokens) or self.clock() >= expires:
            raise TokenUnusable
        is_spent = token in self.used
        # Without idempotency keys, the same request is a new charge if its token may be used again.
        is_repeated = self.forgets and self.used.get(token) == ref
        if self.capabilities.one_time_token and is_spent and not is_repeated:
            raise TokenUnusable
        self.used.setdefault(token, ref)

    def _captured(self, intent):
        if intent.state is ChargeState.SUCCEEDED and intent.txn in self.intents:
            self.on_capture(intent.ref, intent.amount)

    def _refund(self, request):
        intent = self.intents.get(request.txn_id)
        if intent is None or not intent.captured or not intent.card.is_refundable:
            raise NotRefundable
        if intent.refunded == intent.captured:
            raise NotRefundable(code="charge_already_refunded")
        if intent.refunded + request.amount.minor > intent.captured:
            raise RefundTooLarge
        intent.refunded += request.amount.minor
        is_slow = self.slow_refunds or intent.card.has_slow_refunds
        state = ChargeState.PENDING if is_slow else ChargeState.SUCCEEDED
        refund = self._new("re", request.ref, request.amount, state, intent.card)
        self.pending += [refund] if intent.card.returns_refunds else []
        refund.of = intent
        return refund.refund_result()

    def _new(self, prefix, ref, amount, state, card):
        txn = f"{prefix}_{next(self.numbers)}"
        intent = Intent(txn, ref, amount, state, self.clock(), card=card)
        (self.intents if prefix == "pi" else self.refunds)[txn] = intent
        self.by_ref.setdefault(ref, []).append(intent)
        self.pending += [intent] if state is ChargeState.PENDING else []
        return intent

    def _listed(self, ref, since=None):
        rows = [row for row in self.of_ref(ref) if row.created + self.lag <= self.clock()]
        return [row for row in rows if since is None or row.created >= since]

    def _known(self, txn_id):
        if txn_id not in self.intents:
            raise RequestRejected(code="resource_missing")
        return self.intents[txn_id]

    def _own(self, ref, txn_id):
        intent = self._known(txn_id)
        if intent.ref != ref:
            raise RequestRejected
        return intent

    def _close(self, ref, txn_id):
        intent = self._own(ref, txn_id)
        intent.close()
        return intent.result()
