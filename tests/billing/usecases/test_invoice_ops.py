"""
Tests that a payment or other op is stored before it runs, and runs once.

An op is one requested action on an invoice; it locks the invoice until it ends.
"""

from dataclasses import replace
from datetime import date

import pytest

from chalicelib.billing.domain.invoice import Status
from chalicelib.billing.domain.op import OpState
from chalicelib.billing.domain.op_details import Method
from chalicelib.billing.usecases.invoice_ops import RecordedPayment
from chalicelib.kernel.errors import Conflict, Invalid
from tests.billing.billing_harness import BillingHarness, idempotency_key
from tests.billing.builders import A_PROVIDER, AN_ADMIN, usd

TODAY = date(2026, 11, 24)


@pytest.fixture
def harness():
    return BillingHarness()


def a_check(amount=10_000, **changes):
    return replace(RecordedPayment(usd(amount), Method.CHECK, "1042", TODAY), **changes)


def test_a_client_pays_the_whole_balance(harness):
    """
    T4, T5: a client pays the whole balance, which is entered in the ledger.

    The card token is then deleted.
    """
    invoice = harness.sent()
    accepted = harness.pay(invoice)
    assert (accepted.op.state, accepted.invoice.status, accepted.invoice.balance) == (
        OpState.SUCCEEDED,
        Status.PAID,
        usd(0),
    )
    assert harness.kinds(invoice) == ["created", "sent", "charged"]
    assert harness.store.tokens == {}


def test_a_declined_card_leaves_the_invoice_owed_and_unlocked(harness):
    """
    T6: after a declined card, the client can pay with another card.

    The invoice is still owed, and it is not locked.
    """
    invoice = harness.sent()
    accepted = harness.pay(invoice, "declined")
    assert (accepted.op.state, accepted.invoice.status, accepted.invoice.active_op) == (
        OpState.DECLINED,
        Status.SENT,
        None,
    )
    assert harness.pay(invoice).invoice.status is Status.PAID


def test_a_double_click_is_one_payment(harness):
    """
    A double click makes only one payment.

    Both requests have the same Idempotency-Key, so both get the same op.
    """
    invoice = harness.sent()
    first, second = (harness.pay(invoice, key=idempotency_key()) for _ in range(2))
    assert first.op.ref == second.op.ref
    assert len(harness.processor.intents) == 1


def test_a_double_click_whose_requests_race_is_one_payment(harness):
    """
    If the two requests of a double click race, only one payment is made.

    The first request takes the lock while the product still checks the second one. The
    second request finds the invoice locked, and still gets the first request's op as
    its result.
    """
    invoice, left = harness.sent(), [1]

    def overtaken(name):
        if name == "get" and left and left.pop():
            harness.pay(invoice, key=idempotency_key())

    harness.store.boundary = overtaken
    accepted = harness.pay(invoice, key=idempotency_key())
    assert accepted.op.state is OpState.SUCCEEDED
    assert len(harness.processor.intents) == 1


def test_a_key_used_for_something_else_is_refused(harness):
    harness.pay(harness.sent(), key=idempotency_key())
    with pytest.raises(Invalid):
        harness.pay(harness.sent(), key=idempotency_key(request_hash="b" * 64))


def test_of_two_payers_one_wins_and_the_other_gets_the_current_state(harness):
    invoice = harness.sent()
    harness.waiter.runs = False
    first = harness.pay(invoice)
    with pytest.raises(Conflict) as error:
        harness.pay(invoice)
    assert error.value.fresh.active_op == first.op.ref


def test_of_two_payers_at_the_same_moment_the_first_write_wins(harness):
    invoice, left = harness.sent(), [1]

    def first(name):
        if name == "commit" and left and left.pop():
            harness.pay(invoice)

    harness.store.boundary = first
    with pytest.raises(Conflict) as error:
        harness.pay(invoice)
    assert error.value.fresh.status is Status.PAID
    assert len(harness.processor.intents) == 1


def test_a_client_pays_only_what_they_saw(harness):
    """
    T4: a payment is refused if the invoice has changed since the client saw it.

    A payment names the version of the invoice that the client saw.
    """
    invoice = harness.sent()
    harness.ops.record_payment(A_PROVIDER, invoice.id, a_check(4_000), None)
    with pytest.raises(Conflict) as error:
        harness.pay(invoice, seen=invoice.version)
    assert error.value.fresh.balance == usd(6_000)
    assert harness.pay(invoice, seen=error.value.fresh.version).op.amount == usd(6_000)


def test_of_a_void_and_a_payment_that_race_one_wins(harness):
    invoice, left = harness.sent(), [1]

    def first(name):
        if name == "commit" and left and left.pop():
            harness.pay(invoice)

    harness.store.boundary = first
    with pytest.raises(Conflict) as error:
        harness.ops.void(A_PROVIDER, invoice.id, "by mistake", None)
    assert error.value.fresh.status is Status.PAID


@pytest.mark.parametrize("act", ["void", "forgive"])
def test_no_other_op_starts_while_a_payment_is_unfinished(harness, act):
    invoice = harness.sent()
    harness.inject_fault("unanswered")
    harness.pay(invoice)
    for call in (
        lambda: getattr(harness.ops, act)(AN_ADMIN, invoice.id, "x", None),
        lambda: harness.pay(invoice),
        lambda: harness.ops.record_payment(AN_ADMIN, invoice.id, a_check(), None),
    ):
        with pytest.raises(Conflict, match="hecking with the bank") as error:
            call()
        assert error.value.fresh.active_op
