"""What an outcome does to an op, its invoice and its ledger."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.billing.domain.invoice import Status, take_lock
from chalicelib.billing.domain.ledger import EntryKind
from chalicelib.billing.domain.op import OpState, Overlay
from chalicelib.billing.domain.op_details import OpKind
from chalicelib.billing.domain.settlement import (
    apply_charge_result,
    apply_failure,
    apply_late_charge,
    apply_refund_result,
    apply_unknown_outcome,
    await_admin,
)
from chalicelib.kernel.money import Money
from chalicelib.payments.domain.payment import (
    CardSummary,
    ChargeResult,
    ChargeState,
    DeclineReason,
    RefundResult,
    RefundState,
)
from tests.billing.builders import (
    NOW,
    PAYER,
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


def test_a_success_pays_the_invoice_frees_it_and_tells_both_once():
    """T5"""
    settled = apply_charge_result(*paying(), taken(), NOW, BACK)
    assert (settled.invoice.status, settled.invoice.active_op, settled.op.state) == (
        Status.PAID,
        None,
        OpState.SUCCEEDED,
    )
    line = settled.entries[0]
    assert (line.kind, line.amount, line.charge, line.card, line.actor) == (
        EntryKind.CHARGED,
        usd(10_000),
        "pi_1",
        VISA,
        PAYER,
    )
    assert [(notice.client is None, notice.person is None) for notice in settled.notices] == [
        (False, True),
        (True, False),
    ]


def test_a_decline_frees_the_invoice_and_says_why():
    """T6"""
    settled = apply_charge_result(
        *paying(), taken(state=ChargeState.DECLINED, decline=DeclineReason.EXPIRED), NOW, BACK
    )
    assert (settled.invoice.status, settled.invoice.active_op, settled.invoice.overlay) == (
        Status.SENT,
        None,
        None,
    )
    assert (settled.op.state, settled.op.details.decline, kinds(settled)) == (
        OpState.DECLINED,
        DeclineReason.EXPIRED,
        [EntryKind.DECLINED],
    )


def test_less_than_asked_is_taken_as_what_it_is():
    """A partial approval: the ledger takes what was really taken."""
    settled = apply_charge_result(*paying(), taken(4_000), NOW, BACK)
    assert (settled.invoice.status, settled.invoice.balance, settled.invoice.net) == (
        Status.SENT,
        usd(6_000),
        usd(4_000),
    )


def test_another_currency_is_for_a_person_to_look_at():
    settled = apply_charge_result(*paying(), taken(approved=Money(10_000, "EUR")), NOW, BACK)
    assert (settled.op.state, settled.invoice.overlay, kinds(settled)) == (
        OpState.MANUAL,
        Overlay.CHECKING,
        [],
    )


def test_the_banks_own_check_keeps_the_lock_for_fifteen_minutes():
    settled = apply_charge_result(
        *paying(),
        taken(state=ChargeState.ACTION_REQUIRED, client_action={"client_secret": "s"}),
        NOW,
        BACK,
    )
    assert (settled.op.state, settled.op.due_at) == (
        OpState.ACTION_REQUIRED,
        NOW + timedelta(seconds=900),
    )
    assert settled.invoice.active_op == settled.op.ref
    assert settled.op.details.client_action == {"client_secret": "s"}


def test_what_the_browser_needed_is_forgotten_once_the_money_is_there():
    held, op = paying()
    settled = apply_charge_result(
        held,
        replace(op, state=OpState.ACTION_REQUIRED).with_details(
            client_action={"client_secret": "s"}
        ),
        taken(),
        NOW,
        BACK,
    )
    assert settled.op.details.client_action == {}


def test_a_charge_held_for_review_keeps_the_lock():
    settled = apply_charge_result(*paying(), taken(state=ChargeState.PENDING), NOW, BACK)
    assert (settled.op.state, settled.invoice.overlay) == (OpState.PENDING, Overlay.PROCESSING)


def test_no_answer_about_a_charge_held_for_review_unsays_nothing():
    held, op = paying()
    settled = apply_unknown_outcome(
        held, replace(op, state=OpState.PENDING).with_details(charge="pi_1"), NOW
    )
    assert (settled.op.state, settled.invoice.overlay, kinds(settled)) == (
        OpState.PENDING,
        Overlay.PROCESSING,
        [],
    )
    assert settled.op.due_at > NOW


def test_silence_is_shown_once_and_asked_again_ever_later():
    """T7"""
    held, op = paying()
    first = apply_unknown_outcome(held, op, NOW)
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


def test_what_a_person_must_close_keeps_the_lock_and_tells_staff_only():
    """T8"""
    settled = await_admin(*paying())
    assert (settled.op.state, settled.invoice.active_op, settled.op.due_at) == (
        OpState.MANUAL,
        settled.op.ref,
        None,
    )
    assert [notice.client for notice in settled.notices] == [None]


@pytest.mark.parametrize("status", [Status.PAID, Status.REFUNDED, Status.VOIDED, Status.FORGIVEN])
def test_money_that_comes_when_nothing_is_owed_goes_back_by_itself(status):
    """T21: the state does not move, the money is unapplied, a refund of all of it starts, staff are told."""
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
    """Two tasks of one op hear the same: the second must not take the paid invoice for a reason to refund."""
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
