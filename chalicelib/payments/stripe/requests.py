"""Sends requests to Stripe's API, and returns the responses as plain mappings."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from chalicelib.kernel.ids import OpRef
from chalicelib.payments.domain.payment import ChargeRequest, RefundRequest
from chalicelib.payments.domain.processor_errors import RequestRejected
from chalicelib.payments.stripe import transport
from chalicelib.payments.stripe.errors import call_stripe

if TYPE_CHECKING:
    from stripe import ListObject, StripeObject
    from stripe._v1_services import V1Services

Answer = Mapping[str, Any]

# How long before and after its sending a payment intent may be created, by Stripe's clock. Clocks
# differ, and a request that is sent again may create it until the idempotency key expires.
MARGIN_BEFORE, MARGIN_AFTER = timedelta(minutes=5), timedelta(hours=25)
WITH_CHARGE = ["latest_charge"]


@dataclass(frozen=True)
class StripeCalls:
    """
    Calls Stripe's API with the secret key of one account.

    Each method sends one request, with two exceptions. A method that reads a list sends one
    request for each page. `cancel_intent` sends a second request if the payment intent can
    no longer be canceled.
    """

    secret_key: str = field(repr=False)
    addresses: transport.StripeAddresses

    @functools.cached_property
    def _api(self) -> V1Services:
        return transport.client(self.secret_key, self.addresses).v1

    def profile(self) -> Answer:
        return _plain(self._api.accounts.retrieve_current())

    def create_intent(self, request: ChargeRequest) -> Answer:
        """
        Create and confirm a payment intent at Stripe.

        The same `request` always produces the same HTTP body, as Stripe requires for a
        repeated idempotency key.
        """
        params: Any = {
            "amount": request.amount.minor,
            "currency": request.amount.currency.lower(),
            "confirm": True,
            "confirmation_token": request.token.value,
            "metadata": {"op": request.ref},
            "expand": WITH_CHARGE,
            **_redirects(request.return_url),
        }
        return _plain(self._api.payment_intents.create(params, {"idempotency_key": request.ref}))

    def intent(self, txn_id: str) -> Answer:
        return _plain(self._api.payment_intents.retrieve(txn_id, {"expand": WITH_CHARGE}))

    def cancel_intent(self, txn_id: str) -> Answer:
        """Cancel a payment intent. If it can no longer be canceled, only read it."""
        try:
            params: Any = {"cancellation_reason": "abandoned", "expand": WITH_CHARGE}
            return call_stripe(lambda: _plain(self._api.payment_intents.cancel(txn_id, params)))
        except RequestRejected as refusal:
            if refusal.code != "payment_intent_unexpected_state":
                raise
        return call_stripe(lambda: self.intent(txn_id))

    def create_refund(self, request: RefundRequest) -> Answer:
        """
        Refund all or part of a charge.

        If a person entered a reason for the refund, this reason is not sent to Stripe.
        """
        params: Any = {
            "payment_intent": request.txn_id,
            "amount": request.amount.minor,
            "reason": "requested_by_customer",
            "metadata": {"op": request.ref},
        }
        return _plain(self._api.refunds.create(params, {"idempotency_key": request.ref}))

    def intents_of(self, ref: OpRef, sent_at: datetime) -> Sequence[Answer]:
        """
        Return all payment intents of an op.

        This method reads Stripe's list of payment intents, because Stripe's search may not
        include the newest payment intents yet.
        """
        created = {
            "gte": int((sent_at - MARGIN_BEFORE).timestamp()),
            "lte": int((sent_at + MARGIN_AFTER).timestamp()),
        }
        params: Any = {"created": created, "limit": 100, "expand": ["data.latest_charge"]}
        return _of_op(ref, self._api.payment_intents.list(params))

    def refunds_of(self, request: RefundRequest) -> Sequence[Answer]:
        """
        Return all refunds of an op.

        This method reads all refunds of the op's charge and selects the op's own refunds.
        """
        return _of_op(
            request.ref, self._api.refunds.list({"payment_intent": request.txn_id, "limit": 100})
        )


def _redirects(url: str) -> Answer:
    if url:
        return {"automatic_payment_methods": {"enabled": True}, "return_url": url}
    return {"automatic_payment_methods": {"enabled": True, "allow_redirects": "never"}}


def _of_op(ref: OpRef, pages: ListObject[Any]) -> Sequence[Answer]:
    plain = [_plain(thing) for thing in pages.auto_paging_iter()]
    return [thing for thing in plain if (thing.get("metadata") or {}).get("op") == ref]


def _plain(answer: StripeObject) -> Answer:
    return answer.to_dict()
