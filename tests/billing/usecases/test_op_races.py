"""Two tasks of one op run at once: neither acts on the answer that the other got."""

from contextlib import suppress

import pytest

from chalicelib.billing.domain.invoice import Status
from chalicelib.billing.domain.op import OpState
from chalicelib.billing.usecases.op_results import OpOutcome
from chalicelib.kernel.errors import Conflict
from chalicelib.payments.domain.payment import TokenUnusable
from tests.billing.billing_harness import BillingHarness
from tests.billing.fake_state_machine import Died


@pytest.fixture
def harness():
    return BillingHarness()


def call(harness, task, asked):
    return getattr(harness.op_tasks, task)(asked.op.practice, asked.op.invoice, asked.op.ref)


def test_the_gate_lets_one_of_two_tasks_through(harness):
    invoice = harness.sent()
    harness.waiter.runs = False
    asked, left = harness.pay(invoice), [1]

    def other(name):
        if name == "gate" and left and left.pop():
            call(harness, "charge", asked)

    harness.store.boundary = other
    assert call(harness, "charge", asked) is OpOutcome.UNKNOWN
    assert (len(harness.processor.calls), harness.now_is(invoice).status) == (1, Status.PAID)


def test_a_task_that_hangs_while_another_finds_the_money_refunds_nobody(harness):
    """Two tasks get the same success: the second must not refund the paid invoice."""
    invoice = harness.sent()
    harness.waiter.runs = False
    asked, left = harness.pay(invoice), [1]

    def meanwhile(name):
        if name == "charge done" and left and left.pop():
            harness.processor.fault = lambda _verb: "unanswered"
            call(harness, "reconcile", asked)
            harness.processor.fault = lambda _verb: ""

    harness.processor.boundary = meanwhile
    call(harness, "charge", asked)
    harness.pass_time(minutes=30)
    assert (harness.op(asked).state, harness.now_is(invoice).status) == (
        OpState.SUCCEEDED,
        Status.PAID,
    )
    assert (harness.kinds(invoice).count("charged"), harness.processor.refunds) == (1, {})


def test_a_task_whose_call_did_nothing_does_not_end_the_op_of_another_task(harness):
    """
    One task passes the gate and stalls; another sends the same request and dies unrecorded.

    The first is then told to try again later. If the op became new again, it could end as failed
    while the other request is on its way, and the client would pay twice.
    """
    invoice = harness.sent()
    harness.waiter.runs = False
    asked, left = harness.pay(invoice), [1]

    def dies(name):
        if name == "commit" and harness.processor.arriving:
            raise Died

    def meanwhile(name):
        if name == "gate done" and left and left.pop():
            harness.breaks("late")
            harness.store.boundary = dies
            with pytest.raises(Died):
                call(harness, "reconcile", asked)
            harness.store.boundary = lambda _name: None
            harness.breaks("busy", times=9)

    harness.store.boundary = meanwhile
    with suppress(Conflict):
        call(harness, "charge", asked)
    harness.pass_time(hours=1)
    harness.processor.arrive()
    taken = sum(intent.captured for intent in harness.processor.intents.values())
    assert (harness.op(asked).state, taken) == (OpState.SUCCEEDED, 10_000)
    assert harness.now_is(invoice).status is Status.PAID


def test_a_look_up_that_runs_again_asks_no_sooner(harness):
    """While the last resent request is on its way, "not there" proves nothing."""
    invoice = harness.sent()
    harness.breaks("lost", times=9)
    asked = harness.pay(invoice)
    while harness.op(asked).rounds < 3:
        harness.pass_time(minutes=1)
    before = len(harness.processor.calls)
    assert call(harness, "reconcile", asked) is OpOutcome.UNKNOWN
    assert (len(harness.processor.calls), harness.op(asked).state) == (before, OpState.UNKNOWN)
    harness.pass_time(minutes=16)
    assert (harness.op(asked).state, harness.now_is(invoice).active_op) == (OpState.FAILED, None)


def test_a_token_that_was_used_is_no_proof_that_nothing_was_taken(harness):
    """The answer and the key were lost: the same request finds that the token is used."""
    invoice = harness.sent()
    harness.breaks("unanswered")
    asked = harness.pay(invoice)
    harness.processor.keys.clear()

    def used(_request):
        raise TokenUnusable(code="token_already_used")

    harness.processor._charge = used
    harness.pass_time(minutes=5)
    assert (harness.op(asked).state, harness.now_is(invoice).status) == (
        OpState.SUCCEEDED,
        Status.PAID,
    )
