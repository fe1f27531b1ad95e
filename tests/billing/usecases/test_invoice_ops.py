"""What people ask of a sent invoice: written ahead, once, by who may."""

from dataclasses import replace
from datetime import date

import pytest

from chalicelib.billing.domain.invoice import Status
from chalicelib.billing.domain.op import OpState
from chalicelib.billing.domain.op_details import Method
from chalicelib.billing.usecases.invoice_ops import RecordedPayment
from chalicelib.kernel.errors import Conflict, Invalid
from tests.billing.billing_harness import BillingHarness, once
from tests.billing.builders import A_PROVIDER, AN_ADMIN, usd

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
    """The first request is stored while the second is checked: the lock it finds is its own."""
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


def test_a_client_pays_only_what_they_saw(harness):
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
    for ask in (
        lambda: getattr(harness.ops, act)(AN_ADMIN, invoice.id, "x", None),
        lambda: harness.pay(invoice),
        lambda: harness.ops.record_payment(AN_ADMIN, invoice.id, a_check(), None),
    ):
        with pytest.raises(Conflict, match="Checking with the bank") as no:
            ask()
        assert no.value.fresh.active_op
