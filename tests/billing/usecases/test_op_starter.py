"""An op that was stored is never lost, whatever fails after that."""

import pytest

from chalicelib.billing.domain.invoice import Status
from chalicelib.billing.domain.op import OpState
from chalicelib.billing.domain.op_details import OpKind
from chalicelib.kernel.errors import Unavailable
from tests.billing.billing_harness import BillingHarness, once
from tests.billing.builders import A_CLIENT, usd
from tests.billing.fake_state_machine import Died


@pytest.fixture
def harness():
    return BillingHarness()


def test_an_op_that_was_written_is_never_denied(harness):
    """The machine or the store fails after the write: the answer is the op, the sweep runs it."""
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
