"""What people ask of a sent invoice: written ahead, once, by who may."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from chalicelib.billing.domain.invoice import Status
from chalicelib.billing.domain.op import Method, OpKind, OpState
from chalicelib.billing.usecases.invoice_ops import RecordedPayment
from chalicelib.kernel.errors import Conflict, Failure, Invalid, NotAllowed, Unavailable
from tests.billing.billing_harness import BillingHarness, eur, once
from tests.billing.builders import A_CLIENT, A_PROVIDER, AN_ADMIN, usd
from tests.billing.fake_state_machine import Died

TODAY = date(2026, 11, 24)


@pytest.fixture
def till():
    return BillingHarness()


def a_check(amount=10_000, **changes):
    return replace(RecordedPayment(usd(amount), Method.CHECK, "1042", TODAY), **changes)


def test_a_client_pays_the_whole_balance(till):
    """T4, T5"""
    invoice = till.sent()
    asked = till.pay(invoice)
    assert (asked.op.state, asked.invoice.status, asked.invoice.balance) == (
        OpState.SUCCEEDED,
        Status.PAID,
        usd(0),
    )
    assert till.kinds(invoice) == ["created", "sent", "charged"]
    assert till.store.tokens == {}


def test_a_declined_card_leaves_the_invoice_owed_and_free(till):
    """T6"""
    invoice = till.sent()
    asked = till.pay(invoice, "declined")
    assert (asked.op.state, asked.invoice.status, asked.invoice.active_op) == (
        OpState.DECLINED,
        Status.SENT,
        None,
    )
    assert till.pay(invoice).invoice.status is Status.PAID


def test_a_double_click_is_one_payment(till):
    """The same Idempotency-Key: the second answer is the first op, wherever that stands."""
    invoice = till.sent()
    first, second = (till.pay(invoice, once=once()) for _ in range(2))
    assert first.op.ref == second.op.ref
    assert len(till.processor.intents) == 1


def test_a_double_click_that_overtakes_itself_is_one_payment_too(till):
    """The first request is stored while the second is being decided: the second finds the lock, and it is its own."""
    invoice, left = till.sent(), [1]

    def overtaken(name):
        if name == "get" and left and left.pop():
            till.pay(invoice, once=once())

    till.store.boundary = overtaken
    asked = till.pay(invoice, once=once())
    assert asked.op.state is OpState.SUCCEEDED
    assert len(till.processor.intents) == 1


def test_a_key_used_for_something_else_is_refused(till):
    till.pay(till.sent(), once=once())
    with pytest.raises(Invalid):
        till.pay(till.sent(), once=once(asked="b" * 64))


def test_of_two_payers_one_wins_and_the_other_sees_the_fresh_state(till):
    invoice = till.sent()
    till.waiting.runs = False
    first = till.pay(invoice)
    with pytest.raises(Conflict) as no:
        till.pay(invoice)
    assert no.value.fresh.active_op == first.op.ref


def test_of_two_payers_at_the_same_moment_the_write_decides(till):
    invoice, left = till.sent(), [1]

    def first(name):
        if name == "commit" and left and left.pop():
            till.pay(invoice)

    till.store.boundary = first
    with pytest.raises(Conflict) as no:
        till.pay(invoice)
    assert no.value.fresh.status is Status.PAID
    assert len(till.processor.intents) == 1


def test_a_client_pays_only_what_he_saw(till):
    """T4: the version the client looked at."""
    invoice = till.sent()
    till.billing.record_payment(A_PROVIDER, invoice.id, a_check(4_000), None)
    with pytest.raises(Conflict) as no:
        till.pay(invoice, seen=invoice.version)
    assert no.value.fresh.balance == usd(6_000)
    assert till.pay(invoice, seen=no.value.fresh.version).op.amount == usd(6_000)


def test_void_races_a_payment_and_one_wins(till):
    invoice, left = till.sent(), [1]

    def first(name):
        if name == "commit" and left and left.pop():
            till.pay(invoice)

    till.store.boundary = first
    with pytest.raises(Conflict) as no:
        till.billing.void(A_PROVIDER, invoice.id, "by mistake", None)
    assert no.value.fresh.status is Status.PAID


@pytest.mark.parametrize("act", ["void", "forgive"])
def test_nothing_else_is_done_while_a_payment_is_in_the_air(till, act):
    invoice = till.sent()
    till.breaks("unanswered")
    till.pay(invoice)
    for ask in (lambda: getattr(till.billing, act)(AN_ADMIN, invoice.id, "x", None), lambda: till.pay(invoice),
                lambda: till.billing.record_payment(AN_ADMIN, invoice.id, a_check(), None)):  # fmt: skip
        with pytest.raises(Conflict, match="Checking with the bank") as no:
            ask()
        assert no.value.fresh.active_op


def test_recording_a_check_in_two_parts_pays_the_invoice(till):
    """T9"""
    invoice = till.sent()
    assert (
        till.billing.record_payment(A_PROVIDER, invoice.id, a_check(4_000), None).invoice.status
        is Status.SENT
    )
    asked = till.billing.record_payment(A_PROVIDER, invoice.id, a_check(6_000), None)
    assert asked.invoice.status is Status.PAID
    line = till.store.ledgers[invoice.practice, invoice.id][-1]
    assert (line.method, line.reference, line.received_on, line.actor) == (
        Method.CHECK,
        "1042",
        TODAY,
        A_PROVIDER.person,
    )
    assert till.processor.calls == []


@pytest.mark.parametrize("wrong", [{"amount": usd(0)}, {"amount": usd(-1)}, {"amount": usd(10_001)}, {"amount": eur(100)},
    {"received_on": date(2026, 11, 25)}, {"reference": "4242 4242 4242 4242"}, {"reference": "x" * 501}])  # fmt: skip
def test_what_cannot_have_been_received_is_refused_by_name(till, wrong):
    """S46 for the reference."""
    invoice = till.sent()
    with pytest.raises(Invalid) as no:
        till.billing.record_payment(A_PROVIDER, invoice.id, replace(a_check(), **wrong), None)
    assert no.value.fields
    assert till.now_is(invoice) == invoice


def test_today_is_today_where_the_practice_is(till):
    """In Auckland the 25th has begun while it is still the 24th in UTC; in New York it is not over."""
    till.desk.now_has(zone="Pacific/Auckland")
    till.billing.record_payment(
        A_PROVIDER, till.sent().id, a_check(received_on=date(2026, 11, 25)), None
    )
    till.desk.now_has(zone="America/New_York")
    till.clock.now = datetime(2026, 11, 25, 3, tzinfo=UTC)
    with pytest.raises(Invalid):
        till.billing.record_payment(
            A_PROVIDER, till.sent().id, a_check(received_on=date(2026, 11, 25)), None
        )


def test_a_recorded_payment_is_taken_back_once_by_an_admin(till):
    """T10"""
    invoice = till.sent()
    till.billing.record_payment(A_PROVIDER, invoice.id, a_check(), None)
    with pytest.raises(NotAllowed):
        till.billing.reverse_payment(A_PROVIDER, invoice.id, 3, "bounced", None)
    back = till.billing.reverse_payment(AN_ADMIN, invoice.id, 3, "bounced", None)
    assert (back.invoice.status, back.invoice.balance) == (Status.SENT, usd(10_000))
    for seq in (3, 1, 99):
        with pytest.raises(Failure):
            till.billing.reverse_payment(AN_ADMIN, invoice.id, seq, "again", None)


def test_forgiving_what_is_owed_closes_it_and_its_execution(till):
    """T12"""
    invoice = till.sent()
    assert (
        till.billing.forgive(A_PROVIDER, invoice.id, "hardship", None).invoice.status
        is Status.FORGIVEN
    )
    assert till.machine.alive() == []


def test_voiding_closes_it_and_the_reason_is_kept(till):
    """T11"""
    invoice = till.sent()
    assert (
        till.billing.void(AN_ADMIN, invoice.id, "wrong client", None).invoice.status
        is Status.VOIDED
    )
    assert till.store.ledgers[invoice.practice, invoice.id][-1].reason == "wrong client"


@pytest.mark.parametrize("reason", ["", "   ", "x" * 501, "card 4242424242424242"])
@pytest.mark.parametrize("act", ["forgive", "void"])
def test_a_reason_is_a_reason(till, act, reason):
    """S46"""
    invoice = till.sent()
    with pytest.raises(Invalid) as no:
        getattr(till.billing, act)(AN_ADMIN, invoice.id, reason, None)
    assert set(no.value.fields) == {"reason"}
    assert till.now_is(invoice) == invoice


def test_refunds_part_by_part_until_nothing_is_left(till):
    """T13, T15"""
    invoice = till.paid()
    part = till.billing.refund(A_PROVIDER, invoice.id, usd(4_000), "left early", None)
    assert (part.invoice.status, part.invoice.refundable) == (Status.PAID, usd(6_000))
    with pytest.raises(Invalid, match=r"At most 60\.00"):
        till.billing.refund(A_PROVIDER, invoice.id, usd(6_001), "too much", None)
    rest = till.billing.refund(A_PROVIDER, invoice.id, None, "the rest", None)
    assert (rest.op.amount, rest.invoice.status) == (usd(6_000), Status.REFUNDED)


def test_only_an_admin_says_that_a_refund_is_still_owed(till):
    invoice = till.paid()
    with pytest.raises(NotAllowed):
        till.billing.refund(A_PROVIDER, invoice.id, None, "other card", None, still_owed=True)
    asked = till.billing.refund(AN_ADMIN, invoice.id, None, "other card", None, still_owed=True)
    assert (asked.invoice.status, asked.invoice.balance) == (Status.SENT, usd(10_000))
    assert till.pay(invoice).invoice.status is Status.PAID


def test_a_refund_goes_to_the_account_that_took_the_money(till):
    """Lifecycle §4: even after the practice changed processors."""
    invoice, old = till.paid(), till.processor
    newer = BillingHarness(clock=till.clock).processor
    till.accounts.connect(newer, "acc_2")
    till.billing.refund(AN_ADMIN, invoice.id, None, "x", None)
    assert (len(old.refunds), len(newer.refunds)) == (1, 0)


def test_an_op_that_was_written_is_never_denied(till):
    """The machine or the store fails after the write: the answer is the op to follow, and the sweep sees to it."""
    invoice = till.sent()
    till.machine.down = True
    asked = till.pay(invoice)
    assert (asked.op.state, asked.invoice.active_op) == (OpState.NEW, asked.op.ref)
    till.machine.down = False
    till.later(minutes=2)
    assert till.now_is(invoice).status is Status.PAID


def test_a_write_whose_answer_was_lost_is_found_by_the_same_key(till):
    invoice = till.sent()

    def lost(name):
        if name == "commit done":
            till.store.boundary = lambda _name: None
            raise Unavailable

    till.store.boundary = lost
    with pytest.raises(Unavailable):
        till.pay(invoice, once=once())
    assert till.pay(invoice, once=once()).op.kind is OpKind.PAY
    till.later(minutes=2)
    assert (till.now_is(invoice).status, len(till.processor.intents)) == (Status.PAID, 1)


def test_a_process_that_dies_right_after_the_write_loses_nothing(till):
    invoice = till.sent()

    def dies(name):
        if name == "commit done":
            till.store.boundary = lambda _name: None
            raise Died

    till.store.boundary = dies
    with pytest.raises(Died):
        till.pay(invoice)
    till.later(minutes=2)
    assert till.now_is(invoice).status is Status.PAID


def test_the_pay_page_is_told_what_it_needs_and_charges_nothing(till):
    invoice = till.sent()
    seen, _, config = till.billing.payment_form(A_CLIENT, invoice.id)
    assert (seen.balance, config.public, till.processor.calls) == (
        usd(10_000),
        {"publishable_key": "pk_test_1"},
        [],
    )
