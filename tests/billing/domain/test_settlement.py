"""What an outcome does to an op, its invoice and its ledger."""

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
