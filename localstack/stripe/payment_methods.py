"""Makes payment methods from test cards, by name or by number."""

from typing import Any

from localstack.stripe import cards, forms, stripe_error
from localstack.stripe.account import Account, Object
from localstack.stripe.call import Call

SLOW = "pm_usBankAccount_processing"
"""Stripe's name for a bank debit that stays `processing`."""


def create(call: Call) -> Object:
    """Handle `POST /v1/payment_methods`."""
    return of_data(call, call.params, "")


def retrieve(call: Call) -> Object:
    """Handle `GET /v1/payment_methods/{id}`."""
    return call.named("payment_method", "payment_method")


def of_name(call: Call, name: str, param: str = "payment_method") -> Object:
    """Return a payment method by its id or a test card's name; else raise StripeError."""
    card = cards.named(name)
    if card:
        return _keep(call.account, card, call.now, {})
    if name == SLOW:
        return call.account.new(
            "pm",
            "payment_method",
            call.now,
            type="us_bank_account",
            card=None,
            _number="",
            _slow=True,
        )
    method = call.account.find("payment_method", name)
    if not method:
        raise stripe_error.missing("PaymentMethod", name, param, status=400)
    return method


def of_data(call: Call, data: forms.Params, above: str) -> Object:
    """Make a payment method from card data."""
    if forms.needed(data, "type") != "card":
        raise stripe_error.invalid(
            "The fake takes cards only.", param=f"{above}[type]" if above else "type"
        )
    fields = forms.group(data, "card")
    number = str(fields.get("number", "")).replace(" ", "")
    _check(fields, number, call.now)
    card = cards.numbered(number)
    if not card:
        raise _card_error(
            "card_declined",
            "Your card was declined. Your request was in test mode, but used a non test card.",
            "number",
            "test_mode_live_card",
        )
    return _keep(
        call.account,
        card,
        call.now,
        {"exp": fields, "billing": forms.group(data, "billing_details")},
    )


def test_card(method: Object) -> cards.Card:
    """Return the test card that decides how a payment method behaves."""
    return cards.numbered(method["_number"]) or cards.Card(method["_number"])


def _check(fields: Any, number: str, now: int) -> None:
    if not cards.well_formed(number):
        raise _card_error("incorrect_number", "Your card number is incorrect.", "number")
    month, year = forms.integer(fields, "exp_month") or 0, forms.integer(fields, "exp_year") or 0
    if month not in range(1, 13):
        raise _card_error(
            "invalid_expiry_month", "Your card's expiration month is invalid.", "exp_month"
        )
    # Months of about thirty days are exact enough to check a test card's expiry.
    if (year % 100 + 2000 - 1970) * 365.25 * 86400 + month * 30.4 * 86400 < now:
        raise _card_error(
            "invalid_expiry_year", "Your card's expiration year is invalid.", "exp_year"
        )
    code = str(fields.get("cvc", "000"))
    if not code.isdigit() or len(code) not in (3, 4 if cards.brand(number) == "amex" else 3):
        raise _card_error("invalid_cvc", "Your card's security code is invalid.", "cvc")


def _keep(account: Account, card: cards.Card, now: int, fields: dict[str, Any]) -> Object:
    expiry = fields.get("exp", {})
    shown_card = {
        "brand": cards.brand(card.number),
        "last4": card.number[-4:],
        "exp_month": int(expiry.get("exp_month", 12)),
        "exp_year": int(expiry.get("exp_year", 2034)) % 100 + 2000,
        "country": "US",
        "funding": "credit",
        "three_d_secure_usage": {"supported": True},
    }
    billing = fields.get("billing") or {"address": None, "email": None, "name": None, "phone": None}
    return account.new(
        "pm",
        "payment_method",
        now,
        type="card",
        card=shown_card,
        billing_details=billing,
        customer=None,
        metadata={},
        _number=card.number,
    )


def _card_error(
    code: str, message: str, param: str, decline_code: str | None = None
) -> stripe_error.StripeError:
    error = {
        "type": "card_error",
        "code": code,
        "message": message,
        "param": param,
        "decline_code": decline_code,
    }
    return stripe_error.StripeError(402, error)
