"""What takes longer than a call: the bank's own check, a review, a refund on its way, money that comes late."""

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
def till():
    return BillingHarness()


def paying(till, fault="", card="ok"):
    invoice = till.sent()
    till.breaks(fault)
    return invoice, till.pay(invoice, card)


def voided_before_the_money_came(till):
    """A payment that was given up, its invoice voided, and then the money after all."""
    till.processor.capabilities = BY_LOOKUP_ONLY
    till.processor.delay = lambda: timedelta(minutes=30)
    invoice, asked = paying(till, "late")
    till.later(minutes=12)
    till.billing.void(AN_ADMIN, invoice.id, "by mistake", None)
    till.later(minutes=30)
    till.processor.arrive()
    intent = next(iter(till.processor.intents.values()))
    return invoice, asked, intent


def test_the_bank_asks_and_the_client_comes_back(till):
    invoice, asked = paying(till, card="3ds")
    assert (asked.op.state, asked.invoice.overlay) == (OpState.ACTION_REQUIRED, Overlay.PROCESSING)
    assert asked.op.client_action
    till.processor.browser(till.op(asked).charge, passes=True)
    back = till.billing.resume(A_CLIENT, invoice.id, asked.op.ref)
    assert (back.op.state, back.invoice.status) == (OpState.SUCCEEDED, Status.PAID)


def test_the_bank_says_no_and_another_card_may_be_tried(till):
    invoice, asked = paying(till, card="3ds")
    till.processor.browser(till.op(asked).charge, passes=False)
    assert till.billing.resume(A_CLIENT, invoice.id, asked.op.ref).op.state is OpState.DECLINED
    assert till.pay(invoice).invoice.status is Status.PAID


def test_a_page_left_open_is_closed_after_a_quarter_of_an_hour_and_pays_nothing_later(till):
    """§5: the intent is cancelled before the lock is freed."""
    invoice, asked = paying(till, card="3ds")
    till.later(minutes=14)
    assert till.op(asked).state is OpState.ACTION_REQUIRED
    till.later(minutes=3)
    assert (till.op(asked).state, till.now_is(invoice).active_op) == (OpState.DECLINED, None)
    till.processor.browser(till.op(asked).charge, passes=True)
    assert next(iter(till.processor.intents.values())).captured == 0


def test_coming_back_too_early_leaves_the_time_that_is_left(till):
    invoice, asked = paying(till, card="3ds")
    till.clock.advance(minutes=5)
    back = till.billing.resume(A_CLIENT, invoice.id, asked.op.ref)
    assert back.op.state is OpState.ACTION_REQUIRED
    assert back.op.due_at == asked.op.at + timedelta(seconds=900)


def test_a_charge_under_review_is_asked_for_hourly_until_it_is_let_go(till):
    invoice, asked = paying(till, card="review")
    assert (asked.op.state, till.now_is(invoice).overlay) == (OpState.PENDING, Overlay.PROCESSING)
    till.breaks("lost", "resume", times=3)
    till.later(hours=26)
    assert till.op(asked).state is OpState.PENDING
    till.processor.let_go(till.clock.now)
    till.later(hours=2)
    assert till.now_is(invoice).status is Status.PAID


@pytest.mark.parametrize("fault", [*UNSETTLED, "lost", "busy"])
def test_a_refund_with_unknown_outcome_is_found_out_and_made_once(till, fault):
    """T17"""
    invoice = till.paid()
    till.breaks(fault, "refund")
    till.billing.refund(AN_ADMIN, invoice.id, usd(4_000), "x", None)
    till.later(minutes=30)
    assert (till.now_is(invoice).refunded, till.now_is(invoice).refundable) == (
        usd(4_000),
        usd(6_000),
    )
    assert (len(till.processor.refunds), next(iter(till.processor.intents.values())).refunded) == (
        1,
        4_000,
    )


def test_a_refund_that_is_refused_frees_its_money_and_the_invoice(till):
    """T16"""
    invoice = till.paid()

    def refuses(verb):
        if verb == "refund":
            raise NotRefundable(code="charge_disputed")

    till.processor.fault = refuses
    asked = till.billing.refund(AN_ADMIN, invoice.id, None, "x", None)
    assert (asked.op.state, asked.op.code, asked.invoice.status) == (
        OpState.FAILED,
        "charge_disputed",
        Status.PAID,
    )
    assert (asked.invoice.refundable, asked.invoice.overlay) == (usd(10_000), None)


