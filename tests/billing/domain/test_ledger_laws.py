"""Tests the invariants of billing under any events (docs/billing-lifecycle.md)."""

import itertools
from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from chalicelib.billing.domain.invoice import Status, post_entries, status_of, take_lock
from chalicelib.billing.domain.ledger import EntryKind, add_entry, empty_ledger
from chalicelib.billing.domain.op import STATE_CHANGES, OpState
from chalicelib.billing.domain.op_details import OpKind
from chalicelib.billing.domain.payments_made import voided_amount
from chalicelib.billing.domain.returned_refund import apply_returned_refund
from chalicelib.billing.domain.rules import InvoiceAction, actions
from chalicelib.billing.domain.settlement import (
    apply_charge_result,
    apply_failure,
    apply_late_charge,
    apply_local_op,
    apply_refund_result,
    apply_unknown_outcome,
    await_admin,
)
from chalicelib.kernel.access import Role
from chalicelib.payments.domain.payment import ChargeResult, ChargeState, RefundResult, RefundState
from tests.billing.builders import NOW, a_ref, a_sent_invoice, an_entry, an_op, usd

MOVES_MONEY = {
    EntryKind.CHARGED,
    EntryKind.REFUNDED,
    EntryKind.REFUND_RETURNED,
    EntryKind.RECORDED,
    EntryKind.REVERSED,
    EntryKind.FORGIVEN,
    EntryKind.VOIDED,
}
SHARE = st.sampled_from([0.01, 0.3, 0.5, 1.0])
CLOSES = {
    InvoiceAction.FORGIVE: (OpKind.FORGIVE, EntryKind.FORGIVEN),
    InvoiceAction.VOID: (OpKind.VOID, EntryKind.VOIDED),
    InvoiceAction.RECORD_PAYMENT: (OpKind.RECORD_PAYMENT, EntryKind.RECORDED),
}


