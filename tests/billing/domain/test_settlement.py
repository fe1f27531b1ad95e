"""
Tests how a payment's outcome changes its op, its invoice and the ledger.

An op is one requested action on an invoice, here the payment.
"""

from dataclasses import replace
from datetime import timedelta

from chalicelib.billing.domain.invoice import Status, take_lock
from chalicelib.billing.domain.ledger import EntryKind
from chalicelib.billing.domain.op import OpState, Overlay
from chalicelib.billing.domain.settlement import (
    apply_charge_result,
    apply_unknown_outcome,
    await_admin,
)
from chalicelib.kernel.money import Money
from chalicelib.payments.domain.payment import (
    CardSummary,
    ChargeResult,
    ChargeState,
    DeclineReason,
)
from tests.billing.builders import (
    NOW,
    PAYER,
    a_ref,
    a_sent_invoice,
    an_op,
    usd,
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


def test_a_success_pays_and_unlocks_the_invoice_and_sends_one_notice_to_each():
    """T5: after a successful payment, the client and the provider each get one notice."""
    settlement = apply_charge_result(*payment_in_progress(), charge_result(), NOW, BACK)
    assert (settlement.invoice.status, settlement.invoice.active_op, settlement.op.state) == (
        Status.PAID,
        None,
        OpState.SUCCEEDED,
    )
    entry = settlement.entries[0]
    assert (entry.kind, entry.amount, entry.charge, entry.card, entry.actor) == (
        EntryKind.CHARGED,
        usd(10_000),
        "pi_1",
        VISA,
        PAYER,
    )
    assert [(notice.client is None, notice.person is None) for notice in settlement.notices] == [
        (False, True),
        (True, False),
    ]


def test_a_decline_unlocks_the_invoice_and_records_the_reason():
    """T6: after a declined payment, the invoice stays unpaid and can be paid again."""
    settlement = apply_charge_result(
        *payment_in_progress(),
        charge_result(state=ChargeState.DECLINED, decline=DeclineReason.EXPIRED),
        NOW,
        BACK,
    )
    assert (
        settlement.invoice.status,
        settlement.invoice.active_op,
        settlement.invoice.overlay,
    ) == (
        Status.SENT,
        None,
        None,
    )
    assert (settlement.op.state, settlement.op.details.decline, kinds(settlement)) == (
        OpState.DECLINED,
        DeclineReason.EXPIRED,
        [EntryKind.DECLINED],
    )


def test_a_partial_approval_is_entered_with_its_real_amount():
    settlement = apply_charge_result(*payment_in_progress(), charge_result(4_000), NOW, BACK)
    assert (settlement.invoice.status, settlement.invoice.balance, settlement.invoice.net) == (
        Status.SENT,
        usd(6_000),
        usd(4_000),
    )


def test_a_charge_in_another_currency_waits_for_an_admin():
    settlement = apply_charge_result(
        *payment_in_progress(), charge_result(approved=Money(10_000, "EUR")), NOW, BACK
    )
    assert (settlement.op.state, settlement.invoice.overlay, kinds(settlement)) == (
        OpState.MANUAL,
        Overlay.CHECKING,
        [],
    )


def test_the_banks_own_check_keeps_the_lock_for_fifteen_minutes():
    settlement = apply_charge_result(
        *payment_in_progress(),
        charge_result(state=ChargeState.ACTION_REQUIRED, client_action={"client_secret": "s"}),
        NOW,
        BACK,
    )
    assert (settlement.op.state, settlement.op.due_at) == (
        OpState.ACTION_REQUIRED,
        NOW + timedelta(seconds=900),
    )
    assert settlement.invoice.active_op == settlement.op.ref
    assert settlement.op.details.client_action == {"client_secret": "s"}


def test_a_success_deletes_what_the_browser_needed():
    locked, op = payment_in_progress()
    settlement = apply_charge_result(
        locked,
        replace(op, state=OpState.ACTION_REQUIRED).with_details(
            client_action={"client_secret": "s"}
        ),
        charge_result(),
        NOW,
        BACK,
    )
    assert settlement.op.details.client_action == {}


def test_a_charge_held_for_review_keeps_the_lock():
    settlement = apply_charge_result(
        *payment_in_progress(), charge_result(state=ChargeState.PENDING), NOW, BACK
    )
    assert (settlement.op.state, settlement.invoice.overlay) == (
        OpState.PENDING,
        Overlay.PROCESSING,
    )


def test_a_failed_look_up_leaves_a_charge_under_review_pending():
    locked, op = payment_in_progress()
    settlement = apply_unknown_outcome(
        locked, replace(op, state=OpState.PENDING).with_details(charge="pi_1"), NOW
    )
    assert (settlement.op.state, settlement.invoice.overlay, kinds(settlement)) == (
        OpState.PENDING,
        Overlay.PROCESSING,
        [],
    )
    assert settlement.op.due_at > NOW


def test_an_unknown_outcome_is_entered_once_and_looked_up_after_growing_delays():
    """
    T7: an unknown payment outcome adds only one entry to the ledger.

    The outcome is looked up after one minute and, if it is still unknown, again after
    another five minutes.
    """
    locked, op = payment_in_progress()
    first = apply_unknown_outcome(locked, op, NOW)
    second = apply_unknown_outcome(first.invoice, first.op, NOW)
    assert (first.op.state, first.invoice.overlay, kinds(first)) == (
        OpState.UNKNOWN,
        Overlay.CHECKING,
        [EntryKind.CHECKING],
    )
    assert (kinds(second), second.op.rounds) == ([], 2)
    assert (first.op.due_at - NOW, second.op.due_at - NOW) == (
        timedelta(minutes=1),
        timedelta(minutes=5),
    )


def test_an_op_that_waits_for_an_admin_keeps_the_lock_and_only_staff_get_a_notice():
    """
    T8: while an op waits for an Admin, the invoice stays locked.

    Nobody can pay the invoice again until an Admin has closed the op.
    """
    settlement = await_admin(*payment_in_progress())
    assert (settlement.op.state, settlement.invoice.active_op, settlement.op.due_at) == (
        OpState.MANUAL,
        settlement.op.ref,
        None,
    )
    assert [notice.client for notice in settlement.notices] == [None]