def test_two_refunds_at_once_never_exceed_the_charge(till):
    till.processor.slow_refunds = True
    invoice = till.paid()
    for amount in (6_000, 4_000):
        till.billing.refund(AN_ADMIN, invoice.id, usd(amount), "x", None)
    assert (till.now_is(invoice).overlay, till.now_is(invoice).refundable) == (
        Overlay.REFUND_PENDING,
        usd(0),
    )
    till.processor.let_go(till.clock.now + timedelta(days=1))
    for refund in till.processor.refunds.values():
        refund.state = "succeeded"
    till.later(hours=2)
    assert (till.now_is(invoice).status, till.now_is(invoice).refunds_open) == (Status.REFUNDED, 0)


def test_money_that_arrives_after_the_invoice_was_voided_goes_back_by_itself(till):
    """T21: the state does not move, the refund runs, staff are told and the client is told of the refund only."""
    invoice, asked, intent = voided_before_the_money_came(till)
    result = till.processor.resume_charge(intent.ref, intent.txn)
    access = AN_ADMIN
    till.outcomes.late(access, till.op(asked), result)
    till.outcomes.late(access, till.op(asked), result)
    till.later(minutes=5)
    assert (till.now_is(invoice).status, intent.refunded, len(till.processor.refunds)) == (
        Status.VOIDED,
        10_000,
        1,
    )
    assert till.now_is(invoice).ledger.unapplied == usd(0)
    assert till.kinds(invoice)[-2:] == ["unapplied", "refunded"]


def test_forgiving_checks_again_what_is_owed_when_it_is_done(till):
    """T9 to T12: "guards checked again on the record it reads"."""
    till.processor.capabilities = BY_LOOKUP_ONLY
    till.processor.delay = lambda: timedelta(minutes=30)
    invoice, paid = paying(till, "late")
    till.later(minutes=40)
    till.processor.arrive()
    intent = next(iter(till.processor.intents.values()))
    till.waiting.runs = False
    asked = till.billing.forgive(AN_ADMIN, invoice.id, "x", None)
    till.outcomes.late(
        AN_ADMIN, till.op(paid), till.processor.resume_charge(intent.ref, intent.txn)
    )
    till.later(minutes=2)
    assert (till.op(asked).state, till.op(asked).code, till.now_is(invoice).status) == (
        OpState.FAILED,
        "refused",
        Status.PAID,
    )


@pytest.mark.parametrize("still_owed", [False, True])
def test_late_money_whose_own_refund_failed_is_sent_back_by_hand(till, still_owed):
    """T21: the processor's balance was empty, say. The client's money must not stay for good on a closed invoice."""
    invoice, asked, intent = voided_before_the_money_came(till)

    def refuses(verb):
        if verb == "refund":
            raise NotRefundable(code="balance_insufficient")

    result, till.processor.fault = till.processor.resume_charge(intent.ref, intent.txn), refuses
    till.outcomes.late(AN_ADMIN, till.op(asked), result)
    till.later(minutes=5)
    assert till.now_is(invoice).ledger.unapplied == usd(10_000)
    till.processor.fault = lambda _verb: ""
    back = till.billing.refund(
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
        till.billing.refund(AN_ADMIN, invoice.id, None, "again", None)


def test_late_money_goes_back_though_the_processor_is_busy_for_hours(till):
    """Nobody asked for that refund, so nobody would ask again."""
    invoice, asked, intent = voided_before_the_money_came(till)
    result = till.processor.resume_charge(intent.ref, intent.txn)
    till.breaks("busy", "refund", times=9)
    till.outcomes.late(AN_ADMIN, till.op(asked), result)
    till.later(hours=2)
    assert (till.now_is(invoice).ledger.unapplied, len(till.processor.refunds)) == (usd(0), 1)


def test_late_money_that_is_refused_for_a_day_is_left_to_people(till):
    invoice, asked, intent = voided_before_the_money_came(till)
    result = till.processor.resume_charge(intent.ref, intent.txn)
    till.breaks("busy", "refund", times=999)
    till.outcomes.late(AN_ADMIN, till.op(asked), result)
    till.later(hours=25)
    assert (till.kinds(invoice)[-1], till.now_is(invoice).is_stranded) == ("refund_failed", True)
