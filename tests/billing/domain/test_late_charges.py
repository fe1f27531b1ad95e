"""Tests that money which arrives late or twice is counted once or refunded."""

from dataclasses import replace

import pytest

from chalicelib.billing.domain.invoice import Status, take_lock
from chalicelib.billing.domain.ledger import EntryKind
from chalicelib.billing.domain.op import OpState
from chalicelib.billing.domain.op_details import OpKind
from chalicelib.billing.domain.settlement import (
    apply_charge_result,
    apply_late_charge,
)
from chalicelib.payments.domain.payment import (
    CardSummary,
    ChargeResult,
    ChargeState,
)
from tests.billing.builders import (
    NOW,
    a_ref,
    a_sent_invoice,
    an_op,
    in_status,
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


def kinds(settlement):
    return [entry.kind for entry in settlement.entries]


@pytest.mark.parametrize("status", [Status.PAID, Status.REFUNDED, Status.VOIDED, Status.FORGIVEN])
def test_money_that_arrives_when_nothing_is_owed_is_refunded_automatically(status):
    """
    T21: money that arrives when nothing is owed is refunded automatically.

    The refund is for the whole amount, the invoice keeps its status, and staff get a notice.
    """
    invoice, op = in_status(status), an_op(state=OpState.FAILED, number=5)
    settlement = apply_late_charge(invoice, op, charge_result(10_000, txn_id="pi_late"), NOW, BACK)
    assert (settlement.invoice.status, settlement.op, kinds(settlement)) == (
        status,
        op,
        [EntryKind.UNAPPLIED],
    )
    assert (settlement.next_op.ref, settlement.next_op.kind, settlement.next_op.amount) == (
        BACK,
        OpKind.REFUND,
        usd(10_000),
    )
    assert (settlement.next_op.details.charge, settlement.next_op.details.account) == (
        "pi_late",
        op.details.account,
    )
    assert (
        settlement.invoice.active_op,
        settlement.invoice.ledger.charge("pi_late").refundable,
    ) == (
        BACK,
        usd(0),
    )
    assert all(notice.client is None for notice in settlement.notices)


def test_late_money_is_entered_while_another_op_holds_the_lock():
    """
    T21: late money is entered at once, even if another op holds the invoice's lock.

    The op that charged the late money is finished, so no op would look for the money
    again.
    """
    refund = an_op(OpKind.REFUND, 1_000, 2, charge="pi_1")
    busy = take_lock(in_status(Status.PAID), refund)
    settlement = apply_late_charge(
        busy,
        an_op(state=OpState.FAILED, number=5),
        charge_result(10_000, txn_id="pi_late"),
        NOW,
        BACK,
    )
    assert (
        settlement.invoice.active_op,
        settlement.next_op.ref,
        settlement.invoice.open_refunds,
    ) == (
        refund.ref,
        BACK,
        {refund.ref, BACK},
    )
    assert settlement.invoice.ledger.charge("pi_late").reserved == usd(10_000)


def test_late_money_pays_what_is_still_owed():
    """T21, T5: late money on an unpaid invoice pays it, and is not refunded."""
    settlement = apply_late_charge(
        a_sent_invoice(), an_op(state=OpState.FAILED), charge_result(), NOW, BACK
    )
    assert (settlement.invoice.status, settlement.next_op, kinds(settlement)) == (
        Status.PAID,
        None,
        [EntryKind.CHARGED],
    )


def test_late_money_that_is_known_already_changes_nothing():
    assert (
        apply_late_charge(
            with_charge(a_sent_invoice()), an_op(state=OpState.FAILED), charge_result(), NOW, BACK
        )
        is None
    )


def test_the_same_success_received_twice_is_one_payment_without_a_refund():
    """
    A successful charge that is received twice must be entered once.

    If two tasks get the same response from the processor, the second task must not start
    a refund.
    """
    locked, op = payment_in_progress()
    paid = apply_charge_result(locked, op, charge_result(), NOW, BACK)
    again = apply_charge_result(
        replace(paid.invoice, active_op=op.ref),
        replace(op, state=OpState.UNKNOWN),
        charge_result(),
        NOW,
        BACK,
    )
    assert (again.invoice.status, again.next_op, kinds(again), again.op.state) == (
        Status.PAID,
        None,
        [],
        OpState.SUCCEEDED,
    )
