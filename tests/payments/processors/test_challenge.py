"""Tests checks by the bank (3-D Secure) that are passed, failed or abandoned."""

import pytest

from chalicelib.payments.domain.payment import ChargeState, DeclineReason
from chalicelib.payments.domain.processor_errors import RequestRejected
from tests.payments.processors.rig import PRICE, a_charge, a_ref


@pytest.fixture(params=["challenge"])
def challenge(rig, request):
    charge = a_charge(rig.token(request.param))
    result = rig.processor.charge(charge)
    assert (result.state, result.approved) == (ChargeState.ACTION_REQUIRED, None)
    assert rig.charges() == []
    return charge.ref, result


def test_a_completed_challenge_pays(rig, challenge):
    ref, result = challenge
    rig.act(result, passed=True)
    after = rig.processor.resume_charge(ref, result.txn_id)
    assert (after.state, after.approved, after.card.last4) == (ChargeState.SUCCEEDED, PRICE, "3184")
    assert len(rig.charges()) == 1


def test_a_failed_challenge_is_a_decline_and_cannot_pay_later(rig, challenge):
    ref, result = challenge
    rig.act(result, passed=False)
    after = rig.processor.resume_charge(ref, result.txn_id)
    assert (after.state, after.decline) == (ChargeState.DECLINED, DeclineReason.NOT_AUTHENTICATED)
    assert rig.processor.fetch(result.txn_id).voided
    assert rig.processor.resume_charge(ref, result.txn_id).state is ChargeState.DECLINED


@pytest.mark.parametrize("challenge", ["challenge_then_declined"], indirect=True)
def test_a_card_may_decline_after_the_challenge(rig, challenge):
    ref, result = challenge
    rig.act(result, passed=True)
    after = rig.processor.resume_charge(ref, result.txn_id)
    assert (after.state, after.decline) == (ChargeState.DECLINED, DeclineReason.INSUFFICIENT_FUNDS)
    assert rig.charges() == []


def test_resuming_an_open_challenge_changes_nothing(rig, challenge):
    ref, result = challenge
    assert rig.processor.resume_charge(ref, result.txn_id) == result


def test_an_abandoned_charge_never_pays_later(rig, challenge):
    ref, result = challenge
    after = rig.processor.abandon(ref, result.txn_id)
    assert (after.state, after.decline) == (ChargeState.DECLINED, DeclineReason.NOT_AUTHENTICATED)
    assert not rig.act(result, passed=True)
    assert rig.processor.abandon(ref, result.txn_id) == after
    assert rig.charges() == []


def test_abandoning_a_paid_charge_returns_success(rig, challenge):
    ref, result = challenge
    rig.act(result, passed=True)
    assert rig.processor.abandon(ref, result.txn_id).state is ChargeState.SUCCEEDED


def test_a_charge_is_resumed_only_by_its_own_op(rig, challenge):
    for call in (rig.processor.resume_charge, rig.processor.abandon):
        with pytest.raises(RequestRejected):
            call(a_ref(), challenge[1].txn_id)


def test_the_same_request_returns_the_same_challenge(rig):
    request = a_charge(rig.token("challenge"))
    assert rig.processor.charge(request) == rig.processor.charge(request)
