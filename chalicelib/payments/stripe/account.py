"""Calls Stripe's API for a practice's account (docs/processors.md#stripe)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from chalicelib.kernel.ids import OpRef
from chalicelib.kernel.money import Money
from chalicelib.payments.domain.payment import (
    AccountInfo,
    BrowserConfig,
    Capabilities,
    ChargeLimits,
    ChargeRequest,
    ChargeResult,
    LookupOutcome,
    LookupResult,
    ProcessorEvent,
    ProcessorKind,
    RefundRequest,
    RefundResult,
    Snapshot,
)
from chalicelib.payments.domain.processor_errors import BadCredentials, RequestRejected
from chalicelib.payments.stripe import responses, webhooks
from chalicelib.payments.stripe.account_form import (
    MIXED_KEYS,
    PUBLISHABLE_KEY,
    SECRET_KEY,
    WEBHOOK_SECRET,
    is_live_key,
)
from chalicelib.payments.stripe.errors import CardDeclined, StripeAct, call_stripe
from chalicelib.payments.stripe.requests import StripeCalls
from chalicelib.payments.stripe.transport import StripeAddresses

CAPABILITIES = Capabilities(
    native_idempotency=True,
    idempotency_ttl_s=86_400,
    one_time_token=True,
    partial_refund_before_settlement=True,
    quiet_period_s=0,
    needs_last4_for_refund=False,
    signed_webhooks=True,
)
CLOSED = ("requires_payment_method", "canceled")
MOST_OF_CHARGE = 99_999_999
LEAST_OF_CHARGE: Mapping[str, int] = {
    "USD": 50,
    "CAD": 50,
    "EUR": 50,
    "GBP": 30,
    "AUD": 50,
    "NZD": 50,
    "CHF": 50,
}
"""The least charge in each currency in which a practice can bill, in minor units."""


def stripe_limits(currency: str) -> ChargeLimits:
    """Return the limits of one charge in a currency; Stripe refuses any other amount."""
    return ChargeLimits(LEAST_OF_CHARGE.get(currency, 1), MOST_OF_CHARGE)


@dataclass(frozen=True)
class StripeAccount:
    """
    Implements `PaymentProcessor` with a practice's keys at Stripe.

    All requests for one op are identical, and use the op's reference as the idempotency
    key. Therefore a request that got no response can be sent again. A request contains the
    reference and an amount, but never a name or a description (S28).
    """

    secret_key: str = field(repr=False)
    publishable_key: str
    webhook_secret: str = field(default="", repr=False)
    addresses: StripeAddresses = StripeAddresses()

    @classmethod
    def with_keys(cls, keys: Mapping[str, str], addresses: StripeAddresses) -> "StripeAccount":
        """
        Create a `StripeAccount` from an account's keys.

        `keys` maps the field names of `STRIPE_ACCOUNT_FORM` to the keys.
        """
        webhook_secret = keys.get(WEBHOOK_SECRET, "")
        return cls(keys[SECRET_KEY], keys[PUBLISHABLE_KEY], webhook_secret, addresses)

    @property
    def kind(self) -> ProcessorKind:
        return ProcessorKind.STRIPE

    @property
    def capabilities(self) -> Capabilities:
        return CAPABILITIES

    def charge_limits(self, currency: str) -> ChargeLimits:
        return stripe_limits(currency)

    def verify_credentials(self) -> AccountInfo:
        """
        Fetch the account at Stripe, and return its details.

        Raises:
            BadCredentials: Stripe refuses the secret key, or one of the two keys is a live key and
                the other is a test key.
        """
        live = is_live_key(self.secret_key)
        if live != is_live_key(self.publishable_key):
            raise BadCredentials(MIXED_KEYS)
        currency, label = call_stripe(lambda: responses.profile(self._calls.profile()))
        return AccountInfo(live=live, currencies=[currency], label=label)

    def browser_config(self, ref: OpRef, amount: Money) -> BrowserConfig:  # noqa: ARG002 - the port's
        public = {PUBLISHABLE_KEY: self.publishable_key}
        return BrowserConfig(self.kind, self.addresses.script_url, public, self.addresses.csp)

    def charge(self, request: ChargeRequest) -> ChargeResult:
        """Create and confirm a payment intent (a charge at Stripe), at most once per op."""
        try:
            return call_stripe(
                lambda: responses.charge(self._calls.create_intent(request)), StripeAct.CHARGE
            )
        except CardDeclined as decline:
            error = decline.error
        return call_stripe(lambda: responses.decline(error))

    def resume_charge(self, ref: OpRef, txn_id: str) -> ChargeResult:
        """
        Return the state of a charge after the bank's authentication of the client.

        The authentication happens in the browser. If it failed, this method cancels the payment
        intent.
        """
        intent = self._intent(ref, txn_id)
        if intent["status"] != "requires_payment_method":
            return call_stripe(lambda: responses.charge(intent))
        # The page of the bank's check may still be open, and the client could try again there.
        after = self._calls.cancel_intent(txn_id)
        return call_stripe(lambda: responses.charge(intent if after["status"] in CLOSED else after))

    def abandon(self, ref: OpRef, txn_id: str) -> ChargeResult:
        """
        Cancel a payment intent that the client did not complete.

        Returns the result of the charge. If the client has paid in the meantime, the
        payment intent stays paid.
        """
        self._intent(ref, txn_id)
        return call_stripe(lambda: responses.charge(self._calls.cancel_intent(txn_id)))

    def refund(self, request: RefundRequest) -> RefundResult:
        """Send a refund to Stripe, at most once per op."""
        return call_stripe(
            lambda: responses.refund(self._calls.create_refund(request)), StripeAct.REFUND
        )

    def lookup(self, ref: OpRef, sent_at: datetime, amount: Money) -> LookupResult:
        """
        Look for an op's charge among all charges made around the time `sent_at`.

        The result is `AMBIGUOUS` if two or more charges match, or if the matching charge
        has another amount.
        """
        matches = call_stripe(
            lambda: [responses.snapshot(intent) for intent in self._calls.intents_of(ref, sent_at)]
        )
        ids = [match.txn_id for match in matches]
        if not matches:
            return LookupResult(LookupOutcome.NOT_FOUND)
        if len(matches) > 1 or matches[0].amount != amount:
            return LookupResult(LookupOutcome.AMBIGUOUS, matches=ids)
        return LookupResult(LookupOutcome.FOUND, matches[0], ids)

    def lookup_refund(self, request: RefundRequest, sent_at: datetime) -> RefundResult | None:  # noqa: ARG002
        """Look for an op's refund among all refunds of the charge, however old they are."""
        matches = call_stripe(
            lambda: [responses.refund(refund) for refund in self._calls.refunds_of(request)]
        )
        return matches[0] if matches else None

    def fetch(self, txn_id: str) -> Snapshot:
        return call_stripe(lambda: responses.snapshot(self._calls.intent(txn_id)))

    def parse_webhook(
        self, headers: Mapping[str, str], raw_body: bytes
    ) -> Sequence[ProcessorEvent]:
        return webhooks.events(headers, raw_body, self.webhook_secret)

    @property
    def _calls(self) -> StripeCalls:
        return StripeCalls(self.secret_key, self.addresses)

    def _intent(self, ref: OpRef, txn_id: str) -> Mapping[str, Any]:
        intent = call_stripe(lambda: self._calls.intent(txn_id))
        if call_stripe(lambda: intent["metadata"].get("op")) != ref:
            raise RequestRejected("This charge belongs to another op.")
        return intent
