"""Tests that the fake Stripe checks requests and lists objects as Stripe does."""

import pytest
import stripe

from tests.localstack.stripe.calls import refused
from tests.localstack.stripe.stand_in import CARD, sdk


@pytest.mark.parametrize(
    ("more", "code", "param"),
    [
        ({"surprise": "1"}, "parameter_unknown", "surprise"),
        (
            {"automatic_payment_methods": {"surprise": "1"}},
            "parameter_unknown",
            "automatic_payment_methods[surprise]",
        ),
        (
            {"shipping": {"address": {"surprise": "1"}}},
            "parameter_unknown",
            "shipping[address][surprise]",
        ),
        ({"amount": 0}, "parameter_invalid_integer", "amount"),
        ({"amount": 12.5}, "parameter_invalid_integer", "amount"),
        ({"amount": 49}, "amount_too_small", "amount"),
        ({"amount": 100_000_000}, "amount_too_large", "amount"),
        ({"currency": "zzz"}, "parameter_invalid", "currency"),
        ({"confirm": "perhaps"}, "parameter_invalid_boolean", "confirm"),
        ({"payment_method": "pm_of_nobody"}, "resource_missing", "payment_method"),
        ({"automatic_payment_methods": {"enabled": True}}, None, "return_url"),
        ({"expand": ["surprise"]}, "parameter_invalid", "expand"),
        ({"metadata": "surprise"}, "parameter_invalid", "metadata"),
        (
            {"automatic_payment_methods": "surprise"},
            "parameter_invalid",
            "automatic_payment_methods",
        ),
    ],
)
def test_a_wrong_parameter_is_refused_by_name(practice, more, code, param):
    assert refused(code, lambda: practice.pay(**more)).param == param


def test_metadata_accepts_any_name(practice):
    assert practice.pay(metadata={"op": "A", "any": "thing"}).metadata.to_dict() == {
        "op": "A",
        "any": "thing",
    }


def test_an_intent_is_made_confirmed_and_cancelled_in_steps(practice):
    intents = practice.sdk.payment_intents
    intent = intents.create({"amount": 500, "currency": "usd", **CARD})
    assert (
        intent.status,
        intents.confirm(intent.id, {"payment_method": "pm_card_visa"}).status,
    ) == (
        "requires_payment_method",
        "succeeded",
    )
    refused("payment_intent_unexpected_state", intents.cancel, intent.id)
    other = intents.create({"amount": 500, "currency": "usd", **CARD})
    assert intents.cancel(other.id, {"cancellation_reason": "abandoned"}).status == "canceled"
    refused(
        "payment_intent_unexpected_state",
        intents.confirm,
        other.id,
        {"payment_method": "pm_card_visa"},
    )


def test_lists_are_newest_first_by_time_and_by_page(practice, later):
    old = practice.pay()
    later(100)
    new = [practice.pay().id for _ in range(3)]
    since = practice.sdk.payment_intents.list({"created": {"gt": old.created + 50}, "limit": 2})
    assert [intent.id for intent in since.data] == new[:0:-1]
    assert [intent.id for intent in since.auto_paging_iter()] == new[::-1]
    refused("parameter_invalid_integer", practice.sdk.payment_intents.list, {"limit": 101})


def test_search_lags_and_lists_do_not(practice, later):
    practice.pay(metadata={"op": "A"})
    query = {"query": "metadata['op']:'A'"}
    assert (
        len(practice.sdk.payment_intents.list().data),
        len(practice.sdk.payment_intents.search(query).data),
    ) == (1, 0)
    later(60)
    assert len(practice.sdk.payment_intents.search(query).data) == 1


def test_accounts_see_nothing_of_one_another(practice, stand_in):
    other, intent = stand_in.new_account(), practice.pay()
    refused("resource_missing", other.sdk.payment_intents.retrieve, intent.id)
    assert other.sdk.payment_intents.list().data == []
    assert (
        sdk(stand_in, practice.secret.replace("sk_", "rk_")).payment_intents.retrieve(intent.id).id
        == intent.id
    )


@pytest.mark.parametrize(
    ("key", "error"),
    [
        ("sk_test_invalid_x", stripe.AuthenticationError),
        ("sk_live_x", stripe.AuthenticationError),
        ("nonsense", stripe.AuthenticationError),
        ("pk_test_practice", stripe.AuthenticationError),
        ("rk_test_nopermission_x", stripe.PermissionError),
    ],
)
def test_a_wrong_key_or_one_without_permission_is_refused(stand_in, key, error):
    with pytest.raises(error):
        sdk(stand_in, key).accounts.retrieve_current()


def test_events_are_recorded_in_order(practice):
    intent = practice.pay()
    practice.sdk.refunds.create({"payment_intent": intent.id})
    kinds = [event.type for event in practice.sdk.events.list({"limit": 100}).data][::-1]
    assert kinds == [
        "payment_intent.created",
        "charge.succeeded",
        "payment_intent.succeeded",
        "refund.created",
        "charge.refunded",
    ]
    assert len(practice.sdk.events.list({"type": "refund.created"}).data) == 1


def test_an_unknown_path_is_refused(practice):
    with pytest.raises(stripe.InvalidRequestError):
        practice.sdk.balance.retrieve()