class Lifecycle(RuleBasedStateMachine):
    """
    Applies random actions and outcomes to one invoice of $100.00.

    After each action or outcome, Hypothesis checks the invariants that this class
    declares.
    """

    def __init__(self):
        super().__init__()
        self.invoice, self.ops, self.entries, self.notices = a_sent_invoice(), {}, [], []
        self.numbers, self.now = itertools.count(1), NOW

    def begin(self, kind, amount, **changes):
        number = next(self.numbers)
        op = an_op(kind, amount, number, at=self.now, **changes)
        self.invoice, self.ops[op.ref] = take_lock(self.invoice, op), op
        return op

    def take(self, settlement):
        before, op_before = self.invoice, self.ops[settlement.op.ref]
        assert (
            settlement.op.state is op_before.state
            or settlement.op.state in STATE_CHANGES[op_before.state]
        )
        self.invoice, self.ops[settlement.op.ref] = settlement.invoice, settlement.op
        self.entries += settlement.entries
        self.notices += settlement.notices
        if settlement.next_op:
            self.ops[settlement.next_op.ref] = settlement.next_op
        money_entries = [entry for entry in settlement.entries if entry.kind in MOVES_MONEY]
        assert len(money_entries) <= 1
        assert before.status is settlement.invoice.status or len(money_entries) == 1

    @invariant()
    def the_columns_of_an_export_sum_to_the_ledger(self):
        total, ledger = self.invoice.total, self.invoice.ledger
        closed = ledger.forgiven + voided_amount(self.invoice)
        assert total + ledger.owed_again == ledger.paid + closed + self.invoice.balance

    def open_ops(self, kind=None):
        return [op for op in self.ops.values() if not op.is_finished and kind in {None, op.kind}]

    def sent(self, op):
        return replace(op, state=OpState.SENT, sent_at=self.now) if op.state is OpState.NEW else op

    @precondition(lambda self: InvoiceAction.PAY in actions(self.invoice, Role.CLIENT))
    @rule()
    def pay(self):
        self.begin(OpKind.PAY, self.invoice.balance.minor)

    @precondition(lambda self: InvoiceAction.REFUND in actions(self.invoice, Role.ADMIN))
    @rule(share=SHARE, still_owed=st.booleans())
    def ask_refund(self, share, still_owed):
        charge = max(self.invoice.refundable_charges, key=lambda one: one.refundable.minor)
        amount = max(1, int(charge.refundable.minor * share))
        self.begin(OpKind.REFUND, amount, charge=charge.txn, still_owed=still_owed)

    @rule(action=st.sampled_from(sorted(CLOSES)), share=SHARE)
    def close(self, action, share):
        if action in actions(self.invoice, Role.ADMIN):
            kind, entry = CLOSES[action]
            owed = self.invoice.balance.minor
            amount = max(1, int(owed * share)) if action is InvoiceAction.RECORD_PAYMENT else owed
            self.take(apply_local_op(self.invoice, self.begin(kind, amount), entry, self.now))

    @precondition(lambda self: InvoiceAction.REVERSE_PAYMENT in actions(self.invoice, Role.ADMIN))
    @rule()
    def reverse_recorded_payment(self):
        recorded = [
            (seq, line)
            for seq, line in enumerate(self.entries, 3)
            if line.kind is EntryKind.RECORDED
        ]
        seq, line = next(
            (seq, line) for seq, line in recorded if seq not in self.invoice.ledger.reversed_entries
        )
        op = self.begin(OpKind.REVERSE_PAYMENT, line.amount.minor, reverses=seq)
        self.take(apply_local_op(self.invoice, op, EntryKind.REVERSED, self.now))

    @precondition(lambda self: self.open_ops(OpKind.PAY))
    @rule(state=st.sampled_from(ChargeState), share=SHARE)
    def payment_answered(self, state, share):
        op = self.sent(self.open_ops(OpKind.PAY)[0])
        if op.state is OpState.MANUAL:
            return
        self.ops[op.ref] = op
        approved = (
            usd(max(1, int(op.amount.minor * share))) if state is ChargeState.SUCCEEDED else None
        )
        result = ChargeResult(state, f"pi_{op.ref}", approved=approved)
        self.take(
            apply_charge_result(self.invoice, op, result, self.now, a_ref(next(self.numbers)))
        )

    @precondition(lambda self: self.open_ops(OpKind.REFUND))
    @rule(
        state=st.sampled_from([RefundState.SUCCEEDED, RefundState.PENDING, RefundState.FAILED]),
        which=st.integers(0, 5),
    )
    def refund_answered(self, state, which):
        waiting = self.open_ops(OpKind.REFUND)
        op = self.sent(waiting[which % len(waiting)])
        if op.state is not OpState.MANUAL:
            self.ops[op.ref] = op
            self.take(
                apply_refund_result(
                    self.invoice, op, RefundResult(state, refund_id=f"re_{op.ref}"), self.now
                )
            )

    @rule(which=st.integers(0, 20))
    def refund_comes_back(self, which):
        refunds = [
            op
            for op in self.ops.values()
            if op.kind is OpKind.REFUND and op.state is OpState.SUCCEEDED
        ]
        if refunds:
            op = refunds[which % len(refunds)]
            settlement = apply_returned_refund(self.invoice, op, self.now)
            if settlement is not None:
                self.take(settlement)
            assert apply_returned_refund(self.invoice, op, self.now) is None

    @precondition(lambda self: self.open_ops())
    @rule(how=st.sampled_from(["unsure", "failed", "by hand"]))
    def no_answer(self, how):
        op = self.sent(self.open_ops()[0])
        if op.state is OpState.MANUAL and how != "failed":
            return
        self.ops[op.ref] = op
        settlements = {
            "unsure": apply_unknown_outcome(self.invoice, op, self.now),
            "failed": apply_failure(self.invoice, op, self.now, "x"),
        }
        self.take(settlements.get(how) or await_admin(self.invoice, op))

    @rule(which=st.integers(0, 20), share=SHARE)
    def late_money(self, which, share):
        failed_payments = [
            op
            for op in self.ops.values()
            if op.kind is OpKind.PAY and op.state in {OpState.FAILED, OpState.DECLINED}
        ]
        if failed_payments:
            op = failed_payments[which % len(failed_payments)]
            result = ChargeResult(
                ChargeState.SUCCEEDED,
                f"pi_{op.ref}",
                approved=usd(max(1, int(op.amount.minor * share))),
            )
            before, settlement = (
                self.invoice,
                apply_late_charge(self.invoice, op, result, self.now, a_ref(next(self.numbers))),
            )
            if settlement is not None:
                self.take(settlement)
                assert before.status in {Status.SENT, self.invoice.status}, (
                    "T21: the status of a closed invoice does not change"
                )

    @rule(minutes=st.integers(0, 60))
    def time_passes(self, minutes):
        self.now += timedelta(minutes=minutes)

    @invariant()
    def balance_is_the_sum_of_the_entries(self):
        ledger, total = self.invoice.ledger, self.invoice.total
        owed = (
            total
            - ledger.forgiven
            - (ledger.captured + ledger.recorded - ledger.reversed)
            + ledger.owed_again
        )
        assert self.invoice.balance == (usd(0) if ledger.voided else owed)
        assert usd(0) <= self.invoice.balance <= total
        assert min(ledger.unapplied.minor, ledger.net.minor, ledger.reserved.minor) >= 0

    @invariant()
    def no_charge_refunds_more_than_it_captured(self):
        for charge in self.invoice.ledger.charges:
            reserved_amounts = [
                op.amount.minor
                for op in self.open_ops(OpKind.REFUND)
                if op.details.charge == charge.txn
            ]
            assert charge.reserved.minor == sum(reserved_amounts)
            assert charge.refunded + charge.reserved <= charge.captured

    @invariant()
    def the_lock_names_the_unfinished_payment_and_never_a_finished_op(self):
        payments, lock = self.open_ops(OpKind.PAY), self.invoice.active_op
        assert len(payments) <= 1
        assert not payments or lock == payments[0].ref
        assert lock is None or not self.ops[lock].is_finished
        assert self.invoice.open_refunds == {op.ref for op in self.open_ops(OpKind.REFUND)}
        assert (self.invoice.overlay is None) == (not self.open_ops())

    @invariant()
    def the_status_follows_from_the_entries_alone(self):
        """Check that a ledger rebuilt from the entries equals the invoice's ledger."""
        ledger = empty_ledger(usd(0))
        for entry in self.entries:
            ledger = add_entry(ledger, entry)
        unreserved = tuple(
            replace(charge, reserved=usd(0)) for charge in self.invoice.ledger.charges
        )
        assert replace(self.invoice.ledger, charges=unreserved) == ledger
        assert status_of(ledger, self.invoice.total) is self.invoice.status
        assert self.invoice.entries == 2 + len(self.entries)

    @invariant()
    def no_notice_repeats_an_event(self):
        events = [notice.event for notice in self.notices]
        assert len(events) == len(set(events))


