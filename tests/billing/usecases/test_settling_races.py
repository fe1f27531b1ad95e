"""Two tasks of one op in the middle of one another: what one of them hears, the other must not act on."""

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
def till():
    return BillingHarness()


def call(till, task, asked):
    return getattr(till.settling, task)(asked.op.practice, asked.op.invoice, asked.op.ref)


def test_the_gate_lets_one_of_two_tasks_through(till):
    invoice = till.sent()
    till.waiting.runs = False
    asked, left = till.pay(invoice), [1]

    def other(name):
        if name == "gate" and left and left.pop():
            call(till, "charge", asked)

    till.store.boundary = other
    assert call(till, "charge", asked) is OpOutcome.UNKNOWN
    assert (len(till.processor.calls), till.now_is(invoice).status) == (1, Status.PAID)


def test_a_task_that_hangs_while_another_finds_the_money_refunds_nobody(till):
    """Two tasks hear of one success: the second must not take the paid invoice for a reason to send it back."""
    invoice = till.sent()
    till.waiting.runs = False
    asked, left = till.pay(invoice), [1]

    def meanwhile(name):
        if name == "charge done" and left and left.pop():
            till.processor.fault = lambda _verb: "unanswered"
            call(till, "reconcile", asked)
            till.processor.fault = lambda _verb: ""

    till.processor.boundary = meanwhile
    call(till, "charge", asked)
    till.later(minutes=30)
    assert (till.op(asked).state, till.now_is(invoice).status) == (OpState.SUCCEEDED, Status.PAID)
    assert (till.kinds(invoice).count("charged"), till.processor.refunds) == (1, {})


def test_who_hears_that_nothing_happened_to_his_own_call_does_not_speak_for_anothers(till):
    """
    One task passes the gate and stalls; another asks again under the same key, and dies before it can write that down.

    The first then hears "try again later". Were the op new again, it could end as failed while the other's request is
    still under way: the client would pay twice.
    """
    invoice = till.sent()
    till.waiting.runs = False
    asked, left = till.pay(invoice), [1]

    def dies(name):
        if name == "commit" and till.processor.arriving:
            raise Died

    def meanwhile(name):
        if name == "gate done" and left and left.pop():
            till.breaks("late")
            till.store.boundary = dies
            with pytest.raises(Died):
                call(till, "reconcile", asked)
            till.store.boundary = lambda _name: None
            till.breaks("busy", times=9)

    till.store.boundary = meanwhile
    with suppress(Conflict):
        call(till, "charge", asked)
    till.later(hours=1)
    till.processor.arrive()
    taken = sum(intent.captured for intent in till.processor.intents.values())
    assert (till.op(asked).state, taken) == (OpState.SUCCEEDED, 10_000)
    assert till.now_is(invoice).status is Status.PAID


def test_a_look_up_that_runs_again_asks_no_sooner(till):
    """The last of the same requests is on its way: only after the back-off does "not there" mean anything."""
    invoice = till.sent()
    till.breaks("lost", times=9)
    asked = till.pay(invoice)
    while till.op(asked).rounds < 3:
        till.later(minutes=1)
    before = len(till.processor.calls)
    assert call(till, "reconcile", asked) is OpOutcome.UNKNOWN
    assert (len(till.processor.calls), till.op(asked).state) == (before, OpState.UNKNOWN)
    till.later(minutes=16)
    assert (till.op(asked).state, till.now_is(invoice).active_op) == (OpState.FAILED, None)


def test_a_token_that_was_used_is_no_proof_that_nothing_was_taken(till):
    """The money moved, the answer was lost and so was its key: the same request again meets its own first use."""
    invoice = till.sent()
    till.breaks("unanswered")
    asked = till.pay(invoice)
    till.processor.keys.clear()

    def used(_request):
        raise TokenUnusable(code="token_already_used")

    till.processor._charge = used
    till.later(minutes=5)
    assert (till.op(asked).state, till.now_is(invoice).status) == (OpState.SUCCEEDED, Status.PAID)
