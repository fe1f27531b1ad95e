"""Confirms intents: charges or declines the card, or asks for a challenge."""

from urllib.parse import urlencode

from localstack.stripe import (
    charges,
    confirmation_tokens,
    events,
    forms,
    payment_methods,
    stripe_error,
)
from localstack.stripe.account import Account, Object
from localstack.stripe.call import Call

UNAUTHENTICATED = (
    "The provided payment method has failed authentication. Provide another payment method."
)


def source(call: Call, before: str = "") -> Object:
    """
    Return the payment method to charge, as `{id, token?}`.

    `before`: the id of the payment method to use if the request names none.
    """
    params = call.params
    if "confirmation_token" in params:
        token = confirmation_tokens.unused(call, params["confirmation_token"])
        return {"id": token["_method"], "token": token}
    if "payment_method_data" in params:
        return {
            "id": payment_methods.of_data(
                call, forms.group(params, "payment_method_data"), "payment_method_data"
            )["id"]
        }
    name = params.get("payment_method") or before
    if not name:
        message = "You cannot confirm this PaymentIntent because it's missing a payment method."
        raise stripe_error.invalid(message, code="payment_intent_unexpected_state")
    return {"id": payment_methods.of_name(call, name)["id"]}


def automatic(params: forms.Params) -> Object | None:
    """
    Return the setting for automatic payment methods, which are on by default.

    Returns None if the request lists payment method types.
    """
    if "payment_method_types" in params:
        return None
    setting = forms.group(params, "automatic_payment_methods")
    return {"enabled": True, "allow_redirects": setting.get("allow_redirects", "always")}


def check_redirects(params: forms.Params, *, confirming: bool) -> None:
    """Refuse to confirm without a return URL when the browser may be redirected."""
    setting = automatic(params)
    if (
        confirming
        and setting
        and setting["allow_redirects"] != "never"
        and not params.get("return_url")
    ):
        message = (
            "This PaymentIntent may use payment methods that redirect: "
            "provide a `return_url` or `allow_redirects: never`."
        )
        raise stripe_error.invalid(message, param="return_url")


def confirm(call: Call, intent: Object, paying: Object) -> None:
    """Charge the card or ask for a challenge; raise StripeError 402 on a decline."""
    if "token" in paying:
        confirmation_tokens.use(call, paying["token"], intent["id"])
    method = payment_methods.of_name(call, paying["id"])
    intent |= {"payment_method": method["id"], "last_payment_error": None}
    if payment_methods.test_card(method).challenge:
        ask(call, intent)
        return
    take(call.account, intent, method, call.now)


def ask(call: Call, intent: Object) -> None:
    """
    Require a challenge.

    The challenge uses a redirect if the intent has a return URL, else a frame.
    """
    url = f"{call.origin}/challenge/{intent['id']}"
    action: Object = {
        "type": "use_stripe_sdk",
        "use_stripe_sdk": {"type": "three_d_secure_redirect", "stripe_js": url},
    }
    if intent["_return_url"]:
        query = {
            "key": f"pk_test_{call.account.suffix}",
            "payment_intent_client_secret": intent["client_secret"],
        }
        url += "?" + urlencode(query | {"return_url": intent["_return_url"]})
        action = {
            "type": "redirect_to_url",
            "redirect_to_url": {"url": url, "return_url": intent["_return_url"]},
        }
    intent |= {"status": "requires_action", "next_action": action}
    events.tell(call.account, "payment_intent.requires_action", call.account.keep(intent), call.now)


def authenticate(account: Account, intent: Object, now: int, *, passed: bool) -> None:
    """
    Finish the bank's challenge, and charge the card if the person passed it.

    Raises:
        StripeError: The card is declined (402), or there is no challenge to finish.
    """
    if intent["status"] != "requires_action":
        raise stripe_error.invalid(
            "This challenge is over.", code="payment_intent_unexpected_state"
        )
    intent["next_action"] = None
    method = account.find("payment_method", intent["payment_method"]) or {}
    if passed:
        take(account, intent, method, now)
        return
    error = {
        "type": "invalid_request_error",
        "code": "payment_intent_authentication_failure",
        "message": UNAUTHENTICATED,
    }
    fail(account, intent, error, now)


def take(account: Account, intent: Object, method: Object, now: int) -> None:
    """Charge the payment method; raise StripeError 402 on a decline."""
    charge = charges.attempt(account, intent, method, now)
    if charge["status"] == "failed":
        card = payment_methods.test_card(method)
        error: Object = {
            "type": "card_error",
            "code": card.code,
            "message": card.message,
            "charge": charge["id"],
        }
        error |= {"decline_code": card.decline_code} if card.decline_code else {}
        fail(account, intent, error | {"payment_method": method}, now)
        raise stripe_error.StripeError(
            402, error | {"payment_intent": intent, "payment_method": method}
        )
    if charge["status"] == "pending":
        intent["status"] = "processing"
        events.tell(account, "payment_intent.processing", account.keep(intent), now)
        return
    succeed(account, intent, now)


def succeed(account: Account, intent: Object, now: int) -> None:
    """Mark an intent as paid."""
    intent |= {"status": "succeeded", "amount_received": intent["amount"]}
    events.tell(account, "payment_intent.succeeded", account.keep(intent), now)


def fail(account: Account, intent: Object, error: Object, now: int) -> None:
    """
    Mark an intent as declined.

    A client can then try another payment method.
    """
    intent |= {
        "status": "requires_payment_method",
        "last_payment_error": error,
        "payment_method": None,
    }
    events.tell(account, "payment_intent.payment_failed", account.keep(intent), now)


def settle(account: Account, intent: Object, now: int) -> None:
    """Let a pending payment succeed."""
    charges.settle(account, account.objects["charge"][intent["latest_charge"]], now)
    succeed(account, intent, now)
