"""A practice's account at Stripe, behind the port of every processor (payments.md §5)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from chalicelib.kernel.ids import OpRef
from chalicelib.kernel.money import Money
from chalicelib.payments.domain.payment import (
    AccountInfo,
    BadCredentials,
    BrowserConfig,
    Capabilities,
    ChargeRequest,
    ChargeResult,
    LookupOutcome,
    LookupResult,
    ProcessorEvent,
    ProcessorKind,
    RefundRequest,
    RefundResult,
    RequestRejected,
    Snapshot,
)
from chalicelib.payments.stripe import responses, webhooks
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


@dataclass(frozen=True)
class StripeAccount:
    """
    One practice's keys at Stripe, and where Stripe is.

    Every request for one op is the same to the byte, so that sending it again under the op's reference is the
    way to reconcile. It carries that reference and an amount, never a name or a description (S28).
    """

    secret_key: str = field(repr=False)
    publishable_key: str
    webhook_secret: str = field(default="", repr=False)
    places: StripeAddresses = StripeAddresses()

    @property
    def kind(self) -> ProcessorKind:
        """Stripe."""
        return ProcessorKind.STRIPE

    @property
    def capabilities(self) -> Capabilities:
        """Idempotent by key for a day; nothing needs settlement."""
        return CAPABILITIES

    def verify_credentials(self) -> AccountInfo:
        """Read the account. Raises BadCredentials also when one key is live and the other is not."""
        live = _live(self.secret_key)
        if live != _live(self.publishable_key):
            raise BadCredentials("One of the two keys is live, the other is for tests.")
        currency, label = call_stripe(lambda: responses.profile(self._calls.profile()))
        return AccountInfo(live=live, currencies=[currency], label=label)

    def browser_config(self, ref: OpRef, amount: Money) -> BrowserConfig:  # noqa: ARG002 - others open a session here
        """The script, its origins and the publishable key."""
        public = {"publishable_key": self.publishable_key}
        return BrowserConfig(self.kind, self.places.script_url, public, self.places.csp)

    def charge(self, request: ChargeRequest) -> ChargeResult:
        """Create and confirm a payment intent, once for a reference."""
        try:
            return call_stripe(
                lambda: responses.charge(self._calls.create_intent(request)), StripeAct.CHARGE
            )
        except CardDeclined as no:
            error = no.error
        return call_stripe(lambda: responses.decline(error))

    def resume_charge(self, ref: OpRef, txn_id: str) -> ChargeResult:
        """Read the intent after the browser acted; a failed challenge is closed, for its page may still be open."""
        intent = self._intent(ref, txn_id)
        if intent["status"] != "requires_payment_method":
            return call_stripe(lambda: responses.charge(intent))
        after = self._calls.close_intent(txn_id)
        return call_stripe(lambda: responses.charge(intent if after["status"] in CLOSED else after))

    def abandon(self, ref: OpRef, txn_id: str) -> ChargeResult:
        """Cancel the intent; one that was just paid answers that it was."""
        self._intent(ref, txn_id)
        return call_stripe(lambda: responses.charge(self._calls.close_intent(txn_id)))

    def refund(self, request: RefundRequest) -> RefundResult:
        """Give back at once, whole or part; once for a reference."""
        return call_stripe(
            lambda: responses.refund(self._calls.create_refund(request)), StripeAct.REFUND
        )

    def lookup(self, ref: OpRef, sent_at: datetime, amount: Money) -> LookupResult:
        """Our intent among those of its day; another amount than asked is for a person to look at."""
        found = call_stripe(
            lambda: [responses.snapshot(intent) for intent in self._calls.intents_of(ref, sent_at)]
        )
        names = [one.txn_id for one in found]
        if not found:
            return LookupResult(LookupOutcome.NOT_FOUND)
        if len(found) > 1 or found[0].amount != amount:
            return LookupResult(LookupOutcome.AMBIGUOUS, matches=names)
        return LookupResult(LookupOutcome.FOUND, found[0], names)

    def lookup_refund(self, request: RefundRequest, sent_at: datetime) -> RefundResult | None:  # noqa: ARG002
        """Our refund among those of its charge, however old."""
        found = call_stripe(
            lambda: [responses.refund(refund) for refund in self._calls.refunds_of(request)]
        )
        return found[0] if found else None

    def fetch(self, txn_id: str) -> Snapshot:
        """One intent as it is now."""
        return call_stripe(lambda: responses.snapshot(self._calls.intent(txn_id)))

    def parse_webhook(
        self, headers: Mapping[str, str], raw_body: bytes
    ) -> Sequence[ProcessorEvent]:
        """Verify by this account's own secret, and read the hint."""
        return webhooks.events(headers, raw_body, self.webhook_secret)

    @property
    def _calls(self) -> StripeCalls:
        return StripeCalls(self.secret_key, self.places)

    def _intent(self, ref: OpRef, txn_id: str) -> Mapping[str, Any]:
        intent = call_stripe(lambda: self._calls.intent(txn_id))
        if call_stripe(lambda: intent["metadata"].get("op")) != ref:
            raise RequestRejected("This charge is another op's.")
        return intent


def _live(key: str) -> bool:
    return "_live_" in key[:8]
