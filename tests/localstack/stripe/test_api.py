"""The fake refuses what the original refuses; the official SDK asks."""

import pytest
import stripe

from tests.localstack.stripe.stand_in import CARD, sdk

DAY = 24 * 3600


@pytest.fixture
def later(stand_in):
    moved = []

    def move(seconds):
        moved.append(seconds)
        stand_in.post("clock", advance=seconds)

    yield move
    stand_in.post("clock", advance=-sum(moved))


def refused(code, act, *args, error=stripe.InvalidRequestError):
    with pytest.raises(error) as caught:
        act(*args)
    assert caught.value.error.code == code
    return caught.value


def test_an_answer_is_replayed_by_its_key(practice):
    first, again = practice.pay(key="k"), practice.pay(key="k")
    assert first.to_dict() == again.to_dict()
    assert again.last_response.headers["Idempotent-Replayed"] == "true"
    assert len(practice.ledger["intents"]) == 1


def test_a_key_with_other_parameters_is_refused(practice):
    practice.pay(key="k")
    with pytest.raises(stripe.IdempotencyError) as caught:
        practice.pay(key="k", amount=999)
    assert caught.value.http_status == 400


def test_a_kept_500_is_replayed_although_the_money_moved(practice):
    practice.fault("error_500_after", path="payment_intents")
    for _turn in range(2):
        with pytest.raises(stripe.APIError) as caught:
            practice.pay(key="k")
        assert caught.value.http_status == 500
    assert len(practice.ledger["charges"]) == 1


def test_a_decline_is_replayed_with_all_that_it_said(practice):
    said = [
        refused(
            "card_declined", practice.pay, "pm_card_chargeDeclined", "k", error=stripe.CardError
        )
        for _ in range(2)
    ]
    assert said[0].json_body == said[1].json_body
    assert said[0].error.payment_intent.status == "requires_payment_method"


def test_a_key_is_the_account_s_own_and_lives_a_day(practice, stand_in, later):
    first = practice.pay(key="k")
    assert stand_in.new_account().pay(key="k").id != first.id
    later(DAY - 1)
    assert practice.pay(key="k").id == first.id
    later(1)
    assert practice.pay(key="k").id != first.id


def test_a_request_that_never_began_leaves_its_key_free(practice):
    refused("parameter_unknown", lambda: practice.pay(key="k", surprise=1))
    assert practice.pay(key="k").status == "succeeded"


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
def test_parameters_are_held_to_the_sdk_s_own_classes(practice, more, code, param):
    assert refused(code, lambda: practice.pay(**more)).param == param


def test_metadata_may_hold_any_name(practice):
    assert practice.pay(metadata={"op": "A", "any": "thing"}).metadata.to_dict() == {
        "op": "A",
        "any": "thing",
    }


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
def test_test_numbers_decline_as_published(practice, card, code, decline_code):
    error = refused(code, pay_by_number, practice, card, error=stripe.CardError)
    assert getattr(error.error, "decline_code", None) == decline_code
    assert practice.ledger["charges"] == []


def test_other_numbers_are_refused_when_the_token_is_made(practice):
    for number, code in (("4242424242424241", "incorrect_number"), ("37828224631000", "incorrect_number"),
                         ("4111111111111111", "card_declined"), ("378282246310005", None)):  # fmt: skip
        if code:
            refused(code, a_token, practice, number, error=stripe.CardError)
        else:
            assert a_token(practice, number).payment_method_preview.card.brand == "amex"


def test_an_expired_date_and_a_short_code_are_refused(practice):
    refused("invalid_expiry_year", lambda: a_token(practice, exp_year=2020), error=stripe.CardError)
    refused("invalid_cvc", lambda: a_token(practice, cvc="12"), error=stripe.CardError)


def test_3155_asks_the_person_first(practice):
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


def test_0259_is_disputed_and_decided_by_its_evidence(practice):
    intent = pay_by_number(practice, "4000000000000259")
    [dispute] = practice.sdk.disputes.list({"payment_intent": intent.id}).data
    refused("charge_disputed", practice.sdk.refunds.create, {"payment_intent": intent.id})
    won = practice.sdk.disputes.update(
        dispute.id, {"evidence": {"uncategorized_text": "winning_evidence"}}
    )
    assert won.status == "won"
    assert practice.sdk.refunds.create({"payment_intent": intent.id}).status == "succeeded"


