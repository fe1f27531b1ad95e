"""
Tests how executions start, resume, renew themselves and restart when they die.

An execution is a run of the state machine for one invoice. The sweep is a job that resumes due work
each minute.
"""

from datetime import timedelta

import pytest

from chalicelib.billing.domain.invoice import Status
from chalicelib.billing.domain.next_move import MAX_EXECUTION_AGE, MAX_WAITS, Next
from chalicelib.billing.domain.op import OpState
from chalicelib.kernel.errors import NotFound, Unavailable
from tests.billing.billing_harness import BillingHarness
from tests.billing.builders import AN_ADMIN, PRACTICE, usd


@pytest.fixture
def harness():
    return BillingHarness()


def attempts(harness, invoice):
    return [
        execution.attempt
        for execution in harness.machine.executions.values()
        if execution.invoice == invoice.id
    ]


def execution_of(harness, invoice):
    return harness.store.executions[PRACTICE, invoice.id]


def test_a_sent_invoice_waits_for_a_signal(harness):
    invoice = harness.sent()
    assert [execution.state for execution in harness.machine.alive()] == ["Wait for a signal"]
    assert execution_of(harness, invoice).token in harness.machine.tokens
    assert harness.store.queue == {}


def test_an_op_that_is_stored_just_before_the_wait_is_not_missed(harness):
    """
    An op that is stored just before the execution waits is still run.

    The execution looks for new ops once more after it has stored its task token.
    """
    invoice, left = harness.sent(), [1]
    harness.machine.kill(PRACTICE, invoice.id)

    def pay_meanwhile(name):
        if name == "store token" and left and left.pop():
            harness.waiter.runs = False
            harness.pay(invoice)

    harness.store.boundary = pay_meanwhile
    harness.executions.signal(PRACTICE, invoice.id)
    harness.machine.run()
    assert harness.current(invoice).status is Status.PAID


def test_a_signal_to_a_dead_execution_starts_the_next_attempt(harness):
    invoice = harness.sent()
    harness.machine.kill(PRACTICE, invoice.id)
    assert harness.pay(invoice).invoice.status is Status.PAID
    assert attempts(harness, invoice) == [1, 2]


def test_a_second_signal_to_a_running_execution_starts_nothing(harness):
    """
    A second signal to a running execution starts no other execution.

    The first signal has already resumed it, so it will look for ops anyway.
    """
    invoice = harness.sent()
    harness.executions.signal(PRACTICE, invoice.id)
    harness.executions.signal(PRACTICE, invoice.id)
    harness.machine.run()
    assert attempts(harness, invoice) == [1]


def test_two_callers_restart_a_dead_execution_once(harness):
    invoice, left = harness.sent(), [1]
    harness.machine.kill(PRACTICE, invoice.id)

    def other(name):
        if name == "next attempt" and left and left.pop():
            harness.executions.signal(PRACTICE, invoice.id)

    harness.store.boundary = other
    harness.executions.signal(PRACTICE, invoice.id)
    assert attempts(harness, invoice) == [1, 2]


def test_a_first_execution_that_could_not_be_started_is_started_by_the_sweep(harness):
    harness.machine.down = True
    invoice = harness.sent()
    assert (invoice.status, attempts(harness, invoice)) == (Status.SENT, [])
    harness.machine.down = False
    harness.pass_time(minutes=3)
    assert [execution.state for execution in harness.machine.alive()] == ["Wait for a signal"]


def test_an_attempt_that_was_replaced_ends(harness):
    invoice = harness.sent()
    assert harness.store.next_attempt(PRACTICE, invoice.id, 1, harness.clock.now)
    assert harness.executions.next_move(PRACTICE, invoice.id, 1).next is Next.SUPERSEDED
    harness.executions.wait(PRACTICE, invoice.id, 1, "old token")
    assert execution_of(harness, invoice).token == ""


def test_an_execution_of_a_deleted_invoice_ends(harness):
    assert harness.executions.next_move(PRACTICE, "inv_none", 1).next is Next.SUPERSEDED
    with pytest.raises(NotFound):
        harness.executions.signal(PRACTICE, "inv_none")


