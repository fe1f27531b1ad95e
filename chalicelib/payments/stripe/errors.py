"""Maps Stripe's errors to the errors of the port (docs/processors.md#errors)."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, TypeVar

from chalicelib.kernel.errors import Invalid
from chalicelib.payments.domain.payment import DeclineReason
from chalicelib.payments.domain.processor_errors import (
    KEPT_FAILURE,
    BadCredentials,
    NotPermitted,
    NotRefundable,
    OutcomeUnknown,
    ProcessorBusy,
    ProcessorError,
    RefundTooLarge,
    RequestRejected,
    TokenUnusable,
)

if TYPE_CHECKING:
    import stripe

T = TypeVar("T")

NOT_REFUNDABLE_CODES = frozenset(
    {
        "balance_insufficient",
        "charge_already_refunded",
        "charge_disputed",
        "charge_not_refundable",
        "payment_intent_unexpected_state",
        "resource_missing",
    }
)
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
    """
    Lists the kinds of calls to Stripe.

    Some Stripe errors have a different meaning for each kind of call.
    """

    READ = "read"
    CHARGE = "charge"
    REFUND = "refund"


class CardDeclined(Exception):
    """
    Raised when the bank declines a card.

    Only the Stripe adapter handles this exception. `error` is Stripe's error object.
    """

    def __init__(self, error: Mapping[str, Any]) -> None:
        super().__init__("declined")
        self.error = error


def call_stripe(call: Callable[[], T], act: StripeAct = StripeAct.READ) -> T:
    """
    Run a function that calls Stripe, and return its result.

    Raises:
        CardDeclined: The card was declined, and `act` is `CHARGE`.
        NothingHappened: Stripe reports that it did not act; the subclass gives the reason.
        OutcomeUnknown: Any other error occurred, or the response could not be read. Stripe's
            SDK does not distinguish a refused connection from a lost response.
    """
    import stripe  # noqa: PLC0415 - lazy, see transport

    try:
        return call()
    except stripe.StripeError as error:
        # The error is not chained, because the SDK's error holds the body of the answer.
        raise _mapped(error, act) from None
    except (Invalid, AttributeError, KeyError, TypeError, ValueError):
        raise OutcomeUnknown("Stripe's answer could not be read.") from None


def decline_reason(error: Mapping[str, Any]) -> DeclineReason:
    """
    Return the reason why a card was declined.

    The bank's decline code takes precedence over Stripe's own error code.
    """
    for name in ("decline_code", "code"):
        if error.get(name) in DECLINES:
            return DECLINES[error[name]]
    return DeclineReason.GENERIC


def _mapped(error: "stripe.StripeError", act: StripeAct) -> Exception:
    import stripe  # noqa: PLC0415 - lazy, see transport

    details = _details(error)
    code = str(details.get("code") or "")
    match error:
        case stripe.CardError() if act is StripeAct.CHARGE and _is_final(details):
            return CardDeclined(details)
        case stripe.AuthenticationError():
            return BadCredentials("Stripe refuses this key.", code=code)
        case stripe.PermissionError():
            return NotPermitted("This Stripe key may not do that.", code=code)
        case stripe.RateLimitError():
            return ProcessorBusy("Stripe asks to try again later.", code=code)
        case stripe.InvalidRequestError():
            return _rejected(str(details.get("param") or ""), code, act)
    # Stripe may say that an idempotency key is in use (409) or has other parameters (400). That
    # proves nothing about the first call with this key.
    return OutcomeUnknown(
        f"Stripe gave no answer to rely on ({type(error).__name__}).",
        code=_kept_failure(error) or code,
    )


def _kept_failure(error: "stripe.StripeError") -> str:
    failed = (error.http_status or 0) >= HTTPStatus.INTERNAL_SERVER_ERROR
    replayed = (error.headers or {}).get("idempotent-replayed") == "true"
    return KEPT_FAILURE if failed and replayed else ""


def _details(error: "stripe.StripeError") -> Mapping[str, Any]:
    body = error.json_body
    details = body.get("error") if isinstance(body, Mapping) else None
    return details if isinstance(details, Mapping) else {}


def _is_final(details: Mapping[str, Any]) -> bool:
    intent = details.get("payment_intent")
    return not isinstance(intent, Mapping) or intent.get("status") in (
        "requires_payment_method",
        "canceled",
    )


def _rejected(param: str, code: str, act: StripeAct) -> ProcessorError:
    if act is StripeAct.CHARGE and (param == "confirmation_token" or code in TOKEN_CODES):
        return TokenUnusable(
            "This card token was used, is too old, or is another account's.", code=code
        )
    if act is StripeAct.REFUND and code in NOT_REFUNDABLE_CODES:
        return NotRefundable("Stripe does not refund this charge.", code=code)
    # Stripe sends no code for "greater than unrefunded amount", but one for a malformed amount.
    if act is StripeAct.REFUND and param == "amount" and not code:
        return RefundTooLarge("More than is left of this charge.", code=code)
    return RequestRejected(f"Stripe rejects our request ({param or code or 'no code'}).", code=code)
