"""Money that arrives late or twice."""

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


def taken(amount=None, state=ChargeState.SUCCEEDED, **changes):
    return replace(
        ChargeResult(state, "pi_1", VISA, usd(amount) if amount is not None else None), **changes
    )


def paying(invoice=None, **changes):
    invoice = invoice or a_sent_invoice()
    op = an_op(amount=invoice.balance.minor, **changes)
    return take_lock(invoice, op), replace(op, state=OpState.SENT, sent_at=NOW)


def kinds(settled):
    return [entry.kind for entry in settled.entries]


@pytest.mark.parametrize("status", [Status.PAID, Status.REFUNDED, Status.VOIDED, Status.FORGIVEN])
def test_money_that_comes_when_nothing_is_owed_goes_back_by_itself(status):
    """T21: the status stays, the money is unapplied, all of it is refunded, staff are told."""
    invoice, op = in_status(status), an_op(state=OpState.FAILED, number=5)
    settled = apply_late_charge(invoice, op, taken(10_000, txn_id="pi_late"), NOW, BACK)
    assert (settled.invoice.status, settled.op, kinds(settled)) == (
        status,
        op,
        [EntryKind.UNAPPLIED],
    )
    assert (settled.next_op.ref, settled.next_op.kind, settled.next_op.amount) == (
        BACK,
        OpKind.REFUND,
        usd(10_000),
    )
    assert (settled.next_op.details.charge, settled.next_op.details.account) == (
        "pi_late",
        op.details.account,
    )
    assert (settled.invoice.active_op, settled.invoice.ledger.charge("pi_late").refundable) == (
        BACK,
        usd(0),
    )
    assert all(notice.client is None for notice in settled.notices)


def test_late_money_does_not_wait_for_whoever_holds_the_lock():
    """T21: it would otherwise be dropped, for nothing would ever look at the ended op again."""
    refund = an_op(OpKind.REFUND, 1_000, 2, charge="pi_1")
    busy = take_lock(in_status(Status.PAID), refund)
    settled = apply_late_charge(
        busy, an_op(state=OpState.FAILED, number=5), taken(10_000, txn_id="pi_late"), NOW, BACK
    )
    assert (settled.invoice.active_op, settled.next_op.ref, settled.invoice.refunds_open) == (
        refund.ref,
        BACK,
        2,
    )
    assert settled.invoice.ledger.charge("pi_late").reserved == usd(10_000)


def test_late_money_pays_what_is_still_owed():
    """T21, T5"""
    settled = apply_late_charge(a_sent_invoice(), an_op(state=OpState.FAILED), taken(), NOW, BACK)
    assert (settled.invoice.status, settled.next_op, kinds(settled)) == (
        Status.PAID,
        None,
        [EntryKind.CHARGED],
    )


def test_late_money_that_is_known_already_changes_nothing():
    assert (
        apply_late_charge(
            with_charge(a_sent_invoice()), an_op(state=OpState.FAILED), taken(), NOW, BACK
        )
        is None
    )


def test_the_same_success_told_twice_is_one_payment_and_nothing_goes_back():
    """Two tasks of one op get the same answer: the second must not refund the paid invoice."""
    held, op = paying()
    paid = apply_charge_result(held, op, taken(), NOW, BACK)
    again = apply_charge_result(
        replace(paid.invoice, active_op=op.ref),
        replace(op, state=OpState.UNKNOWN),
        taken(),
        NOW,
        BACK,
    )
    assert (again.invoice.status, again.next_op, kinds(again), again.op.state) == (
        Status.PAID,
        None,
        [],
        OpState.SUCCEEDED,
    )