@pytest.mark.parametrize("age", [{"by": MAX_EXECUTION_AGE + timedelta(days=1)}, None])
def test_an_old_execution_starts_the_next_one(harness, age):
    """
    An old execution starts the next one, which then handles payments.

    An execution is old after eleven months, or after 300 waits.
    """
    invoice = harness.sent()
    if age:
        harness.clock.advance(**age)
    else:
        for _ in range(MAX_WAITS + 1):
            harness.store.store_token(PRACTICE, invoice.id, 1, execution_of(harness, invoice).token)
    harness.executions.signal(PRACTICE, invoice.id)
    harness.machine.run()
    assert [(one.attempt, one.ended) for one in harness.machine.executions.values()] == [
        (1, "Succeeded by the next"),
        (2, ""),
    ]
    assert harness.pay(invoice).invoice.status is Status.PAID


def test_an_unknown_outcome_is_found_although_the_execution_is_renewed(harness):
    invoice = harness.sent()
    harness.clock.advance(MAX_EXECUTION_AGE - timedelta(minutes=1))
    harness.inject_fault("lost")
    accepted = harness.pay(invoice)
    harness.pass_time(minutes=30)
    assert (attempts(harness, invoice), harness.op(accepted).state) == ([1, 2], OpState.SUCCEEDED)


@pytest.mark.parametrize(
    ("card", "fault"), [("ok", "unanswered"), ("3ds", ""), ("review", ""), ("ok", "busy")]
)
def test_an_execution_killed_in_any_state_is_restarted_and_finishes(harness, card, fault):
    """
    A killed execution is restarted, and the card is charged exactly once.

    When the execution is killed, its op has an unknown outcome, waits for the browser, is
    in review, or is being retried.
    """
    invoice = harness.sent()
    harness.inject_fault(fault)
    accepted = harness.pay(invoice, card)
    harness.machine.kill(PRACTICE, invoice.id)
    if card == "3ds":
        harness.processor.browser(harness.op(accepted).details.charge, passes=True)
    harness.processor.let_go(harness.clock.now + timedelta(days=1))
    harness.pass_time(hours=2)
    assert (harness.current(invoice).status, harness.op(accepted).state) == (
        Status.PAID,
        OpState.SUCCEEDED,
    )
    assert len(harness.processor.intents) == 1


def test_only_dead_executions_of_open_invoices_are_restarted(harness):
    open_invoice, closed, draft = harness.paid(), harness.sent(), harness.drafted()
    harness.ops.void(AN_ADMIN, closed.id, "x", None)
    harness.machine.kill(PRACTICE, open_invoice.id)
    assert harness.executions.revive() == 1
    assert harness.executions.revive() == 0
    assert (
        attempts(harness, open_invoice),
        attempts(harness, closed),
        attempts(harness, draft),
    ) == (
        [1, 2],
        [1],
        [],
    )


def test_the_sweep_does_not_restart_an_execution_that_ends_at_once(harness):
    """
    An execution that ends because its invoice is closed is not restarted.

    The execution ends without storing a task token. After that, the sweep must not find
    the invoice due again.
    """
    invoice = harness.paid()
    harness.machine.kill(PRACTICE, invoice.id)
    harness.ops.refund(AN_ADMIN, invoice.id, None, "x", None)
    harness.pass_time(hours=1)
    assert (harness.current(invoice).status, attempts(harness, invoice)) == (
        Status.REFUNDED,
        [1, 2],
    )
    assert harness.store.queue == {}


def test_one_damaged_invoice_does_not_stop_the_sweep(harness):
    """The sweep resumes the healthy invoice, and leaves the damaged one for later."""
    harness.machine.down = True
    sick, well = harness.sent(), harness.sent()
    harness.machine.down = False
    del harness.store.invoices[PRACTICE, sick.id]
    harness.pass_time(minutes=3)
    assert (attempts(harness, sick), len(attempts(harness, well))) == ([], 1)
    assert harness.executions.revive() == 0


def test_the_sweep_resumes_nothing_while_the_machine_does_not_answer(harness):
    harness.machine.down = True
    harness.sent()
    harness.clock.advance(minutes=2)
    assert harness.executions.sweep() == 0
    with pytest.raises(Unavailable):
        harness.machine.is_alive(PRACTICE, "any", 1)


def test_a_payment_adds_one_wait(harness):
    invoice = harness.paid()
    assert execution_of(harness, invoice).rounds == 2


def test_the_machine_receives_and_returns_only_ids(harness):
    """
    S22: the state machine receives and returns only ids.

    Its inputs, outputs and history contain no name, free text, amount or card token.
    """
    invoice = harness.paid(31_337)
    harness.ops.refund(AN_ADMIN, invoice.id, usd(777), "a reason", None)
    history = repr(harness.machine.history)
    assert not [
        canary
        for canary in ("Cleo", "Two visits", "31337", "777", "ok-", "a reason", "USD")
        if canary in history
    ]
