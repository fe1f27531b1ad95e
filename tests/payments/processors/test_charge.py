"""Tests that a card is charged once, and through the right account."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from chalicelib.kernel.money import Money
from chalicelib.payments.domain.payment import (
    CardSummary,
    ChargeState,
    DeclineReason,
    LookupOutcome,
)
from chalicelib.payments.domain.processor_errors import (
    OutcomeUnknown,
    RequestRejected,
    TokenUnusable,
)
from tests.payments.processors.rig import PRICE, a_charge, a_ref

HALF_A_DAY = 12 * 3600


def test_a_good_card_pays_the_whole_amount(rig):
    result = rig.processor.charge(a_charge(rig.token()))
    assert (result.state, result.approved, result.card) == (
        ChargeState.SUCCEEDED,
        PRICE,
        CardSummary("visa", "4242"),
    )
    assert [charge["amount"] for charge in rig.charges()] == [12_500]


def test_the_least_and_the_most_that_are_declared_can_be_charged(rig):
    limits = rig.processor.charge_limits("USD")
    for minor in (limits.least, limits.most):
        result = rig.processor.charge(a_charge(rig.token(), Money(minor, "USD")))
        assert (result.state, result.approved) == (ChargeState.SUCCEEDED, Money(minor, "USD"))


def test_less_than_the_least_and_more_than_the_most_is_refused_and_nothing_is_charged(rig):
    limits = rig.processor.charge_limits("USD")
    for minor in (limits.least - 1, limits.most + 1):
        with pytest.raises(RequestRejected):
            rig.processor.charge(a_charge(rig.token(), Money(minor, "USD")))
    assert rig.charges() == []


def test_amex_pays_too(rig):
    assert rig.processor.charge(a_charge(rig.token("amex"))).card == CardSummary("amex", "0005")


@pytest.mark.parametrize(
    ("card", "reason"),
    [
        ("generic", DeclineReason.GENERIC),
        ("processing_error", DeclineReason.GENERIC),
        ("insufficient_funds", DeclineReason.INSUFFICIENT_FUNDS),
        ("expired_card", DeclineReason.EXPIRED),
        ("incorrect_cvc", DeclineReason.BAD_CVC),
        ("pickup_card", DeclineReason.PICK_UP),
        ("fraud", DeclineReason.FRAUD),
    ],
)
def test_a_decline_is_a_result_with_a_reason(rig, card, reason):
    request = a_charge(rig.token(card))
    result = rig.processor.charge(request)
    assert (result.state, result.decline, result.approved) == (ChargeState.DECLINED, reason, None)
    assert result.txn_id
    assert result.card.last4
    assert result.code
    assert rig.processor.charge(request) == result
    assert rig.charges() == []


def test_the_same_request_again_charges_nothing_more(rig):
    request = a_charge(rig.token())
    assert rig.processor.charge(request) == rig.processor.charge(request)
    assert len(rig.charges()) == 1


def test_one_op_sent_many_times_at_once_is_charged_once(rig):
    request = a_charge(rig.token())

    def send(_turn):
        try:
            return rig.processor.charge(request).state
        except OutcomeUnknown as error:
            return error.code

    with ThreadPoolExecutor(8) as threads:
        answers = set(threads.map(send, range(24)))
    assert answers <= {ChargeState.SUCCEEDED, "idempotency_key_in_use"}
    assert len(rig.charges()) == 1


def test_a_reference_reused_for_another_amount_is_an_unknown_outcome_without_a_charge(rig):
    request = a_charge(rig.token())
    rig.processor.charge(request)
    with pytest.raises(OutcomeUnknown):
        rig.processor.charge(replace(request, amount=Money(1_000, "USD")))
    assert len(rig.charges()) == 1


def test_a_card_token_pays_once(rig):
    token = rig.token()
    rig.processor.charge(a_charge(token))
    with pytest.raises(TokenUnusable):
        rig.processor.charge(a_charge(token))
    assert len(rig.charges()) == 1


def test_a_card_token_expires_after_twelve_hours(rig):
    token = rig.token()
    with rig.later(HALF_A_DAY), pytest.raises(TokenUnusable):
        rig.processor.charge(a_charge(token))
    assert rig.charges() == []


def test_a_card_token_of_another_practice_pays_nothing(rigs):
    ours, theirs = rigs(), rigs()
    with pytest.raises(TokenUnusable):
        ours.processor.charge(a_charge(theirs.token()))
    assert ours.charges() == theirs.charges() == []


def test_charges_of_two_practices_at_once_stay_in_their_accounts(rigs):
    pair = [rigs(), rigs()]
    requests = [
        (rig, a_charge(rig.token(), Money(1_000 + turn, "USD")))
        for turn in range(6)
        for rig in pair
    ]
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda one: one[0].processor.charge(one[1]), requests))
    for rig in pair:
        expected = {
            (request.ref, request.amount.minor) for owner, request in requests if owner is rig
        }
        assert {(charge["op"], charge["amount"]) for charge in rig.charges()} == expected


def test_a_slow_charge_is_pending_until_the_bank_has_paid(rig):
    result = rig.processor.charge(a_charge(rig.token("slow")))
    assert (result.state, result.approved) == (ChargeState.PENDING, None)
    assert rig.processor.fetch(result.txn_id).state is ChargeState.PENDING
    rig.settle()
    assert rig.processor.fetch(result.txn_id).state is ChargeState.SUCCEEDED


def test_an_amount_that_the_processor_refuses_is_a_rejected_request(rig):
    with pytest.raises(RequestRejected):
        rig.processor.charge(a_charge(rig.token(), Money(1, "USD")))


def test_a_charge_is_found_by_our_reference(rig):
    request, sent = a_charge(rig.token()), rig.now()
    result = rig.processor.charge(request)
    answer = rig.processor.lookup(request.ref, sent, PRICE)
    assert answer.outcome is LookupOutcome.FOUND
    assert (answer.snapshot.txn_id, answer.snapshot.amount, answer.snapshot.ref) == (
        result.txn_id,
        PRICE,
        request.ref,
    )
    assert answer.snapshot == rig.processor.fetch(result.txn_id)


def test_a_charge_that_was_never_sent_is_not_found(rig):
    rig.processor.charge(a_charge(rig.token()))
    assert rig.processor.lookup(a_ref(), rig.now(), PRICE).outcome is LookupOutcome.NOT_FOUND


def test_a_charge_of_another_amount_is_ambiguous(rig):
    request = a_charge(rig.token())
    result = rig.processor.charge(request)
    answer = rig.processor.lookup(request.ref, rig.now(), Money(1, "USD"))
    assert (answer.outcome, answer.snapshot, list(answer.matches)) == (
        LookupOutcome.AMBIGUOUS,
        None,
        [result.txn_id],
    )


def test_a_charge_is_found_among_more_than_one_page_of_others(rig):
    request, sent = a_charge(rig.token()), rig.now()
    rig.processor.charge(request)
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda _turn: rig.processor.charge(a_charge(rig.token())), range(120)))
    assert rig.processor.lookup(request.ref, sent, PRICE).outcome is LookupOutcome.FOUND


def test_a_charge_whose_key_has_expired_is_found_and_not_repeated(rig):
    request, sent = a_charge(rig.token()), rig.now()
    rig.processor.charge(request)
    with rig.later(2 * HALF_A_DAY):
        with pytest.raises(TokenUnusable):
            rig.processor.charge(request)
        assert rig.processor.lookup(request.ref, sent, PRICE).outcome is LookupOutcome.FOUND
    assert len(rig.charges()) == 1


def test_two_charges_with_one_reference_are_ambiguous(rig):
    request, sent = a_charge(rig.token()), rig.now()
    rig.processor.charge(request)
    rig.charged_by_hand(request.ref)
    answer = rig.processor.lookup(request.ref, sent, PRICE)
    assert (answer.outcome, answer.snapshot, len(answer.matches)) == (
        LookupOutcome.AMBIGUOUS,
        None,
        2,
    )
