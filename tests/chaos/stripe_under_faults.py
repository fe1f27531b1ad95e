"""Connects the real Stripe adapter and a fake Stripe server to a simulation."""

from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from types import SimpleNamespace
from urllib.error import HTTPError

from chalicelib.payments.domain.payment import OneTimeToken
from chalicelib.payments.stripe.account import StripeAccount
from chalicelib.payments.stripe.transport import StripeAddresses
from tests.billing.fake_state_machine import Died
from tests.kernel.fake_clock import FakeClock
from tests.payments.unreliable_calls import CALL_TIMEOUT, no_fault, no_listener

CARDS = {
    "ok": "pm_card_visa",
    "declined": "pm_card_chargeDeclined",
    "3ds": "pm_card_authenticationRequired",
    "review": "pm_usBankAccount_processing",
}
KINDS = {
    "lost": ("lost_before",),
    "busy": ("rate_limit",),
    "unanswered": ("lost_after", "reset", "cut", "empty", "html_502"),
    "late": ("late_commit",),
    "slow": ("late_commit",),
    "broken": ("error_500",),
    "broken after": ("error_500_after",),
}
WAIT_SECONDS = 0.4
"""
How many real seconds a call waits.

The simulated clock moves by the real time-out instead.
"""
TIMES_OUT = frozenset({"unanswered", "late", "slow"})
PATHS = {"charge": ("POST", "payment_intents"), "refund": ("POST", "refunds")}


@dataclass
class StripeUnderFaults:
    """
    Implements `PaymentProcessor` with the Stripe adapter, on a fake Stripe server.

    The class injects a simulation's faults into the adapter's calls.
    """

    practice: object
    clock: FakeClock = field(default_factory=FakeClock)
    boundary: object = no_listener
    fault: object = no_fault
    delay: object = field(default=lambda: timedelta(seconds=45))
    on_capture: object = no_listener
    tokens: dict = field(default_factory=dict)
    secrets: dict = field(default_factory=dict)
    arriving: list = field(default_factory=list)
    turn: int = 0
    time_at_stripe: object = None

    def __post_init__(self):
        self.account = StripeAccount(
            self.practice.secret,
            self.practice.publishable,
            "whsec_storm",
            StripeAddresses(api_base=self.stand_in.url, read_seconds=WAIT_SECONDS),
        )

    @property
    def stand_in(self):
        return self.practice.stand_in

    def __getattr__(self, name):
        return getattr(self.account, name)

    def charge(self, request):
        self.keep_time()
        token = self.tokens.get(request.token.value)
        if token is None:
            card = CARDS[request.token.value.split("-")[0]]
            token = self.tokens[request.token.value] = self.practice.token(card)
        own_request = replace(request, token=OneTimeToken(token))
        result = self._call("charge", lambda: self.account.charge(own_request))
        if result.client_action:
            self.secrets[result.txn_id] = result.client_action["client_secret"]
        return result

    def refund(self, request):
        return self._call("refund", lambda: self.account.refund(request))

    def lookup(self, *arguments):
        return self._call("lookup", lambda: self.account.lookup(*arguments))

    def lookup_refund(self, *arguments):
        return self._call("lookup", lambda: self.account.lookup_refund(*arguments))

    def fetch(self, txn):
        return self._call("fetch", lambda: self.account.fetch(txn))

    def resume_charge(self, ref, txn):
        return self._call("resume", lambda: self.account.resume_charge(ref, txn))

    def abandon(self, ref, txn):
        return self._call("abandon", lambda: self.account.abandon(ref, txn))

    def browser(self, txn, *, passes):
        self.keep_time()
        if secret := self.secrets.get(txn):
            # A payment that was canceled in the meantime cannot be confirmed any more.
            with suppress(HTTPError):
                self.stand_in.post(
                    "authenticate",
                    key=self.practice.publishable,
                    client_secret=secret,
                    passed=passes,
                )

    def arrive(self):
        """If at least one delayed request is due, make the fake Stripe run them all."""
        if self.arriving and min(self.arriving) <= self.clock():
            self.arriving.clear()
            self.stand_in.post("release")

    def let_go(self, _before):
        self.keep_time()
        self.stand_in.post("settle", key=self.practice.secret)

    @property
    def intents(self):
        """Return the charges in the fake Stripe's ledger, by id of the payment intent."""
        ledger = self.practice.ledger
        return {
            one["payment_intent"]: SimpleNamespace(
                txn=one["payment_intent"],
                ref=one["op"],
                captured=one["amount"],
                refunded=one["amount_refunded"],
            )
            for one in ledger["charges"]
        }

    def keep_time(self):
        """
        Set the fake Stripe's clock to the simulated time.

        Between calls of this method, the fake Stripe's clock advances in real time.
        """
        if self.clock() == self.time_at_stripe:
            return
        now = self.stand_in.post("clock", advance=0)["now"]
        self.stand_in.post("clock", advance=int(self.clock().timestamp()) - now)
        self.time_at_stripe = self.clock()

    def _call(self, verb, ask):
        self.arrive()
        self.keep_time()
        fault = self.fault(verb)
        self.boundary(verb)
        if fault in KINDS:
            self._arm(fault, *PATHS.get(verb, ("GET", "")))
        try:
            result = ask()
        finally:
            if fault in TIMES_OUT:
                self.clock.advance(CALL_TIMEOUT)
        self.boundary(f"{verb} done")
        if fault == "died":
            raise Died
        return result

    def _arm(self, fault, method, path):
        kinds = KINDS[fault]
        self.turn += 1
        self.practice.fault(kinds[self.turn % len(kinds)], method=method, path=path)
        if fault in {"late", "slow"}:
            self.arriving.append(self.clock() + CALL_TIMEOUT + self.delay())
