"""Tests how ledger entries set an invoice's status and how open ops lock it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from chalicelib.billing.domain.invoice import (
    Status,
    is_overdue,
    post_entries,
    reserve_refund,
    take_lock,
    with_op_state,
)
from chalicelib.billing.domain.ledger import EntryKind
from chalicelib.billing.domain.op import (
    FINISHED_STATES,
    STATE_CHANGES,
    OpState,
    Overlay,
    backoff,
    overlay_of,
)
from chalicelib.billing.domain.op_details import OpKind
from chalicelib.kernel.errors import Conflict
from tests.billing.builders import (
    a_draft,
    a_ref,
    a_sent_invoice,
    an_entry,
    an_op,
    in_status,
    usd,
    with_charge,
    with_recorded,
    with_refund,
)


@pytest.mark.parametrize("status", Status)
def test_each_status_follows_from_its_entries(status):
    assert in_status(status).status is status


def test_a_card_and_a_check_pay_an_invoice_together():
    half = with_charge(a_sent_invoice(), 4_000)
    assert (half.status, half.balance) == (Status.SENT, usd(6_000))
    assert with_recorded(half, 6_000).status is Status.PAID


def test_forgiving_the_rest_of_a_partly_paid_invoice_leaves_it_paid():
    """
    T12: forgiving the rest of a partly paid invoice leaves it "paid".

    An invoice becomes "forgiven" only if the practice kept no money for it.
    """
    rest = post_entries(with_charge(a_sent_invoice(), 4_000), [an_entry(EntryKind.FORGIVEN, 6_000)])
    assert (rest.status, rest.balance, rest.net) == (Status.PAID, usd(0), usd(4_000))


def test_a_refund_leaves_nothing_owed():
    """T15: a refunded amount is not owed again, unless staff mark it as still owed."""
    partly = with_refund(with_charge(a_sent_invoice()), 4_000)
    assert (partly.status, partly.balance, partly.net) == (Status.PAID, usd(0), usd(6_000))
    assert with_refund(partly, 6_000, refund_id="re_2").status is Status.REFUNDED


def test_a_refund_marked_as_still_owed_restores_the_balance():
    """
    T15: if a full refund is marked as still owed, the invoice is "sent" again.

    The client can then pay the invoice.
    """
    owed = with_refund(with_charge(a_sent_invoice()), 10_000, still_owed=True)
    assert (owed.status, owed.balance) == (Status.SENT, usd(10_000))
    assert with_charge(owed, 10_000, "pi_2").status is Status.PAID


def test_reversing_a_recorded_payment_restores_the_balance():
    """T10: the reversed amount is owed again, and the invoice is no longer paid."""
    paid = with_recorded(a_sent_invoice(), 10_000)
    back = post_entries(paid, [an_entry(EntryKind.REVERSED, 10_000, reverses=3)])
    assert (paid.status, back.status, back.balance) == (Status.PAID, Status.SENT, usd(10_000))


def test_no_entry_changes_the_status_of_a_draft():
    assert post_entries(a_draft(), [an_entry(EntryKind.REMINDED)]).status is Status.DRAFT


def test_unapplied_money_pays_nothing_and_has_its_own_sum():
    late = post_entries(
        in_status(Status.VOIDED), [an_entry(EntryKind.UNAPPLIED, 10_000, charge="pi_9")]
    )
    assert (late.status, late.ledger.unapplied, late.ledger.captured, late.net) == (
        Status.VOIDED,
        usd(10_000),
        usd(0),
        usd(0),
    )
    back = with_refund(late, 10_000, "pi_9")
    assert (back.status, back.ledger.unapplied, back.refunded) == (Status.VOIDED, usd(0), usd(0))


def test_the_same_entry_twice_counts_once():
    paid = with_charge(a_sent_invoice())
    assert with_charge(paid, 10_000).ledger == paid.ledger
    back = with_refund(paid, 4_000)
    assert with_refund(back, 4_000).ledger == back.ledger
    recorded = with_recorded(a_sent_invoice(), 4_000)
    reversed_entries = post_entries(recorded, [an_entry(EntryKind.REVERSED, 4_000, reverses=3)])
    assert (
        post_entries(reversed_entries, [an_entry(EntryKind.REVERSED, 4_000, reverses=3)]).ledger
        == reversed_entries.ledger
    )


def test_a_refund_of_an_unknown_charge_changes_no_sum():
    sent = a_sent_invoice()
    assert with_refund(sent, 4_000, "pi_unknown", still_owed=True).ledger == sent.ledger


def test_of_two_ops_the_second_is_refused():
    held = take_lock(a_sent_invoice(), an_op())
    assert (held.active_op, held.overlay) == (a_ref(1), Overlay.PROCESSING)
    with pytest.raises(Conflict):
        take_lock(held, an_op(number=2))


@pytest.mark.parametrize("state", sorted(FINISHED_STATES))
def test_a_finished_op_releases_lock_overlay_and_reservation(state):
    paid = with_charge(a_sent_invoice())
    for op in (an_op(OpKind.REFUND, 4_000, charge="pi_1"), an_op(OpKind.FORGIVE)):
        free = with_op_state(take_lock(paid, op), replace(op, state=state))
        assert (free.active_op, free.overlay, free.open_refunds, free.ledger) == (
            None,
            None,
            frozenset(),
            paid.ledger,
        )


def test_an_unfinished_payment_holds_the_lock_even_if_an_admin_must_close_it():
    for state in set(OpState) - FINISHED_STATES:
        held = with_op_state(take_lock(a_sent_invoice(), an_op()), an_op(state=state))
        assert held.active_op == a_ref(1)


def test_a_pending_refund_releases_the_lock_and_keeps_its_reservation():
    op = an_op(OpKind.REFUND, 4_000, charge="pi_1")
    away = with_op_state(
        take_lock(with_charge(a_sent_invoice()), op), replace(op, state=OpState.PENDING)
    )
    assert (away.active_op, away.overlay) == (None, Overlay.REFUND_PENDING)
    assert away.open_refunds == {op.ref}
    assert away.refundable == usd(6_000)


def test_of_two_pending_refunds_the_first_to_end_does_not_affect_the_other():
    first, second = (an_op(OpKind.REFUND, 3_000, number, charge="pi_1") for number in (1, 2))
    away = with_charge(a_sent_invoice())
    for op in (first, second):
        away = with_op_state(take_lock(away, op), replace(op, state=OpState.PENDING))
    left = with_op_state(away, replace(first, state=OpState.FAILED))
    assert (left.open_refunds, left.overlay, left.refundable) == (
        {second.ref},
        Overlay.REFUND_PENDING,
        usd(7_000),
    )
    done = with_op_state(left, replace(second, state=OpState.FAILED))
    assert (done.open_refunds, done.overlay, done.refundable) == (frozenset(), None, usd(10_000))


def test_a_refund_that_ends_twice_frees_no_other_refunds_amount():
    """
    A refund that ends twice does not release the amount of another refund.

    Here somebody put back an older row of the first refund, and it was closed again.
    """
    first, second = (an_op(OpKind.REFUND, 3_000, number, charge="pi_1") for number in (1, 2))
    away = with_charge(a_sent_invoice())
    for op in (first, second):
        away = with_op_state(take_lock(away, op), replace(op, state=OpState.PENDING))
    ended = replace(first, state=OpState.FAILED)
    left = with_op_state(away, ended)
    assert with_op_state(left, ended) == left


def test_a_refund_that_ends_does_not_release_the_lock_of_another_op():
    refund, payment = an_op(OpKind.REFUND, 1_000, 1, charge="pi_1"), an_op(number=2)
    invoice = take_lock(reserve_refund(with_charge(a_sent_invoice(), 4_000), refund), payment)
    left = with_op_state(invoice, replace(refund, state=OpState.SUCCEEDED))
    assert (left.active_op, left.overlay) == (a_ref(2), Overlay.PROCESSING)
    assert left.open_refunds == frozenset()


def test_an_op_without_the_lock_shows_no_overlay():
    assert with_op_state(a_sent_invoice(), an_op(state=OpState.MANUAL)).overlay is None


def test_final_states_have_no_successor_and_all_others_lead_to_one():
    assert {OpState.SUCCEEDED, OpState.DECLINED, OpState.FAILED} == FINISHED_STATES
    for state in STATE_CHANGES:
        reached, todo = set(), [state]
        while todo:
            onward = STATE_CHANGES.get(todo.pop(), frozenset()) - reached
            reached |= onward
            todo += onward
        assert reached & FINISHED_STATES


def test_only_a_sent_op_can_become_new_again_and_never_an_unknown_one():
    assert [state for state, onward in STATE_CHANGES.items() if OpState.NEW in onward] == [
        OpState.SENT
    ]


@pytest.mark.parametrize(
    ("state", "over"),
    [
        (OpState.NEW, Overlay.PROCESSING),
        (OpState.PENDING, Overlay.PROCESSING),
        (OpState.ACTION_REQUIRED, Overlay.ACTION_REQUIRED),
        (OpState.UNKNOWN, Overlay.CHECKING),
        (OpState.MANUAL, Overlay.CHECKING),
    ],
)
def test_an_unknown_payment_is_shown_as_checking(state, over):
    assert overlay_of(OpKind.PAY, state) is over
    assert overlay_of(OpKind.REFUND, state) is Overlay.REFUND_PENDING
    assert overlay_of(OpKind.VOID, state) is None


def test_the_back_off_grows_up_to_one_hour():
    waits = [backoff(rounds) for rounds in range(8)]
    assert [wait.total_seconds() for wait in waits[:5]] == [60, 300, 900, 3600, 3600]


@pytest.mark.parametrize(
    ("zone", "ends"),
    [
        ("America/New_York", datetime(2026, 11, 2, 5, tzinfo=UTC)),
        ("Pacific/Auckland", datetime(2026, 11, 1, 11, tzinfo=UTC)),
        ("UTC", datetime(2026, 11, 2, tzinfo=UTC)),
    ],
)
def test_an_invoice_is_overdue_after_its_due_day_in_the_practices_time_zone(zone, ends):
    """
    T20: an unpaid invoice is overdue once its due day has ended.

    The day ends at midnight in the practice's time zone. The due day in this test,
    November 1, 2026, has 25 hours in New York.
    """
    due, moment = date(2026, 11, 1), ends
    assert is_overdue(Status.SENT, due, moment, zone)
    assert not is_overdue(Status.SENT, due, moment - timedelta(seconds=1), zone)
    assert not is_overdue(Status.PAID, due, moment, zone)
    assert not is_overdue(Status.SENT, None, moment, zone)


def test_a_repr_shows_nothing_that_is_sealed():
    """
    S31: the `repr` of an invoice or op has no name and no other sealed value.

    An error message can contain such a `repr`.
    """
    shown = repr(
        [
            a_sent_invoice(),
            an_op(reason="ill", client_action={"client_secret": "cs"}),
            an_op(OpKind.RECORD_PAYMENT, reference="4711"),
        ]
    )
    assert not [
        secret
        for secret in ("Two visits", "Cleo", "Pat", "ill,", "4711", "client_secret")
        if secret in shown
    ]
