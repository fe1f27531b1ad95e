"""Sends requests to the fake Stripe, for use in several tests."""

import pytest
import stripe

from tests.localstack.stripe.stand_in import CARD


def refused(code, act, *args, error=stripe.InvalidRequestError):
    with pytest.raises(error) as raised:
        act(*args)
    assert raised.value.error.code == code
    return raised.value


def a_token(practice, number="4242424242424242", **more):
    card = {
        "number": number,
        "exp_month": 12,
        "exp_year": 2034,
        "cvc": "1234"[: 4 if number.startswith("3") else 3],
    } | more
    request = {"payment_method_data": {"type": "card", "card": card}}
    return practice.sdk.test_helpers.confirmation_tokens.create(request)


def pay_by_number(practice, number):
    request = {
        "amount": 500,
        "currency": "usd",
        "confirm": True,
        "confirmation_token": a_token(practice, number).id,
        **CARD,
    }
    return practice.sdk.payment_intents.create(request)