Lifecycle.TestCase.settings = settings(max_examples=150, stateful_step_count=30, deadline=None)
TestLifecycle = Lifecycle.TestCase


@given(st.lists(st.integers(0, 5), min_size=1, max_size=30), st.randoms(use_true_random=False))
def test_repeated_events_in_any_order_give_the_same_ledger(picks, random):
    """
    Repeated and reordered events must give the same ledger as ordered events.

    The events are three charges and their refunds. The ordered events contain each event
    once.
    """
    charges = [an_entry(EntryKind.CHARGED, 2_000 + n, charge=f"pi_{n}") for n in range(3)]
    refunds = [
        an_entry(EntryKind.REFUNDED, 500, charge=f"pi_{n % 3}", refund_id=f"re_{n}")
        for n in range(6)
    ]
    expected = post_entries(
        a_sent_invoice(), charges + [refunds[pick] for pick in sorted(set(picks))]
    )
    events = [refunds[pick] for pick in picks] + charges
    random.shuffle(events)
    shuffled = post_entries(a_sent_invoice(), random.sample(charges, 3) + events)
    assert {charge.txn: charge for charge in shuffled.ledger.charges} == {
        charge.txn: charge for charge in expected.ledger.charges
    }
    assert (shuffled.status, shuffled.balance, shuffled.ledger.refund_ids) == (
        expected.status,
        expected.balance,
        expected.ledger.refund_ids,
    )
