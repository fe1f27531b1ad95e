"""
Tests how a refund's outcome changes its op, its invoice and the ledger.

An op is one requested action on an invoice, here the refund.
"""

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


def charge_result(amount=None, state=ChargeState.SUCCEEDED, **changes):
    return replace(
        ChargeResult(state, "pi_1", VISA, usd(amount) if amount is not None else None), **changes
    )


def payment_in_progress(invoice=None, **changes):
    invoice = invoice or a_sent_invoice()
    op = an_op(amount=invoice.balance.minor, **changes)
    return take_lock(invoice, op), replace(op, state=OpState.SENT, sent_at=NOW)


def refund_in_progress(amount=4_000):
    op = an_op(OpKind.REFUND, amount, 3, charge="pi_1")
    return take_lock(with_charge(a_sent_invoice()), op), replace(
        op, state=OpState.SENT, sent_at=NOW
    )


def test_a_successful_refund_is_entered_and_the_client_gets_a_notice():
    """T15: a successful refund is entered in the ledger, and the lock is released."""
    settlement = apply_refund_result(
        *refund_in_progress(), RefundResult(RefundState.SUCCEEDED, refund_id="re_1"), NOW
    )
    assert (
        settlement.invoice.refunded,
        settlement.invoice.refundable,
        settlement.invoice.active_op,
    ) == (
        usd(4_000),
        usd(6_000),
        None,
    )
    assert settlement.notices[0].client == settlement.invoice.client


def test_a_failed_refund_releases_its_reservation_and_only_staff_get_a_notice():
    """
    T16: after a failed refund, the invoice stays paid.

    The amount that was reserved for the refund is released, so the invoice's whole amount
    can be refunded.
    """
    settlement = apply_refund_result(
        *refund_in_progress(), RefundResult(RefundState.FAILED, code="expired"), NOW
    )
    assert (settlement.op.state, settlement.op.code, settlement.invoice.refundable) == (
        OpState.FAILED,
        "expired",
        usd(10_000),
    )
    assert (settlement.invoice.status, [notice.client for notice in settlement.notices]) == (
        Status.PAID,
        [None],
    )


@pytest.mark.parametrize("state", [RefundState.PENDING, RefundState.DEFERRED])
def test_a_pending_refund_releases_the_lock_and_keeps_its_reservation(state):
    settlement = apply_refund_result(*refund_in_progress(), RefundResult(state), NOW)
    assert (
        settlement.invoice.active_op,
        settlement.invoice.overlay,
        settlement.invoice.refundable,
    ) == (
        None,
        Overlay.REFUND_PENDING,
        usd(6_000),
    )


def test_a_failed_payment_sends_a_notice_only_if_staff_can_help():
    failure, account_failure = (
        apply_failure(*payment_in_progress(), NOW, "not_found"),
        apply_failure(*payment_in_progress(), NOW, "BadCredentials", tell=True),
    )
    assert (failure.notices, failure.op.code, failure.invoice.active_op) == ([], "not_found", None)
    assert [notice.client for notice in account_failure.notices] == [None]


def test_a_notice_has_nothing_that_people_wrote():
    """S27: a notice contains only ids, so it has neither a description nor a name."""
    settlement = apply_charge_result(
        *payment_in_progress(replace(a_sent_invoice(), description="Addiction Clinic")),
        charge_result(),
        NOW,
        BACK,
    )
    assert "Addiction" not in repr(settlement.notices)
    assert "Cleo" not in repr(settlement.notices)
