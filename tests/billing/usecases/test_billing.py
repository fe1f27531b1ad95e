"""What people ask of a sent invoice: written ahead, once, by who may."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from chalicelib.billing.domain.invoice import Status
from chalicelib.billing.domain.op import OpState
from chalicelib.billing.domain.op_details import Method, OpKind
from chalicelib.billing.usecases.invoice_ops import RecordedPayment
from chalicelib.kernel.errors import Conflict, Failure, Invalid, NotAllowed, Unavailable
from tests.billing.billing_harness import BillingHarness, eur, once
from tests.billing.builders import A_CLIENT, A_PROVIDER, AN_ADMIN, usd
from tests.billing.fake_state_machine import Died

TODAY = date(2026, 11, 24)


@pytest.fixture
def harness():
    return BillingHarness()


def a_check(amount=10_000, **changes):
    return replace(RecordedPayment(usd(amount), Method.CHECK, "1042", TODAY), **changes)


def test_a_client_pays_the_whole_balance(harness):
    """T4, T5"""
    invoice = harness.sent()
    asked = harness.pay(invoice)
    assert (asked.op.state, asked.invoice.status, asked.invoice.balance) == (
        OpState.SUCCEEDED,
        Status.PAID,
        usd(0),
    )
    assert harness.kinds(invoice) == ["created", "sent", "charged"]
    assert harness.store.tokens == {}


def test_a_declined_card_leaves_the_invoice_owed_and_free(harness):
    """T6"""
    invoice = harness.sent()
    asked = harness.pay(invoice, "declined")
    assert (asked.op.state, asked.invoice.status, asked.invoice.active_op) == (
        OpState.DECLINED,
        Status.SENT,
        None,
    )
    assert harness.pay(invoice).invoice.status is Status.PAID


def test_a_double_click_is_one_payment(harness):
    """The same Idempotency-Key: the second answer is the first op, wherever that stands."""
    invoice = harness.sent()
    first, second = (harness.pay(invoice, once=once()) for _ in range(2))
    assert first.op.ref == second.op.ref
    assert len(harness.processor.intents) == 1


def test_a_double_click_that_overtakes_itself_is_one_payment_too(harness):
    """The first request is stored while the second is being decided: the second finds the lock, and it is its own."""
    invoice, left = harness.sent(), [1]

    def overtaken(name):
        if name == "get" and left and left.pop():
            harness.pay(invoice, once=once())

    harness.store.boundary = overtaken
    asked = harness.pay(invoice, once=once())
    assert asked.op.state is OpState.SUCCEEDED
    assert len(harness.processor.intents) == 1


def test_a_key_used_for_something_else_is_refused(harness):
    harness.pay(harness.sent(), once=once())
    with pytest.raises(Invalid):
        harness.pay(harness.sent(), once=once(asked="b" * 64))


def test_of_two_payers_one_wins_and_the_other_sees_the_fresh_state(harness):
    invoice = harness.sent()
    harness.waiter.runs = False
    first = harness.pay(invoice)
    with pytest.raises(Conflict) as no:
        harness.pay(invoice)
    assert no.value.fresh.active_op == first.op.ref


def test_of_two_payers_at_the_same_moment_the_write_decides(harness):
    invoice, left = harness.sent(), [1]

    def first(name):
        if name == "commit" and left and left.pop():
            harness.pay(invoice)

    harness.store.boundary = first
    with pytest.raises(Conflict) as no:
        harness.pay(invoice)
    assert no.value.fresh.status is Status.PAID
    assert len(harness.processor.intents) == 1


def test_a_client_pays_only_what_he_saw(harness):
    """T4: the version the client looked at."""
    invoice = harness.sent()
    harness.ops.record_payment(A_PROVIDER, invoice.id, a_check(4_000), None)
    with pytest.raises(Conflict) as no:
        harness.pay(invoice, seen=invoice.version)
    assert no.value.fresh.balance == usd(6_000)
    assert harness.pay(invoice, seen=no.value.fresh.version).op.amount == usd(6_000)


def test_void_races_a_payment_and_one_wins(harness):
    invoice, left = harness.sent(), [1]

    def first(name):
        if name == "commit" and left and left.pop():
            harness.pay(invoice)

    harness.store.boundary = first
    with pytest.raises(Conflict) as no:
        harness.ops.void(A_PROVIDER, invoice.id, "by mistake", None)
    assert no.value.fresh.status is Status.PAID


@pytest.mark.parametrize("act", ["void", "forgive"])
def test_nothing_else_is_done_while_a_payment_is_in_the_air(harness, act):
    invoice = harness.sent()
    harness.breaks("unanswered")
    harness.pay(invoice)
    for ask in (lambda: getattr(harness.ops, act)(AN_ADMIN, invoice.id, "x", None), lambda: harness.pay(invoice),
                lambda: harness.ops.record_payment(AN_ADMIN, invoice.id, a_check(), None)):  # fmt: skip
        with pytest.raises(Conflict, match="Checking with the bank") as no:
            ask()
        assert no.value.fresh.active_op


def test_recording_a_check_in_two_parts_pays_the_invoice(harness):
    """T9"""
    invoice = harness.sent()
    assert (
        harness.ops.record_payment(A_PROVIDER, invoice.id, a_check(4_000), None).invoice.status
        is Status.SENT
    )
    asked = harness.ops.record_payment(A_PROVIDER, invoice.id, a_check(6_000), None)
    assert asked.invoice.status is Status.PAID
    line = harness.store.ledgers[invoice.practice, invoice.id][-1]
    assert (line.method, line.reference, line.received_on, line.actor) == (
        Method.CHECK,
        "1042",
        TODAY,
        A_PROVIDER.person,
    )
    assert harness.processor.calls == []


@pytest.mark.parametrize("wrong", [{"amount": usd(0)}, {"amount": usd(-1)}, {"amount": usd(10_001)}, {"amount": eur(100)},
    {"received_on": date(2026, 11, 25)}, {"reference": "4242 4242 4242 4242"}, {"reference": "x" * 501}])  # fmt: skip
def test_what_cannot_have_been_received_is_refused_by_name(harness, wrong):
    """S46 for the reference."""
    invoice = harness.sent()
    with pytest.raises(Invalid) as no:
        harness.ops.record_payment(A_PROVIDER, invoice.id, replace(a_check(), **wrong), None)
    assert no.value.fields
    assert harness.now_is(invoice) == invoice


def test_today_is_today_where_the_practice_is(harness):
    """In Auckland the 25th has begun while it is still the 24th in UTC; in New York it is not over."""
    harness.directory.now_has(zone="Pacific/Auckland")
    harness.ops.record_payment(
        A_PROVIDER, harness.sent().id, a_check(received_on=date(2026, 11, 25)), None
    )
    harness.directory.now_has(zone="America/New_York")
    harness.clock.now = datetime(2026, 11, 25, 3, tzinfo=UTC)
    with pytest.raises(Invalid):
        harness.ops.record_payment(
            A_PROVIDER, harness.sent().id, a_check(received_on=date(2026, 11, 25)), None
        )


def test_a_recorded_payment_is_taken_back_once_by_an_admin(harness):
    """T10"""
    invoice = harness.sent()
    harness.ops.record_payment(A_PROVIDER, invoice.id, a_check(), None)
    with pytest.raises(NotAllowed):
        harness.ops.reverse_payment(A_PROVIDER, invoice.id, 3, "bounced", None)
    back = harness.ops.reverse_payment(AN_ADMIN, invoice.id, 3, "bounced", None)
    assert (back.invoice.status, back.invoice.balance) == (Status.SENT, usd(10_000))
    for seq in (3, 1, 99):
        with pytest.raises(Failure):
            harness.ops.reverse_payment(AN_ADMIN, invoice.id, seq, "again", None)


def test_forgiving_what_is_owed_closes_it_and_its_execution(harness):
    """T12"""
    invoice = harness.sent()
    assert (
        harness.ops.forgive(A_PROVIDER, invoice.id, "hardship", None).invoice.status
        is Status.FORGIVEN
    )
    assert harness.machine.alive() == []


def test_voiding_closes_it_and_the_reason_is_kept(harness):
    """T11"""
    invoice = harness.sent()
    assert (
        harness.ops.void(AN_ADMIN, invoice.id, "wrong client", None).invoice.status is Status.VOIDED
    )
    assert harness.store.ledgers[invoice.practice, invoice.id][-1].reason == "wrong client"


@pytest.mark.parametrize("reason", ["", "   ", "x" * 501, "card 4242424242424242"])
@pytest.mark.parametrize("act", ["forgive", "void"])
def test_a_reason_is_a_reason(harness, act, reason):
    """S46"""
    invoice = harness.sent()
    with pytest.raises(Invalid) as no:
        getattr(harness.ops, act)(AN_ADMIN, invoice.id, reason, None)
    assert set(no.value.fields) == {"reason"}
    assert harness.now_is(invoice) == invoice


def test_refunds_part_by_part_until_nothing_is_left(harness):
    """T13, T15"""
    invoice = harness.paid()
    part = harness.ops.refund(A_PROVIDER, invoice.id, usd(4_000), "left early", None)
    assert (part.invoice.status, part.invoice.refundable) == (Status.PAID, usd(6_000))
    with pytest.raises(Invalid, match=r"At most 60\.00"):
        harness.ops.refund(A_PROVIDER, invoice.id, usd(6_001), "too much", None)
    rest = harness.ops.refund(A_PROVIDER, invoice.id, None, "the rest", None)
    assert (rest.op.amount, rest.invoice.status) == (usd(6_000), Status.REFUNDED)


def test_only_an_admin_says_that_a_refund_is_still_owed(harness):
    invoice = harness.paid()
    with pytest.raises(NotAllowed):
        harness.ops.refund(A_PROVIDER, invoice.id, None, "other card", None, still_owed=True)
    asked = harness.ops.refund(AN_ADMIN, invoice.id, None, "other card", None, still_owed=True)
    assert (asked.invoice.status, asked.invoice.balance) == (Status.SENT, usd(10_000))
    assert harness.pay(invoice).invoice.status is Status.PAID


def test_a_refund_goes_to_the_account_that_took_the_money(harness):
    """Lifecycle §4: even after the practice changed processors."""
    invoice, old = harness.paid(), harness.processor
    newer = BillingHarness(clock=harness.clock).processor
    harness.accounts.connect(newer, "acc_2")
    harness.ops.refund(AN_ADMIN, invoice.id, None, "x", None)
    assert (len(old.refunds), len(newer.refunds)) == (1, 0)


def test_an_op_that_was_written_is_never_denied(harness):
    """The machine or the store fails after the write: the answer is the op to follow, and the sweep sees to it."""
    invoice = harness.sent()
    harness.machine.down = True
    asked = harness.pay(invoice)
    assert (asked.op.state, asked.invoice.active_op) == (OpState.NEW, asked.op.ref)
    harness.machine.down = False
    harness.pass_time(minutes=2)
    assert harness.now_is(invoice).status is Status.PAID


def test_a_write_whose_answer_was_lost_is_found_by_the_same_key(harness):
    invoice = harness.sent()

    def lost(name):
        if name == "commit done":
            harness.store.boundary = lambda _name: None
            raise Unavailable

    harness.store.boundary = lost
    with pytest.raises(Unavailable):
        harness.pay(invoice, once=once())
    assert harness.pay(invoice, once=once()).op.kind is OpKind.PAY
    harness.pass_time(minutes=2)
    assert (harness.now_is(invoice).status, len(harness.processor.intents)) == (Status.PAID, 1)


def test_a_process_that_dies_right_after_the_write_loses_nothing(harness):
    invoice = harness.sent()

    def dies(name):
        if name == "commit done":
            harness.store.boundary = lambda _name: None
            raise Died

    harness.store.boundary = dies
    with pytest.raises(Died):
        harness.pay(invoice)
    harness.pass_time(minutes=2)
    assert harness.now_is(invoice).status is Status.PAID


def test_the_pay_page_is_told_what_it_needs_and_charges_nothing(harness):
    invoice = harness.sent()
    seen, _, config = harness.ops.payment_form(A_CLIENT, invoice.id)
    assert (seen.balance, config.public, harness.processor.calls) == (
        usd(10_000),
        {"publishable_key": "pk_test_1"},
        [],
    )
