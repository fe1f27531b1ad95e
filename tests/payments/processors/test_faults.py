"""Tests that each fault gives the right error and at most one charge per op."""

import pytest

from chalicelib.payments.domain.payment import ChargeState, LookupOutcome, RefundState
from chalicelib.payments.domain.processor_errors import OutcomeUnknown, ProcessorBusy
from tests.payments.processors.rig import PRICE, a_charge, a_refund

NOT_DONE = ("lost_before", "hang_before", "html_502_before", "error_500")
DONE = (
    "lost_after",
    "hang_after",
    "reset",
    "cut",
    "empty",
    "html_502",
    "nonsense",
    "error_500_after",
)
KEPT_500 = ("error_500", "error_500_after")


@pytest.mark.parametrize("kind", NOT_DONE + DONE)
def test_a_charge_without_an_answer_is_unknown_and_a_retry_charges_once(rig, kind):
    request, sent = a_charge(rig.token()), rig.now()
    rig.fault(kind)
    with pytest.raises(OutcomeUnknown):
        rig.impatient.charge(request)
    assert len(rig.charges()) == (1 if kind in DONE else 0)
    if kind in KEPT_500:
        with pytest.raises(OutcomeUnknown) as again:
            rig.processor.charge(request)
        assert again.value.code == "kept_failure"
        outcome = rig.processor.lookup(request.ref, sent, PRICE).outcome
        assert outcome is (LookupOutcome.FOUND if kind in DONE else LookupOutcome.NOT_FOUND)
    else:
        assert rig.processor.charge(request).state is ChargeState.SUCCEEDED
        assert len(rig.charges()) == 1


@pytest.mark.parametrize("kind", NOT_DONE + DONE)
def test_a_refund_without_an_answer_is_unknown_and_a_retry_refunds_once(rig, kind):
    request = a_refund(rig.processor.charge(a_charge(rig.token())).txn_id)
    rig.fault(kind, "refund")
    with pytest.raises(OutcomeUnknown):
        rig.impatient.refund(request)
    refund = rig.processor.lookup_refund(request, rig.now())
    assert (refund is not None) == (kind in DONE)
    if kind not in KEPT_500:
        assert rig.processor.refund(request).state is RefundState.SUCCEEDED
        assert len(rig.refunds()) == 1


def test_a_refusal_for_too_many_requests_charges_nothing(rig):
    request = a_charge(rig.token())
    rig.fault("rate_limit")
    with pytest.raises(ProcessorBusy):
        rig.processor.charge(request)
    assert rig.charges() == []
    assert rig.processor.charge(request).state is ChargeState.SUCCEEDED


def test_a_charge_that_is_done_after_our_timeout_is_made_once(rig):
    request, sent = a_charge(rig.token()), rig.now()
    rig.fault("late_commit")
    with pytest.raises(OutcomeUnknown):
        rig.impatient.charge(request)
    with pytest.raises(OutcomeUnknown):
        rig.processor.charge(request)
    assert rig.processor.lookup(request.ref, sent, PRICE).outcome is LookupOutcome.NOT_FOUND
    rig.release()
    assert rig.processor.charge(request).state is ChargeState.SUCCEEDED
    assert len(rig.charges()) == 1


@pytest.mark.parametrize(
    "kind", ["lost_before", "hang_before", "cut", "reset", "empty", "html_502", "nonsense"]
)
def test_a_look_up_without_an_answer_is_an_unknown_outcome(rig, kind):
    request, sent = a_charge(rig.token()), rig.now()
    result = rig.processor.charge(request)
    calls = (
        lambda: rig.impatient.lookup(request.ref, sent, PRICE),
        lambda: rig.impatient.fetch(result.txn_id),
        lambda: rig.impatient.lookup_refund(a_refund(result.txn_id), sent),
        rig.impatient.verify_credentials,
    )
    for call in calls:
        rig.fault(kind, "read")
        with pytest.raises(OutcomeUnknown):
            call()


@pytest.mark.parametrize("address", ["http://127.0.0.1:9", "http://nobody.invalid"])
def test_an_unreachable_processor_is_an_unknown_outcome(rig, address):
    with pytest.raises(OutcomeUnknown):
        rig.unreachable(address).charge(a_charge(rig.token()))


def test_one_charge_is_one_request(rig):
    request = a_charge(rig.token())
    rig.fault("lost_before")
    with pytest.raises(OutcomeUnknown):
        rig.processor.charge(request)
    assert rig.sent(request.ref) == 1