def test_a_refund_never_exceeds_what_was_taken(practice):
    intent = practice.pay()
    practice.sdk.refunds.create({"payment_intent": intent.id, "amount": 10_000})
    over = refused(
        None, practice.sdk.refunds.create, {"payment_intent": intent.id, "amount": 2_501}
    )
    assert (over.param, over.http_status) == ("amount", 400)
    assert practice.sdk.refunds.create({"payment_intent": intent.id}).amount == 2_500
    refused("charge_already_refunded", practice.sdk.refunds.create, {"payment_intent": intent.id})


def test_what_was_not_paid_is_not_refunded(practice):
    unpaid = practice.sdk.payment_intents.create({"amount": 500, "currency": "usd"})
    refused(
        "payment_intent_unexpected_state",
        practice.sdk.refunds.create,
        {"payment_intent": unpaid.id},
    )
    refused("resource_missing", practice.sdk.refunds.create, {"payment_intent": "pi_none"})


def test_a_refund_that_came_back_may_be_made_again(practice):
    intent = practice.pay("pm_card_refundFail")
    refund = practice.sdk.refunds.create({"payment_intent": intent.id})
    practice.stand_in.post("settle", key=practice.secret)
    assert practice.sdk.refunds.retrieve(refund.id).status == "failed"
    assert practice.sdk.refunds.create({"payment_intent": intent.id, "amount": 100}).amount == 100


def test_an_intent_is_made_confirmed_and_cancelled_in_steps(practice):
    intents = practice.sdk.payment_intents
    made = intents.create({"amount": 500, "currency": "usd", **CARD})
    assert (made.status, intents.confirm(made.id, {"payment_method": "pm_card_visa"}).status) == (
        "requires_payment_method",
        "succeeded",
    )
    refused("payment_intent_unexpected_state", intents.cancel, made.id)
    other = intents.create({"amount": 500, "currency": "usd", **CARD})
    assert intents.cancel(other.id, {"cancellation_reason": "abandoned"}).status == "canceled"
    refused(
        "payment_intent_unexpected_state",
        intents.confirm,
        other.id,
        {"payment_method": "pm_card_visa"},
    )


def test_a_confirmation_token_serves_once_for_twelve_hours(practice, later):
    first, second = practice.token(), practice.token()
    asked = {"amount": 500, "currency": "usd", "confirm": True, "return_url": "https://example.org"}
    intent = practice.sdk.payment_intents.create(asked | {"confirmation_token": first})
    assert practice.sdk.confirmation_tokens.retrieve(first).payment_intent == intent.id
    for token, wait in ((first, 0), (second, DAY // 2)):
        later(wait)
        assert (
            refused(
                None, practice.sdk.payment_intents.create, asked | {"confirmation_token": token}
            ).param
            == "confirmation_token"
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
def test_keys_that_are_wrong_or_may_not_are_refused(stand_in, key, error):
    with pytest.raises(error):
        sdk(stand_in, key).accounts.retrieve_current()


def test_events_tell_what_happened_in_order(practice):
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


def test_an_unknown_path_is_no_answer(practice):
    with pytest.raises(stripe.InvalidRequestError):
        practice.sdk.balance.retrieve()


def a_token(practice, number="4242424242424242", **more):
    card = {
        "number": number,
        "exp_month": 12,
        "exp_year": 2034,
        "cvc": "1234"[: 4 if number.startswith("3") else 3],
    } | more
    asked = {"payment_method_data": {"type": "card", "card": card}}
    return practice.sdk.test_helpers.confirmation_tokens.create(asked)


def pay_by_number(practice, number):
    asked = {
        "amount": 500,
        "currency": "usd",
        "confirm": True,
        "confirmation_token": a_token(practice, number).id,
        **CARD,
    }
    return practice.sdk.payment_intents.create(asked)
