"""The bank's own check, a review, a pending refund, and money that arrives late."""

from datetime import timedelta

import pytest

from chalicelib.billing.domain.invoice import Status
from chalicelib.billing.domain.op import OpState, Overlay
from chalicelib.kernel.errors import Conflict
from chalicelib.payments.domain.payment import NotRefundable
from tests.billing.billing_harness import BillingHarness
from tests.billing.builders import A_CLIENT, AN_ADMIN, usd
from tests.payments.fake_processor import BY_LOOKUP_ONLY

UNSETTLED = ("unanswered", "late", "slow", "broken after", "died")


@pytest.fixture
def harness():
    return BillingHarness()


def paying(harness, fault="", card="ok"):
    invoice = harness.sent()
    harness.breaks(fault)
    return invoice, harness.pay(invoice, card)


def voided_before_the_money_came(harness):
    """A payment that was given up, its invoice voided, and then the money after all."""
    harness.processor.capabilities = BY_LOOKUP_ONLY
    harness.processor.delay = lambda: timedelta(minutes=30)
    invoice, asked = paying(harness, "late")
    harness.pass_time(minutes=12)
    harness.ops.void(AN_ADMIN, invoice.id, "by mistake", None)
    harness.pass_time(minutes=30)
    harness.processor.arrive()
    intent = next(iter(harness.processor.intents.values()))
    return invoice, asked, intent


def test_the_bank_asks_and_the_client_comes_back(harness):
    invoice, asked = paying(harness, card="3ds")
    assert (asked.op.state, asked.invoice.overlay) == (OpState.ACTION_REQUIRED, Overlay.PROCESSING)
    assert asked.op.details.client_action
    harness.processor.browser(harness.op(asked).details.charge, passes=True)
    back = harness.ops.resume(A_CLIENT, invoice.id, asked.op.ref)
    assert (back.op.state, back.invoice.status) == (OpState.SUCCEEDED, Status.PAID)


def test_the_bank_says_no_and_another_card_may_be_tried(harness):
    invoice, asked = paying(harness, card="3ds")
    harness.processor.browser(harness.op(asked).details.charge, passes=False)
    assert harness.ops.resume(A_CLIENT, invoice.id, asked.op.ref).op.state is OpState.DECLINED
    assert harness.pay(invoice).invoice.status is Status.PAID


def test_a_page_left_open_is_closed_after_a_quarter_of_an_hour_and_pays_nothing_later(harness):
    """The intent is canceled before the lock is released."""
    invoice, asked = paying(harness, card="3ds")
    harness.pass_time(minutes=14)
    assert harness.op(asked).state is OpState.ACTION_REQUIRED
    harness.pass_time(minutes=3)
    assert (harness.op(asked).state, harness.now_is(invoice).active_op) == (OpState.DECLINED, None)
    harness.processor.browser(harness.op(asked).details.charge, passes=True)
    assert next(iter(harness.processor.intents.values())).captured == 0


def test_coming_back_too_early_leaves_the_time_that_is_left(harness):
    invoice, asked = paying(harness, card="3ds")
    harness.clock.advance(minutes=5)
    back = harness.ops.resume(A_CLIENT, invoice.id, asked.op.ref)
    assert back.op.state is OpState.ACTION_REQUIRED
    assert back.op.due_at == asked.op.at + timedelta(seconds=900)


def test_a_charge_under_review_is_asked_for_hourly_until_it_is_let_go(harness):
    invoice, asked = paying(harness, card="review")
    assert (asked.op.state, harness.now_is(invoice).overlay) == (
        OpState.PENDING,
        Overlay.PROCESSING,
    )
    harness.breaks("lost", "resume", times=3)
    harness.pass_time(hours=26)
    assert harness.op(asked).state is OpState.PENDING
    harness.processor.let_go(harness.clock.now)
    harness.pass_time(hours=2)
    assert harness.now_is(invoice).status is Status.PAID


