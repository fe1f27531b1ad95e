"""
Creates confirmation tokens for cards.

Each token can be used for one payment, within twelve hours.
"""

from localstack.stripe import forms, payment_methods, stripe_error
from localstack.stripe.account import Object
from localstack.stripe.call import Call

LIFE_SECONDS = 12 * 3600


def create(call: Call) -> Object:
    """
    Handle `POST /v1/test_helpers/confirmation_tokens`.

    This function also handles `POST /v1/confirmation_tokens`, the route that browsers call.
    """
    params = call.params
    if "payment_method" in params:
        method = payment_methods.of_name(call, params["payment_method"])
    else:
        method = payment_methods.of_data(
            call, forms.group(params, "payment_method_data"), "payment_method_data"
        )
    preview = {name: method.get(name) for name in ("type", "card", "billing_details")}
    return call.account.new(
        "ctoken",
        "confirmation_token",
        call.now,
        expires_at=call.now + LIFE_SECONDS,
        payment_intent=None,
        setup_intent=None,
        payment_method_preview=preview,
        return_url=params.get("return_url"),
        use_stripe_sdk=True,
        _method=method["id"],
    )


def retrieve(call: Call) -> Object:
    """Handle `GET /v1/confirmation_tokens/{id}`."""
    return call.named("confirmation_token", "confirmation_token")


def unused(call: Call, name: str) -> Object:
    """
    Return the confirmation token with this id, if it can still pay.

    Raises:
        StripeError: The token is unknown, used or expired.
    """
    token = call.account.find("confirmation_token", name)
    if not token:
        raise stripe_error.missing("confirmationtoken", name, "confirmation_token", status=400)
    if token["payment_intent"]:
        raise stripe_error.invalid(
            "This ConfirmationToken was used before and cannot be used again.",
            param="confirmation_token",
        )
    if call.now >= token["expires_at"]:
        raise stripe_error.invalid(
            "This ConfirmationToken has expired.", param="confirmation_token"
        )
    return token


def use(call: Call, token: Object, intent: str) -> Object:
    """Use a token for an intent and return the token's payment method."""
    token["payment_intent"] = intent
    call.account.keep(token)
    return payment_methods.of_name(call, token["_method"])
