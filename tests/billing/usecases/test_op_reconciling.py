"""
Tests how an op ends when the processor's result comes late.

An op is one requested action on an invoice, such as a payment. A result is late
when the bank checks a payment, the processor reviews it, a refund is slow, or money
arrives after the payment seemed to fail.
"""

from datetime import timedelta

import pytest

from chalicelib.billing.domain.invoice import Status
from chalicelib.billing.domain.op import OpState, Overlay
from chalicelib.kernel.errors import Conflict
from chalicelib.payments.domain.processor_errors import NotRefundable
from tests.billing.billing_harness import BillingHarness
from tests.billing.builders import A_CLIENT, AN_ADMIN, usd
from tests.payments.fake_processor import BY_LOOKUP_ONLY

UNSETTLED = ("unanswered", "late", "slow", "broken after", "died")


@pytest.fixture
def harness():
    return BillingHarness()


def start_payment(harness, fault="", card="ok"):
    invoice = harness.sent()
    harness.inject_fault(fault)
    return invoice, harness.pay(invoice, card)


def late_money_on_a_voided_invoice(harness):
    """
    Make a payment that seems to fail, void its invoice, then let the money arrive.

    Return the invoice, the payment and the processor's charge.
    """
    harness.processor.capabilities = BY_LOOKUP_ONLY
    harness.processor.delay = lambda: timedelta(minutes=30)
    invoice, accepted = start_payment(harness, "late")
    harness.pass_time(minutes=12)
    harness.ops.void(AN_ADMIN, invoice.id, "by mistake", None)
    harness.pass_time(minutes=30)
    harness.processor.arrive()
    intent = next(iter(harness.processor.intents.values()))
    return invoice, accepted, intent


def test_a_payment_succeeds_after_the_banks_own_check(harness):
    invoice, accepted = start_payment(harness, card="3ds")
    assert (accepted.op.state, accepted.invoice.overlay) == (
        OpState.ACTION_REQUIRED,
        Overlay.ACTION_REQUIRED,
    )
    assert accepted.op.details.client_action
    harness.processor.browser(harness.op(accepted).details.charge, passes=True)
    resumed = harness.ops.resume(A_CLIENT, invoice.id, accepted.op.ref)
    assert (resumed.op.state, resumed.invoice.status) == (OpState.SUCCEEDED, Status.PAID)


def test_after_a_failed_bank_check_another_card_can_be_tried(harness):
    invoice, accepted = start_payment(harness, card="3ds")
    harness.processor.browser(harness.op(accepted).details.charge, passes=False)
    assert harness.ops.resume(A_CLIENT, invoice.id, accepted.op.ref).op.state is OpState.DECLINED
    assert harness.pay(invoice).invoice.status is Status.PAID


def test_a_bank_check_is_canceled_after_fifteen_minutes_and_charges_nothing_later(harness):
    """
    A charge is canceled if the bank check is not passed within fifteen minutes.

    The charge is canceled at the processor before the invoice's lock is released, so
    that a later check charges nothing.
    """
    invoice, accepted = start_payment(harness, card="3ds")
    harness.pass_time(minutes=14)
    assert harness.op(accepted).state is OpState.ACTION_REQUIRED
    harness.pass_time(minutes=3)
    assert (harness.op(accepted).state, harness.current(invoice).active_op) == (
        OpState.DECLINED,
        None,
    )
    harness.processor.browser(harness.op(accepted).details.charge, passes=True)
    assert next(iter(harness.processor.intents.values())).captured == 0


def test_resuming_too_early_does_not_change_the_time_limit(harness):
    invoice, accepted = start_payment(harness, card="3ds")
    harness.clock.advance(minutes=5)
    resumed = harness.ops.resume(A_CLIENT, invoice.id, accepted.op.ref)
    assert resumed.op.state is OpState.ACTION_REQUIRED
    assert resumed.op.due_at == accepted.op.at + timedelta(seconds=900)


def test_a_charge_under_review_is_looked_up_hourly_until_the_review_ends(harness):
    invoice, accepted = start_payment(harness, card="review")
    assert (accepted.op.state, harness.current(invoice).overlay) == (
        OpState.PENDING,
        Overlay.PROCESSING,
    )
    harness.inject_fault("lost", "resume", times=3)
    harness.pass_time(hours=26)
    assert harness.op(accepted).state is OpState.PENDING
    harness.processor.let_go(harness.clock.now)
    harness.pass_time(hours=2)
    assert harness.current(invoice).status is Status.PAID


@pytest.mark.parametrize("fault", [*UNSETTLED, "lost", "busy"])
def test_a_refund_of_unknown_outcome_is_found_and_made_once(harness, fault):
    """
    T17: if a refund gets no clear response, the platform finds out its outcome.

    The money is refunded exactly once.
    """
    invoice = harness.paid()
    harness.inject_fault(fault, "refund")
    harness.ops.refund(AN_ADMIN, invoice.id, usd(4_000), "x", None)
    harness.pass_time(minutes=30)
    assert (harness.current(invoice).refunded, harness.current(invoice).refundable) == (
        usd(4_000),
        usd(6_000),
    )
    assert (
        len(harness.processor.refunds),
        next(iter(harness.processor.intents.values())).refunded,
    ) == (
        1,
        4_000,
    )


def test_a_refused_refund_releases_its_reservation_and_the_lock(harness):
    """
    T16: after a refused refund, the invoice stays paid and is unlocked.

    The amount that was reserved for the refund is released, so the invoice's whole amount
    can be refunded.
    """
    invoice = harness.paid()

    def refuses(verb):
        if verb == "refund":
            raise NotRefundable(code="charge_disputed")

    harness.processor.fault = refuses
    accepted = harness.ops.refund(AN_ADMIN, invoice.id, None, "x", None)
    assert (accepted.op.state, accepted.op.code, accepted.invoice.status) == (
        OpState.FAILED,
        "charge_disputed",
        Status.PAID,
    )
    assert (accepted.invoice.refundable, accepted.invoice.overlay) == (usd(10_000), None)


