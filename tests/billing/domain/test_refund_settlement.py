"""What the outcome of a refund does to its op, invoice and ledger."""

from dataclasses import replace

import pytest

from chalicelib.billing.domain.invoice import Status, take_lock
from chalicelib.billing.domain.op import OpState, Overlay
from chalicelib.billing.domain.op_details import OpKind
from chalicelib.billing.domain.settlement import (
    apply_charge_result,
    apply_failure,
    apply_refund_result,
)
from chalicelib.payments.domain.payment import (
    CardSummary,
    ChargeResult,
    ChargeState,
    RefundResult,
    RefundState,
)
from tests.billing.builders import (
    NOW,
    a_ref,
    a_sent_invoice,
    an_op,
    usd,
    with_charge,
)

VISA, BACK = CardSummary("visa", "4242"), a_ref(99)


def taken(amount=None, state=ChargeState.SUCCEEDED, **changes):
    return replace(
        ChargeResult(state, "pi_1", VISA, usd(amount) if amount is not None else None), **changes
    )


def paying(invoice=None, **changes):
    invoice = invoice or a_sent_invoice()
    op = an_op(amount=invoice.balance.minor, **changes)
    return take_lock(invoice, op), replace(op, state=OpState.SENT, sent_at=NOW)


def refunding(amount=4_000):
    op = an_op(OpKind.REFUND, amount, 3, charge="pi_1")
    return take_lock(with_charge(a_sent_invoice()), op), replace(
        op, state=OpState.SENT, sent_at=NOW
    )


def test_a_refund_that_was_made_is_entered_and_the_client_told():
    """T15"""
    settled = apply_refund_result(
        *refunding(), RefundResult(RefundState.SUCCEEDED, refund_id="re_1"), NOW
    )
    assert (settled.invoice.refunded, settled.invoice.refundable, settled.invoice.active_op) == (
        usd(4_000),
        usd(6_000),
        None,
    )
    assert settled.notices[0].client == settled.invoice.client


def test_a_refund_that_failed_sets_its_money_free_and_tells_staff_only():
    """T16"""
    settled = apply_refund_result(
        *refunding(), RefundResult(RefundState.FAILED, code="expired"), NOW
    )
    assert (settled.op.state, settled.op.code, settled.invoice.refundable) == (
        OpState.FAILED,
        "expired",
        usd(10_000),
    )
    assert (settled.invoice.status, [notice.client for notice in settled.notices]) == (
        Status.PAID,
        [None],
    )


@pytest.mark.parametrize("state", [RefundState.PENDING, RefundState.DEFERRED])
def test_a_refund_on_its_way_lets_others_act_within_the_rest(state):
    settled = apply_refund_result(*refunding(), RefundResult(state), NOW)
    assert (settled.invoice.active_op, settled.invoice.overlay, settled.invoice.refundable) == (
        None,
        Overlay.REFUND_PENDING,
        usd(6_000),
    )


def test_a_payment_that_certainly_did_not_happen_tells_nobody_unless_staff_can_help():
    quiet, told = (
        apply_failure(*paying(), NOW, "not_found"),
        apply_failure(*paying(), NOW, "BadCredentials", tell=True),
    )
    assert (quiet.notices, quiet.op.code, quiet.invoice.active_op) == ([], "not_found", None)
    assert [notice.client for notice in told.notices] == [None]


def test_nothing_that_people_wrote_is_in_a_notice():
    """S27: a notice is made of ids alone."""
    settled = apply_charge_result(
        *paying(replace(a_sent_invoice(), description="Addiction Clinic")), taken(), NOW, BACK
    )
    assert "Addiction" not in repr(settled.notices)
    assert "Cleo" not in repr(settled.notices)
