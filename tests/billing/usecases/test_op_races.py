"""
Tests that two concurrent tasks of one op do not move money twice.

An op is one requested action on an invoice, such as a payment. A task is a function
that the state machine calls for an op.
"""

from contextlib import suppress

import pytest

from chalicelib.billing.domain.invoice import Status
from chalicelib.billing.domain.op import OpState
from chalicelib.billing.usecases.op_results import OpOutcome
from chalicelib.kernel.errors import Conflict
from chalicelib.payments.domain.processor_errors import TokenUnusable
from tests.billing.billing_harness import BillingHarness
from tests.billing.fake_state_machine import Died


@pytest.fixture
def harness():
    return BillingHarness()


def call(harness, task, accepted):
    return getattr(harness.op_tasks, task)(
        accepted.op.practice, accepted.op.invoice, accepted.op.ref
    )


def test_the_gate_lets_one_of_two_tasks_through(harness):
    invoice = harness.sent()
    harness.waiter.runs = False
    accepted, left = harness.pay(invoice), [1]

    def other(name):
        if name == "gate" and left and left.pop():
            call(harness, "charge", accepted)

    harness.store.boundary = other
    assert call(harness, "charge", accepted) is OpOutcome.UNKNOWN
    assert (len(harness.processor.calls), harness.current(invoice).status) == (1, Status.PAID)


def test_a_slow_task_does_not_refund_what_another_task_has_entered(harness):
    """
    If two tasks of an op get the same success, neither of them starts a refund.

    The second task must not treat the charge as extra money.
    """
    invoice = harness.sent()
    harness.waiter.runs = False
    accepted, left = harness.pay(invoice), [1]

    def meanwhile(name):
        if name == "charge done" and left and left.pop():
            harness.processor.fault = lambda _verb: "unanswered"
            call(harness, "reconcile", accepted)
            harness.processor.fault = lambda _verb: ""

    harness.processor.boundary = meanwhile
    call(harness, "charge", accepted)
    harness.pass_time(minutes=30)
    assert (harness.op(accepted).state, harness.current(invoice).status) == (
        OpState.SUCCEEDED,
        Status.PAID,
    )
    assert (harness.kinds(invoice).count("charged"), harness.processor.refunds) == (1, {})


def test_a_busy_answer_to_one_task_does_not_end_the_op_of_another_task(harness):
    """
    An op does not end when one of its two tasks gets "try again later".

    While one task stalls, a second task of the same op sends the same request, and its
    process dies. The first task then gets "try again later" from the processor. If this
    response reset the op to state NEW, the op could end as failed while the second
    task's request is still on its way. The client could then pay twice.
    """
    invoice = harness.sent()
    harness.waiter.runs = False
    accepted, left = harness.pay(invoice), [1]

    def dies(name):
        if name == "commit" and harness.processor.arriving:
            raise Died

    def meanwhile(name):
        if name == "gate done" and left and left.pop():
            harness.inject_fault("late")
            harness.store.boundary = dies
            with pytest.raises(Died):
                call(harness, "reconcile", accepted)
            harness.store.boundary = lambda _name: None
            harness.inject_fault("busy", times=9)

    harness.store.boundary = meanwhile
    with suppress(Conflict):
        call(harness, "charge", accepted)
    harness.pass_time(hours=1)
    harness.processor.arrive()
    captured = sum(intent.captured for intent in harness.processor.intents.values())
    assert (harness.op(accepted).state, captured) == (OpState.SUCCEEDED, 10_000)
    assert harness.current(invoice).status is Status.PAID


def test_a_repeated_look_up_waits_until_the_op_is_due(harness):
    """
    A repeated look-up makes no call before the op is due.

    Before the op is due, its last request may still be on its way. During that time,
    the processor's response "not found" does not prove that nothing was charged.
    """
    invoice = harness.sent()
    harness.inject_fault("lost", times=9)
    accepted = harness.pay(invoice)
    while harness.op(accepted).rounds < 3:
        harness.pass_time(minutes=1)
    before = len(harness.processor.calls)
    assert call(harness, "reconcile", accepted) is OpOutcome.UNKNOWN
    assert (len(harness.processor.calls), harness.op(accepted).state) == (before, OpState.UNKNOWN)
    harness.pass_time(minutes=16)
    assert (harness.op(accepted).state, harness.current(invoice).active_op) == (
        OpState.FAILED,
        None,
    )


def test_a_used_token_does_not_prove_that_nothing_was_charged(harness):
    """
    An op succeeds if its first request charged the card and used up the token.

    Here the response to the first request was lost, and the processor forgot the
    idempotency key. The product sends the same request again, and the processor refuses
    the used token. This refusal does not prove that nothing was charged.
    """
    invoice = harness.sent()
    harness.inject_fault("unanswered")
    accepted = harness.pay(invoice)
    harness.processor.keys.clear()

    def used(_request):
        raise TokenUnusable(code="token_already_used")

    harness.processor._charge = used
    harness.pass_time(minutes=5)
    assert (harness.op(accepted).state, harness.current(invoice).status) == (
        OpState.SUCCEEDED,
        Status.PAID,
    )
