"""Stripe's refusals in the port's words: what proves that nothing happened, and what does not (payments.md §3)."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, TypeVar

from chalicelib.kernel.errors import Invalid
from chalicelib.payments.domain.payment import (
    BadCredentials,
    DeclineReason,
    NotPermitted,
    NotRefundable,
    OutcomeUnknown,
    ProcessorError,
    RefundTooLarge,
    RequestRejected,
    TokenUnusable,
    TryAgainLater,
)

if TYPE_CHECKING:
    import stripe

T = TypeVar("T")

UNREFUNDABLE = frozenset(
    {
        "balance_insufficient",
        "charge_already_refunded",
        "charge_disputed",
        "charge_not_refundable",
        "payment_intent_unexpected_state",
        "resource_missing",
    }
)
KEPT = "kept_failure"
"""The code of an unknown outcome that asking again can only repeat: look it up instead (lifecycle.md §6)."""
TOKEN_CODES = frozenset({"token_already_used", "token_in_use"})
DECLINES: Mapping[str, DeclineReason] = {
    "insufficient_funds": DeclineReason.INSUFFICIENT_FUNDS,
    "expired_card": DeclineReason.EXPIRED,
    "invalid_expiry_month": DeclineReason.EXPIRED,
    "invalid_expiry_year": DeclineReason.EXPIRED,
    "incorrect_cvc": DeclineReason.BAD_CVC,
    "invalid_cvc": DeclineReason.BAD_CVC,
    "incorrect_number": DeclineReason.BAD_NUMBER,
    "invalid_number": DeclineReason.BAD_NUMBER,
    "incorrect_address": DeclineReason.BAD_ADDRESS,
    "incorrect_zip": DeclineReason.BAD_ADDRESS,
    "lost_card": DeclineReason.PICK_UP,
    "pickup_card": DeclineReason.PICK_UP,
    "stolen_card": DeclineReason.PICK_UP,
    "duplicate_transaction": DeclineReason.DUPLICATE,
    "fraudulent": DeclineReason.FRAUD,
    "merchant_blacklist": DeclineReason.FRAUD,
    "authentication_required": DeclineReason.NOT_AUTHENTICATED,
    "payment_intent_authentication_failure": DeclineReason.NOT_AUTHENTICATED,
}


class StripeAct(StrEnum):
    """What a call does; some refusals mean different things for different acts."""

    READ = "read"
    CHARGE = "charge"
    REFUND = "refund"


class CardDeclined(Exception):
    """Inside the adapter only: a card error that answers a charge; `error` is Stripe's own object."""

    def __init__(self, error: Mapping[str, Any]) -> None:
        super().__init__("declined")
        self.error = error


def call_stripe(call: Callable[[], T], act: StripeAct = StripeAct.READ) -> T:
    """
    What one call to Stripe answered, read to the end: an answer that cannot be read counts as none.

    Raises:
        Declined: The card was declined, when `act` is a charge.
        NothingHappened: A subclass, on Stripe's own word that it did not act.
        OutcomeUnknown: Everything else; the SDK reports a refused connection and a lost answer alike.
    """
    import stripe  # noqa: PLC0415 - lazy, see transport

    try:
        return call()
    except stripe.StripeError as error:
        # Never chained: the SDK's error carries the answer's body.
        raise _refusal(error, act) from None
    except (Invalid, AttributeError, KeyError, TypeError, ValueError):
        raise OutcomeUnknown("Stripe's answer could not be read.") from None


def reason(error: Mapping[str, Any]) -> DeclineReason:
    """Why a card was declined, from `{code, decline_code}`: the bank's word first."""
    for name in ("decline_code", "code"):
        if error.get(name) in DECLINES:
            return DECLINES[error[name]]
    return DeclineReason.GENERIC


def _refusal(error: "stripe.StripeError", act: StripeAct) -> Exception:
    import stripe  # noqa: PLC0415 - lazy, see transport

    told = _told(error)
    code = str(told.get("code") or "")
    match error:
        case stripe.CardError() if act is StripeAct.CHARGE and _is_final(told):
            return CardDeclined(told)
        case stripe.AuthenticationError():
            return BadCredentials("Stripe refuses this key.", code=code)
        case stripe.PermissionError():
            return NotPermitted("This Stripe key may not do that.", code=code)
        case stripe.RateLimitError():
            return TryAgainLater("Stripe asks to try again later.", code=code)
        case stripe.InvalidRequestError():
            return _rejected(str(told.get("param") or ""), code, act)
    # A key that still runs (409) and one seen with other parameters (400) say nothing about the first call.
    return OutcomeUnknown(
        f"Stripe gave no answer to rely on ({type(error).__name__}).", code=_kept(error) or code
    )


def _kept(error: "stripe.StripeError") -> str:
    failed = (error.http_status or 0) >= HTTPStatus.INTERNAL_SERVER_ERROR
    replayed = (error.headers or {}).get("idempotent-replayed") == "true"
    return KEPT if failed and replayed else ""


def _told(error: "stripe.StripeError") -> Mapping[str, Any]:
    body = error.json_body
    told = body.get("error") if isinstance(body, Mapping) else None
    return told if isinstance(told, Mapping) else {}


def _is_final(told: Mapping[str, Any]) -> bool:
    intent = told.get("payment_intent")
    return not isinstance(intent, Mapping) or intent.get("status") in (
        "requires_payment_method",
        "canceled",
    )


def _rejected(param: str, code: str, act: StripeAct) -> ProcessorError:
    if act is StripeAct.CHARGE and (param == "confirmation_token" or code in TOKEN_CODES):
        return TokenUnusable(
            "This card token was used, is too old, or is another account's.", code=code
        )
    if act is StripeAct.REFUND and code in UNREFUNDABLE:
        return NotRefundable("Stripe does not refund this charge.", code=code)
    # Stripe has no code for "greater than unrefunded amount"; a malformed amount has one.
    if act is StripeAct.REFUND and param == "amount" and not code:
        return RefundTooLarge("More than is left of this charge.", code=code)
    return RequestRejected(f"Stripe rejects our request ({param or code or 'no code'}).", code=code)
