"""Tests that a client can continue or cancel the bank's own check from any device."""

import pytest

from chalicelib.billing.api.op_shapes import message
from chalicelib.billing.domain.invoice import Status
from chalicelib.billing.domain.op import OpState, Overlay
from chalicelib.billing.domain.rules import status_words
from chalicelib.kernel.access import Role
from chalicelib.kernel.errors import Conflict, NotAllowed, NotFound
from tests.billing.billing_harness import BillingHarness
from tests.billing.builders import A_CLIENT, A_PROVIDER, usd


@pytest.fixture
def harness():
    return BillingHarness()


@pytest.fixture
def waiting(harness):
    """An invoice whose payment waits for the client's bank, and the payment."""
    invoice = harness.sent()
    return invoice, harness.pay(invoice, "3ds")


def test_an_invoice_says_that_the_bank_waits_for_the_client(harness, waiting):
    invoice = harness.current(waiting[0])
    assert invoice.overlay is Overlay.ACTION_REQUIRED
    assert status_words(invoice, Role.CLIENT) == "Your bank is waiting for you"
    assert status_words(invoice, Role.ADMIN) == "Waiting for the client"


def test_any_device_gets_what_it_needs_to_continue(harness, waiting):
    invoice, accepted = waiting
    form = harness.ops.payment_form(A_CLIENT, invoice.id)
    txn = harness.op(accepted).details.charge
    assert (form.ref, form.client_action) == (
        accepted.op.ref,
        {"client_secret": f"{txn}_secret"},
    )
    assert form.config.script_url
    harness.processor.browser(txn, passes=True)
    resumed = harness.ops.resume(A_CLIENT, invoice.id, accepted.op.ref)
    assert resumed.invoice.status is Status.PAID


def test_a_client_may_cancel_which_frees_the_invoice_at_once(harness, waiting):
    invoice, accepted = waiting
    cancelled = harness.ops.cancel_payment(A_CLIENT, invoice.id, accepted.op.ref)
    assert cancelled.op.state is OpState.DECLINED
    assert message(cancelled.op, Role.CLIENT) == "You cancelled this payment. Nothing was charged."
    (intent,) = harness.processor.intents.values()
    assert intent.closed
    after = harness.current(invoice)
    assert (after.active_op, after.overlay, after.balance) == (None, None, usd(10_000))
    assert harness.pay(invoice).invoice.status is Status.PAID


def test_a_cancelled_check_cannot_be_completed_on_an_old_page(harness, waiting):
    invoice, accepted = waiting
    harness.ops.cancel_payment(A_CLIENT, invoice.id, accepted.op.ref)
    txn = harness.op(accepted).details.charge
    assert not harness.processor.browser(txn, passes=True)
    assert harness.current(invoice).status is Status.SENT


def test_a_confirmation_that_came_before_the_cancellation_stands(harness, waiting):
    invoice, accepted = waiting
    harness.processor.browser(harness.op(accepted).details.charge, passes=True)
    cancelled = harness.ops.cancel_payment(A_CLIENT, invoice.id, accepted.op.ref)
    assert (cancelled.op.state, cancelled.invoice.status) == (OpState.SUCCEEDED, Status.PAID)


def test_a_cancellation_whose_answer_is_lost_is_tried_again_soon(harness, waiting):
    invoice, accepted = waiting
    harness.inject_fault("lost", "resume")
    harness.ops.cancel_payment(A_CLIENT, invoice.id, accepted.op.ref)
    harness.pass_time(minutes=3)
    assert harness.op(accepted).state is OpState.DECLINED
    assert harness.current(invoice).active_op is None


def test_only_the_client_may_cancel_and_only_a_payment_at_the_bank(harness, waiting):
    invoice, accepted = waiting
    with pytest.raises((NotFound, NotAllowed)):
        harness.ops.cancel_payment(A_PROVIDER, invoice.id, accepted.op.ref)
    assert harness.op(accepted).state is OpState.ACTION_REQUIRED
    paid = harness.paid()
    (ref,) = harness.store.ops[paid.practice, paid.id]
    unchanged = harness.ops.cancel_payment(A_CLIENT, paid.id, ref)
    assert unchanged.invoice.status is Status.PAID


def test_nothing_else_starts_while_the_bank_waits(harness, waiting):
    with pytest.raises(Conflict):
        harness.pay(waiting[0])