def test_two_refunds_at_once_never_exceed_the_charge(harness):
    harness.processor.slow_refunds = True
    invoice = harness.paid()
    for amount in (6_000, 4_000):
        harness.ops.refund(AN_ADMIN, invoice.id, usd(amount), "x", None)
    assert (harness.current(invoice).overlay, harness.current(invoice).refundable) == (
        Overlay.REFUND_PENDING,
        usd(0),
    )
    harness.processor.let_go(harness.clock.now + timedelta(days=1))
    for refund in harness.processor.refunds.values():
        refund.state = "succeeded"
    harness.pass_time(hours=2)
    assert (harness.current(invoice).status, harness.current(invoice).open_refunds) == (
        Status.REFUNDED,
        frozenset(),
    )


def test_money_that_arrives_after_voiding_is_refunded_automatically(harness):
    """
    T21: money that arrives after voiding is refunded, and the invoice stays voided.

    A charge that is reported twice is refunded once.
    """
    invoice, accepted, intent = late_money_on_a_voided_invoice(harness)
    result = harness.processor.resume_charge(intent.ref, intent.txn)
    access = AN_ADMIN
    harness.results.record_late_charge(access, harness.op(accepted), result)
    harness.results.record_late_charge(access, harness.op(accepted), result)
    harness.pass_time(minutes=5)
    assert (harness.current(invoice).status, intent.refunded, len(harness.processor.refunds)) == (
        Status.VOIDED,
        10_000,
        1,
    )
    assert harness.current(invoice).ledger.unapplied == usd(0)
    assert harness.kinds(invoice)[-2:] == ["unapplied", "refunded"]


def test_forgiving_checks_the_balance_again_when_it_runs(harness):
    """
    An op that calls no processor (T9 to T12) checks the invoice again when it runs.

    Here a late payment settled the invoice after an Admin asked to forgive it, so the op
    fails.
    """
    harness.processor.capabilities = BY_LOOKUP_ONLY
    harness.processor.delay = lambda: timedelta(minutes=30)
    invoice, paid = start_payment(harness, "late")
    harness.pass_time(minutes=40)
    harness.processor.arrive()
    intent = next(iter(harness.processor.intents.values()))
    harness.waiter.runs = False
    accepted = harness.ops.forgive(AN_ADMIN, invoice.id, "x", None)
    harness.results.record_late_charge(
        AN_ADMIN, harness.op(paid), harness.processor.resume_charge(intent.ref, intent.txn)
    )
    harness.pass_time(minutes=2)
    assert (
        harness.op(accepted).state,
        harness.op(accepted).code,
        harness.current(invoice).status,
    ) == (
        OpState.FAILED,
        "refused",
        Status.PAID,
    )


@pytest.mark.parametrize("still_owed", [False, True])
def test_late_money_can_be_refunded_by_hand_after_its_automatic_refund_failed(harness, still_owed):
    """
    T21: if the automatic refund fails, an Admin can refund the late money.

    Otherwise, the late money would stay on a closed invoice.
    """
    invoice, accepted, intent = late_money_on_a_voided_invoice(harness)

    def refuses(verb):
        if verb == "refund":
            raise NotRefundable(code="balance_insufficient")

    result, harness.processor.fault = (
        harness.processor.resume_charge(intent.ref, intent.txn),
        refuses,
    )
    harness.results.record_late_charge(AN_ADMIN, harness.op(accepted), result)
    harness.pass_time(minutes=5)
    assert harness.current(invoice).ledger.unapplied == usd(10_000)
    harness.processor.fault = lambda _verb: ""
    refund = harness.ops.refund(
        AN_ADMIN, invoice.id, None, "it came too late", None, still_owed=still_owed
    )
    assert (refund.op.state, intent.refunded, refund.invoice.ledger.unapplied) == (
        OpState.SUCCEEDED,
        10_000,
        usd(0),
    )
    assert (
        refund.invoice.status,
        refund.invoice.ledger.owed_again,
        refund.invoice.refundable,
    ) == (
        Status.VOIDED,
        usd(0),
        usd(0),
    )
    with pytest.raises(Conflict):
        harness.ops.refund(AN_ADMIN, invoice.id, None, "again", None)


def test_late_money_is_refunded_although_the_processor_is_busy_for_long(harness):
    """
    If the processor is busy for long, the platform repeats its own refund.

    No person would repeat it, because the platform started it.
    """
    invoice, accepted, intent = late_money_on_a_voided_invoice(harness)
    result = harness.processor.resume_charge(intent.ref, intent.txn)
    harness.inject_fault("busy", "refund", times=9)
    harness.results.record_late_charge(AN_ADMIN, harness.op(accepted), result)
    harness.pass_time(hours=2)
    assert (harness.current(invoice).ledger.unapplied, len(harness.processor.refunds)) == (
        usd(0),
        1,
    )


def test_late_money_whose_refund_is_refused_for_a_day_is_left_to_staff(harness):
    invoice, accepted, intent = late_money_on_a_voided_invoice(harness)
    result = harness.processor.resume_charge(intent.ref, intent.txn)
    harness.inject_fault("busy", "refund", times=999)
    harness.results.record_late_charge(AN_ADMIN, harness.op(accepted), result)
    harness.pass_time(hours=25)
    assert (harness.kinds(invoice)[-1], harness.current(invoice).has_money_to_return) == (
        "refund_failed",
        True,
    )
