"""Tests that the fake Stripe acts once per idempotency key or confirmation token."""

import pytest
import stripe

from tests.localstack.stripe.calls import refused

DAY = 24 * 3600


def test_an_answer_is_replayed_by_its_key(practice):
    first, again = practice.pay(key="k"), practice.pay(key="k")
    assert first.to_dict() == again.to_dict()
    assert again.last_response.headers["Idempotent-Replayed"] == "true"
    assert len(practice.ledger["intents"]) == 1


def test_a_key_with_other_parameters_is_refused(practice):
    practice.pay(key="k")
    with pytest.raises(stripe.IdempotencyError) as raised:
        practice.pay(key="k", amount=999)
    assert raised.value.http_status == 400


def test_a_stored_500_is_replayed_although_the_money_moved(practice):
    practice.fault("error_500_after", path="payment_intents")
    for _ in range(2):
        with pytest.raises(stripe.APIError) as raised:
            practice.pay(key="k")
        assert raised.value.http_status == 500
    assert len(practice.ledger["charges"]) == 1


def test_a_decline_is_replayed_in_full(practice):
    errors = [
        refused(
            "card_declined", practice.pay, "pm_card_chargeDeclined", "k", error=stripe.CardError
        )
        for _ in range(2)
    ]
    assert errors[0].json_body == errors[1].json_body
    assert errors[0].error.payment_intent.status == "requires_payment_method"


def test_a_key_belongs_to_one_account_for_a_day(practice, stand_in, later):
    first = practice.pay(key="k")
    assert stand_in.new_account().pay(key="k").id != first.id
    later(DAY - 1)
    assert practice.pay(key="k").id == first.id
    later(1)
    assert practice.pay(key="k").id != first.id


def test_a_malformed_request_leaves_its_key_unused(practice):
    refused("parameter_unknown", lambda: practice.pay(key="k", surprise=1))
    assert practice.pay(key="k").status == "succeeded"


def test_a_confirmation_token_pays_once_within_twelve_hours(practice, later):
    first, second = practice.token(), practice.token()
    payment = {
        "amount": 500,
        "currency": "usd",
        "confirm": True,
        "return_url": "https://example.org",
    }
    intent = practice.sdk.payment_intents.create(payment | {"confirmation_token": first})
    assert practice.sdk.confirmation_tokens.retrieve(first).payment_intent == intent.id
    for token, wait in ((first, 0), (second, DAY // 2)):
        later(wait)
        assert (
            refused(
                None, practice.sdk.payment_intents.create, payment | {"confirmation_token": token}
            ).param
            == "confirmation_token"
        )
