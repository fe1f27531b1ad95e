"""
Tests that a stored op is never lost, whatever fails afterwards.

An op is one requested action on an invoice, such as a payment.
"""

import pytest

from chalicelib.billing.domain.invoice import Status
from chalicelib.billing.domain.op import OpState
from chalicelib.billing.domain.op_details import OpKind
from chalicelib.kernel.errors import Unavailable
from tests.billing.billing_harness import BillingHarness, idempotency_key
from tests.billing.builders import A_CLIENT, usd
from tests.billing.fake_state_machine import Died


@pytest.fixture
def harness():
    return BillingHarness()


def test_a_failure_after_the_write_still_returns_the_op(harness):
    """
    If the state machine is down, starting an op still returns the stored op.

    Once the state machine is back, the sweep (a scheduled job) runs the op.
    """
    invoice = harness.sent()
    harness.machine.down = True
    accepted = harness.pay(invoice)
    assert (accepted.op.state, accepted.invoice.active_op) == (OpState.NEW, accepted.op.ref)
    harness.machine.down = False
    harness.pass_time(minutes=2)
    assert harness.current(invoice).status is Status.PAID


def test_the_same_key_finds_an_op_whose_answer_was_lost(harness):
    invoice = harness.sent()

    def lost(name):
        if name == "commit done":
            harness.store.boundary = lambda _name: None
            raise Unavailable

    harness.store.boundary = lost
    with pytest.raises(Unavailable):
        harness.pay(invoice, key=idempotency_key())
    assert harness.pay(invoice, key=idempotency_key()).op.kind is OpKind.PAY
    harness.pass_time(minutes=2)
    assert (harness.current(invoice).status, len(harness.processor.intents)) == (Status.PAID, 1)


def test_an_op_runs_although_the_process_died_right_after_the_write(harness):
    invoice = harness.sent()

    def dies(name):
        if name == "commit done":
            harness.store.boundary = lambda _name: None
            raise Died

    harness.store.boundary = dies
    with pytest.raises(Died):
        harness.pay(invoice)
    harness.pass_time(minutes=2)
    assert harness.current(invoice).status is Status.PAID


def test_reading_the_payment_form_charges_nothing(harness):
    invoice = harness.sent()
    form = harness.ops.payment_form(A_CLIENT, invoice.id)
    invoice_of_form, config = form.invoice, form.config
    assert (invoice_of_form.balance, config.public, harness.processor.calls) == (
        usd(10_000),
        {"publishable_key": "pk_test_1"},
        [],
    )
