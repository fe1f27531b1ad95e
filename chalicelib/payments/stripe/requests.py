"""The few calls to Stripe that the product makes; answers are plain mappings, lists are read to their end."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from chalicelib.kernel.ids import OpRef
from chalicelib.payments.domain.payment import ChargeRequest, RefundRequest, RequestRejected
from chalicelib.payments.stripe import transport
from chalicelib.payments.stripe.errors import call_stripe

if TYPE_CHECKING:
    from stripe import ListObject, StripeObject
    from stripe._v1_services import V1Services

Answer = Mapping[str, Any]

# Clocks differ; and asking again with the same key may be what creates the intent, up to the key's last day.
SENT_EARLIER, SENT_LATER = timedelta(minutes=5), timedelta(hours=25)
CHARGE_TOO = ["latest_charge"]


@dataclass(frozen=True)
class StripeCalls:
    """One account's calls; each is one request (a list: one a page) and none is repeated."""

    secret_key: str = field(repr=False)
    places: transport.StripeAddresses

    @functools.cached_property
    def _api(self) -> V1Services:
        return transport.client(self.secret_key, self.places).v1

    def profile(self) -> Answer:
        """The account itself."""
        return _plain(self._api.accounts.retrieve_current())

    def create_intent(self, request: ChargeRequest) -> Answer:
        """Create and confirm; the same request is the same to the byte, always."""
        params: Any = {
            "amount": request.amount.minor,
            "currency": request.amount.currency.lower(),
            "confirm": True,
            "confirmation_token": request.token.value,
            "metadata": {"op": request.ref},
            "expand": CHARGE_TOO,
            **_return(request.return_url),
        }
        return _plain(self._api.payment_intents.create(params, {"idempotency_key": request.ref}))

    def intent(self, txn_id: str) -> Answer:
        """One intent as it is now."""
        return _plain(self._api.payment_intents.retrieve(txn_id, {"expand": CHARGE_TOO}))

    def close_intent(self, txn_id: str) -> Answer:
        """Cancel an intent, or read what it became in the same moment. Needs no key: a second time does nothing."""
        try:
            params: Any = {"cancellation_reason": "abandoned", "expand": CHARGE_TOO}
            return call_stripe(lambda: _plain(self._api.payment_intents.cancel(txn_id, params)))
        except RequestRejected as no:
            if no.code != "payment_intent_unexpected_state":
                raise
        return call_stripe(lambda: self.intent(txn_id))

    def create_refund(self, request: RefundRequest) -> Answer:
        """Refund a part or the whole; the reason that people wrote stays with us."""
        params: Any = {
            "payment_intent": request.txn_id,
            "amount": request.amount.minor,
            "reason": "requested_by_customer",
            "metadata": {"op": request.ref},
        }
        return _plain(self._api.refunds.create(params, {"idempotency_key": request.ref}))

    def intents_of(self, ref: OpRef, sent_at: datetime) -> Sequence[Answer]:
        """Every intent of an op. By list, which sees a new intent at once; search lags."""
        created = {
            "gte": int((sent_at - SENT_EARLIER).timestamp()),
            "lte": int((sent_at + SENT_LATER).timestamp()),
        }
        params: Any = {"created": created, "limit": 100, "expand": ["data.latest_charge"]}
        return _ours(ref, self._api.payment_intents.list(params))

    def refunds_of(self, request: RefundRequest) -> Sequence[Answer]:
        """Every refund of an op among those of its charge."""
        return _ours(
            request.ref, self._api.refunds.list({"payment_intent": request.txn_id, "limit": 100})
        )


def _return(url: str) -> Answer:
    if url:
        return {"automatic_payment_methods": {"enabled": True}, "return_url": url}
    return {"automatic_payment_methods": {"enabled": True, "allow_redirects": "never"}}


def _ours(ref: OpRef, pages: ListObject[Any]) -> Sequence[Answer]:
    plain = [_plain(thing) for thing in pages.auto_paging_iter()]
    return [thing for thing in plain if (thing.get("metadata") or {}).get("op") == ref]


def _plain(answer: StripeObject) -> Answer:
    return answer.to_dict()
