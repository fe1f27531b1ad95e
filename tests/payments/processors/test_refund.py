"""Tests that full and partial refunds are made once and never exceed the charge."""

import pytest

from chalicelib.kernel.money import Money
from chalicelib.payments.domain.payment import RefundMethod, RefundState
from chalicelib.payments.domain.processor_errors import NotRefundable, RefundTooLarge
from tests.payments.processors.rig import PRICE, a_charge, a_refund


@pytest.fixture
def paid(rig):
    return rig.processor.charge(a_charge(rig.token())).txn_id


def test_a_whole_charge_can_be_refunded(rig, paid):
    result = rig.processor.refund(a_refund(paid))
    assert (result.state, result.method) == (RefundState.SUCCEEDED, RefundMethod.REFUND)
    assert rig.processor.fetch(paid).refunded == PRICE


def test_a_charge_can_be_refunded_in_parts_until_nothing_is_left(rig, paid):
    for minor in (5_000, 7_500):
        rig.processor.refund(a_refund(paid, Money(minor, "USD")))
    with pytest.raises(NotRefundable):
        rig.processor.refund(a_refund(paid, Money(1, "USD")))
    assert sum(refund["amount"] for refund in rig.refunds()) == 12_500


def test_a_refund_of_more_than_is_left_is_refused(rig, paid):
    rig.processor.refund(a_refund(paid, Money(5_000, "USD")))
    with pytest.raises(RefundTooLarge):
        rig.processor.refund(a_refund(paid, Money(7_501, "USD")))
    assert rig.processor.fetch(paid).refunded == Money(5_000, "USD")


def test_the_same_refund_again_refunds_nothing_more(rig, paid):
    request = a_refund(paid, Money(5_000, "USD"))
    assert rig.processor.refund(request) == rig.processor.refund(request)
    assert len(rig.refunds()) == 1
    assert rig.processor.lookup_refund(request, rig.now()) == rig.processor.refund(request)


def test_a_refund_that_was_never_sent_is_not_found(rig, paid):
    rig.processor.refund(a_refund(paid, Money(5_000, "USD")))
    assert rig.processor.lookup_refund(a_refund(paid), rig.now()) is None


@pytest.mark.parametrize("card", ["generic", "disputed", "challenge", "slow"])
def test_an_unsuccessful_or_disputed_charge_cannot_be_refunded(rig, card):
    charge = rig.processor.charge(a_charge(rig.token(card)))
    with pytest.raises(NotRefundable):
        rig.processor.refund(a_refund(charge.txn_id))
    assert rig.refunds() == []


def test_an_inquiry_does_not_stop_a_refund(rig):
    charge = rig.processor.charge(a_charge(rig.token("inquired")))
    assert rig.processor.refund(a_refund(charge.txn_id)).state is RefundState.SUCCEEDED


def test_a_disputed_charge_is_marked_as_disputed(rig):
    charge = rig.processor.charge(a_charge(rig.token("disputed")))
    assert rig.processor.fetch(charge.txn_id).disputed


def test_another_practices_charge_cannot_be_refunded(rigs, rig, paid):
    with pytest.raises(NotRefundable):
        rigs().processor.refund(a_refund(paid))
    assert rig.refunds() == []


def test_a_refund_may_be_pending_until_it_settles(rig):
    charge = rig.processor.charge(a_charge(rig.token("slow_refund")))
    request = a_refund(charge.txn_id)
    assert rig.processor.refund(request).state is RefundState.PENDING
    rig.settle()
    assert rig.processor.lookup_refund(request, rig.now()).state is RefundState.SUCCEEDED


def test_a_refund_that_the_bank_sends_back_is_failed_and_can_be_made_again(rig):
    charge = rig.processor.charge(a_charge(rig.token("returned_refund")))
    request = a_refund(charge.txn_id)
    assert rig.processor.refund(request).state is RefundState.SUCCEEDED
    rig.settle()
    assert rig.processor.lookup_refund(request, rig.now()).state is RefundState.FAILED
    assert rig.processor.fetch(charge.txn_id).refunded == PRICE.zero
    assert rig.processor.refund(a_refund(charge.txn_id)).state is RefundState.SUCCEEDED