@pytest.mark.parametrize("fault", [*UNSETTLED, "lost", "busy"])
def test_a_refund_with_unknown_outcome_is_found_out_and_made_once(harness, fault):
    """T17"""
    invoice = harness.paid()
    harness.breaks(fault, "refund")
    harness.ops.refund(AN_ADMIN, invoice.id, usd(4_000), "x", None)
    harness.pass_time(minutes=30)
    assert (harness.now_is(invoice).refunded, harness.now_is(invoice).refundable) == (
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


def test_a_refund_that_is_refused_frees_its_money_and_the_invoice(harness):
    """T16"""
    invoice = harness.paid()

    def refuses(verb):
        if verb == "refund":
            raise NotRefundable(code="charge_disputed")

    harness.processor.fault = refuses
    asked = harness.ops.refund(AN_ADMIN, invoice.id, None, "x", None)
    assert (asked.op.state, asked.op.code, asked.invoice.status) == (
        OpState.FAILED,
        "charge_disputed",
        Status.PAID,
    )
    assert (asked.invoice.refundable, asked.invoice.overlay) == (usd(10_000), None)


def test_two_refunds_at_once_never_exceed_the_charge(harness):
    harness.processor.slow_refunds = True
    invoice = harness.paid()
    for amount in (6_000, 4_000):
        harness.ops.refund(AN_ADMIN, invoice.id, usd(amount), "x", None)
    assert (harness.now_is(invoice).overlay, harness.now_is(invoice).refundable) == (
        Overlay.REFUND_PENDING,
        usd(0),
    )
    harness.processor.let_go(harness.clock.now + timedelta(days=1))
    for refund in harness.processor.refunds.values():
        refund.state = "succeeded"
    harness.pass_time(hours=2)
    assert (harness.now_is(invoice).status, harness.now_is(invoice).refunds_open) == (
        Status.REFUNDED,
        0,
    )


def test_money_that_arrives_after_the_invoice_was_voided_goes_back_by_itself(harness):
    """T21: the status stays, the refund runs; the client is told of the refund only."""
    invoice, asked, intent = voided_before_the_money_came(harness)
    result = harness.processor.resume_charge(intent.ref, intent.txn)
    access = AN_ADMIN
    harness.results.record_late_charge(access, harness.op(asked), result)
    harness.results.record_late_charge(access, harness.op(asked), result)
    harness.pass_time(minutes=5)
    assert (harness.now_is(invoice).status, intent.refunded, len(harness.processor.refunds)) == (
        Status.VOIDED,
        10_000,
        1,
    )
    assert harness.now_is(invoice).ledger.unapplied == usd(0)
    assert harness.kinds(invoice)[-2:] == ["unapplied", "refunded"]


def test_forgiving_checks_again_what_is_owed_when_it_is_done(harness):
    """T9 to T12: "guards checked again on the record it reads"."""
    harness.processor.capabilities = BY_LOOKUP_ONLY
    harness.processor.delay = lambda: timedelta(minutes=30)
    invoice, paid = paying(harness, "late")
    harness.pass_time(minutes=40)
    harness.processor.arrive()
    intent = next(iter(harness.processor.intents.values()))
    harness.waiter.runs = False
    asked = harness.ops.forgive(AN_ADMIN, invoice.id, "x", None)
    harness.results.record_late_charge(
        AN_ADMIN, harness.op(paid), harness.processor.resume_charge(intent.ref, intent.txn)
    )
    harness.pass_time(minutes=2)
    assert (harness.op(asked).state, harness.op(asked).code, harness.now_is(invoice).status) == (
        OpState.FAILED,
        "refused",
        Status.PAID,
    )


@pytest.mark.parametrize("still_owed", [False, True])
def test_late_money_whose_own_refund_failed_is_sent_back_by_hand(harness, still_owed):
    """T21: say the processor's balance was empty. The money must not stay on a closed invoice."""
    invoice, asked, intent = voided_before_the_money_came(harness)

    def refuses(verb):
        if verb == "refund":
            raise NotRefundable(code="balance_insufficient")

    result, harness.processor.fault = (
        harness.processor.resume_charge(intent.ref, intent.txn),
        refuses,
    )
    harness.results.record_late_charge(AN_ADMIN, harness.op(asked), result)
    harness.pass_time(minutes=5)
    assert harness.now_is(invoice).ledger.unapplied == usd(10_000)
    harness.processor.fault = lambda _verb: ""
    back = harness.ops.refund(
        AN_ADMIN, invoice.id, None, "it came too late", None, still_owed=still_owed
    )
    assert (back.op.state, intent.refunded, back.invoice.ledger.unapplied) == (
        OpState.SUCCEEDED,
        10_000,
        usd(0),
    )
    assert (back.invoice.status, back.invoice.ledger.owed_again, back.invoice.refundable) == (
        Status.VOIDED,
        usd(0),
        usd(0),
    )
    with pytest.raises(Conflict):
        harness.ops.refund(AN_ADMIN, invoice.id, None, "again", None)


def test_late_money_goes_back_though_the_processor_is_busy_for_hours(harness):
    """Nobody asked for that refund, so nobody would ask again."""
    invoice, asked, intent = voided_before_the_money_came(harness)
    result = harness.processor.resume_charge(intent.ref, intent.txn)
    harness.breaks("busy", "refund", times=9)
    harness.results.record_late_charge(AN_ADMIN, harness.op(asked), result)
    harness.pass_time(hours=2)
    assert (harness.now_is(invoice).ledger.unapplied, len(harness.processor.refunds)) == (usd(0), 1)


def test_late_money_that_is_refused_for_a_day_is_left_to_people(harness):
    invoice, asked, intent = voided_before_the_money_came(harness)
    result = harness.processor.resume_charge(intent.ref, intent.txn)
    harness.breaks("busy", "refund", times=999)
    harness.results.record_late_charge(AN_ADMIN, harness.op(asked), result)
    harness.pass_time(hours=25)
    assert (harness.kinds(invoice)[-1], harness.now_is(invoice).has_unapplied_money) == (
        "refund_failed",
        True,
    )
