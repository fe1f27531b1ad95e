"""Tests that the fake Stripe's test cards behave as Stripe documents."""

import time

import pytest
import stripe

from localstack.stripe.server import RETURN_SECONDS
from tests.localstack.stripe.calls import a_token, pay_by_number, refused


@pytest.mark.parametrize(
    ("card", "code", "decline_code"),
    [
        ("4000000000000002", "card_declined", "generic_decline"),
        ("4000000000009995", "card_declined", "insufficient_funds"),
        ("4000000000009987", "card_declined", "lost_card"),
        ("4000000000009979", "card_declined", "stolen_card"),
        ("4000000000000341", "card_declined", "generic_decline"),
        ("4100000000000019", "card_declined", "fraudulent"),
        ("4000000000000069", "expired_card", None),
        ("4000000000000127", "incorrect_cvc", None),
        ("4000000000000119", "processing_error", None),
    ],
)
def test_declined_test_cards_give_the_published_codes(practice, card, code, decline_code):
    error = refused(code, pay_by_number, practice, card, error=stripe.CardError)
    assert getattr(error.error, "decline_code", None) == decline_code
    assert practice.ledger["charges"] == []


def test_other_numbers_are_refused_when_the_token_is_made(practice):
    for number, code in (
        ("4242424242424241", "incorrect_number"),
        ("37828224631000", "incorrect_number"),
        ("4111111111111111", "card_declined"),
        ("378282246310005", None),
    ):
        if code:
            refused(code, a_token, practice, number, error=stripe.CardError)
        else:
            assert a_token(practice, number).payment_method_preview.card.brand == "amex"


def test_an_expired_date_and_a_short_code_are_refused(practice):
    refused("invalid_expiry_year", lambda: a_token(practice, exp_year=2020), error=stripe.CardError)
    refused("invalid_cvc", lambda: a_token(practice, cvc="12"), error=stripe.CardError)


def test_card_3155_needs_the_banks_check_first(practice):
    intent = pay_by_number(practice, "4000002500003155")
    assert (intent.status, intent.next_action.type, intent.latest_charge) == (
        "requires_action",
        "use_stripe_sdk",
        None,
    )
    practice.stand_in.post(
        "authenticate", key=practice.publishable, client_secret=intent.client_secret, passed=True
    )
    assert practice.sdk.payment_intents.retrieve(intent.id).status == "succeeded"


def test_a_dispute_of_card_0259_is_decided_by_its_evidence(practice):
    intent = pay_by_number(practice, "4000000000000259")
    [dispute] = practice.sdk.disputes.list({"payment_intent": intent.id}).data
    refused("charge_disputed", practice.sdk.refunds.create, {"payment_intent": intent.id})
    won = practice.sdk.disputes.update(
        dispute.id, {"evidence": {"uncategorized_text": "winning_evidence"}}
    )
    assert won.status == "won"
    assert practice.sdk.refunds.create({"payment_intent": intent.id}).status == "succeeded"


def test_a_refund_never_exceeds_the_charge(practice):
    intent = practice.pay()
    practice.sdk.refunds.create({"payment_intent": intent.id, "amount": 10_000})
    over = refused(
        None, practice.sdk.refunds.create, {"payment_intent": intent.id, "amount": 2_501}
    )
    assert (over.param, over.http_status) == ("amount", 400)
    assert practice.sdk.refunds.create({"payment_intent": intent.id}).amount == 2_500
    refused("charge_already_refunded", practice.sdk.refunds.create, {"payment_intent": intent.id})


def test_an_unpaid_intent_is_not_refunded(practice):
    unpaid = practice.sdk.payment_intents.create({"amount": 500, "currency": "usd"})
    refused(
        "payment_intent_unexpected_state",
        practice.sdk.refunds.create,
        {"payment_intent": unpaid.id},
    )
    refused("resource_missing", practice.sdk.refunds.create, {"payment_intent": "pi_none"})


def test_a_returned_refund_may_be_made_again(practice):
    intent = practice.pay("pm_card_refundFail")
    refund = practice.sdk.refunds.create({"payment_intent": intent.id})
    practice.stand_in.post("settle", key=practice.secret)
    failed = practice.sdk.refunds.retrieve(refund.id)
    assert (failed.status, failed.failure_reason) == ("failed", "expired_or_canceled_card")
    assert failed.failure_balance_transaction
    kinds = [event.type for event in practice.sdk.events.list({"limit": 3}).data]
    assert sorted(kinds) == ["charge.refund.updated", "refund.failed", "refund.updated"]
    assert practice.sdk.refunds.create({"payment_intent": intent.id, "amount": 100}).amount == 100


def test_the_bank_sends_a_refund_back_by_itself_a_little_later(practice):
    intent = practice.pay("pm_card_refundFail")
    refund = practice.sdk.refunds.create({"payment_intent": intent.id})
    assert refund.status == "succeeded"
    deadline = time.monotonic() + RETURN_SECONDS + 10
    while practice.sdk.refunds.retrieve(refund.id).status != "failed":
        assert time.monotonic() < deadline
        time.sleep(0.2)
