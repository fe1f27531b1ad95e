"""Creates, confirms, returns and cancels payment intents."""

import secrets

from localstack.stripe import confirmations, events, forms, listing, stripe_error
from localstack.stripe.account import LETTERS, Object
from localstack.stripe.call import Call

CURRENCIES = {
    "usd",
    "eur",
    "gbp",
    "cad",
    "aud",
    "nzd",
    "chf",
    "jpy",
    "krw",
    "bhd",
    "kwd",
    "tnd",
    "sek",
    "nok",
    "dkk",
    "mxn",
}
MIN_AMOUNTS = {"usd": 50, "eur": 50, "gbp": 30, "cad": 50, "aud": 50, "jpy": 50}
MAX_AMOUNT = 99_999_999
CANCELLABLE = (
    "requires_payment_method",
    "requires_capture",
    "requires_confirmation",
    "requires_action",
    "processing",
)


def create(call: Call) -> Object:
    """Handle `POST /v1/payment_intents`; raise StripeError 402 on a decline."""
    amount, currency = _amount(call.params)
    confirms = forms.flag(call.params, "confirm")
    source = confirmations.source(call) if confirms or "payment_method" in call.params else None
    confirmations.check_redirects(call.params, confirming=confirms)
    intent = _new(call, amount, currency)
    events.tell(call.account, "payment_intent.created", intent, call.now)
    if source:
        intent |= {"payment_method": source["id"], "status": "requires_confirmation"}
    if source and confirms:
        confirmations.confirm(call, intent, source)
    return intent


def confirm(call: Call) -> Object:
    """Confirm a payment intent; raise StripeError 402 on a decline."""
    intent = call.named("payment_intent", "intent")
    if intent["status"] not in ("requires_payment_method", "requires_confirmation"):
        raise unexpected(intent, "confirm")
    confirmations.confirm(call, intent, confirmations.source(call, intent["payment_method"] or ""))
    return intent


def cancel(call: Call) -> Object:
    """Handle `POST /v1/payment_intents/{id}/cancel`."""
    intent = call.named("payment_intent", "intent")
    if intent["status"] not in CANCELLABLE:
        raise unexpected(intent, "cancel")
    intent |= {"status": "canceled", "canceled_at": call.now, "next_action": None}
    intent["cancellation_reason"] = call.params.get("cancellation_reason")
    events.tell(call.account, "payment_intent.canceled", call.account.keep(intent), call.now)
    return intent


def retrieve(call: Call) -> Object:
    """
    Handle `GET /v1/payment_intents/{id}`.

    A caller with a publishable key must send the intent's client secret.
    """
    intent = call.named("payment_intent", "intent")
    if call.kind == "pk":
        if call.params.get("client_secret") != intent["client_secret"]:
            raise stripe_error.missing("payment_intent", call.names[0], "intent")
        hidden = ("metadata", "latest_charge", "description", "customer")
        return {name: value for name, value in intent.items() if name not in hidden}
    return intent


def create_list(call: Call) -> Object:
    """
    Handle `GET /v1/payment_intents`.

    Unlike the search, this list contains a new intent at once.
    """
    return listing.page(call, call.account.all("payment_intent"), "customer")


def search(call: Call) -> Object:
    """
    Handle `GET /v1/payment_intents/search`.

    The search finds a new intent only after a minute.
    """
    return listing.search(call, call.account.all("payment_intent"))


def unexpected(intent: Object, verb: str) -> stripe_error.StripeError:
    """Return the error for a call that the intent's status does not allow."""
    message = f"You cannot {verb} this PaymentIntent because it has a status of {intent['status']}."
    return stripe_error.invalid(message, code="payment_intent_unexpected_state")


def _amount(params: forms.Params) -> tuple[int, str]:
    forms.needed(params, "amount")
    amount, currency = (
        forms.integer(params, "amount") or 0,
        str(forms.needed(params, "currency")).lower(),
    )
    if currency not in CURRENCIES:
        raise stripe_error.malformed(
            f"Invalid currency: {currency}", "parameter_invalid", "currency"
        )
    if amount < 1:
        raise stripe_error.malformed(
            "This value must be greater than or equal to 1.", "parameter_invalid_integer", "amount"
        )
    if amount > MAX_AMOUNT:
        raise stripe_error.malformed(
            "Amount must be no more than $999,999.99", "amount_too_large", "amount"
        )
    if amount < MIN_AMOUNTS.get(currency, 1):
        raise stripe_error.malformed(
            "Amount must be at least 50 cents.", "amount_too_small", "amount"
        )
    return amount, currency


def _new(call: Call, amount: int, currency: str) -> Object:
    params = call.params
    intent = call.account.new(
        "pi",
        "payment_intent",
        call.now,
        amount=amount,
        amount_capturable=0,
        amount_received=0,
        currency=currency,
        status="requires_payment_method",
        automatic_payment_methods=confirmations.automatic(params),
        canceled_at=None,
        cancellation_reason=None,
        capture_method="automatic_async",
        confirmation_method="automatic",
        customer=None,
        latest_charge=None,
        description=params.get("description"),
        last_payment_error=None,
        metadata=forms.group(params, "metadata"),
        next_action=None,
        payment_method=None,
        payment_method_types=["card"],
        processing=None,
        receipt_email=params.get("receipt_email"),
        _return_url=params.get("return_url"),
    )
    intent["client_secret"] = f"{intent['id']}_secret_" + "".join(
        secrets.choice(LETTERS) for _ in range(25)
    )
    return intent
