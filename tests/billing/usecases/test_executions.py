"""Executions are started, woken, replaced and rebuilt; the record alone says what they do."""

from datetime import timedelta

import pytest

from chalicelib.billing.domain.invoice import Status
from chalicelib.billing.domain.next_move import MAX_EXECUTION_AGE, MAX_WAITS, Next
from chalicelib.billing.domain.op import OpState
from chalicelib.kernel.errors import NotFound, Unavailable
from tests.billing.billing_harness import BillingHarness
from tests.billing.builders import AN_ADMIN, PRACTICE, usd


@pytest.fixture
def till():
    return BillingHarness()


def attempts(till, invoice):
    return [
        execution.attempt
        for execution in till.machine.executions.values()
        if execution.invoice == invoice.id
    ]


def driver(till, invoice):
    return till.store.drivers[PRACTICE, invoice.id]


def test_a_sent_invoice_waits_for_a_signal(till):
    invoice = till.sent()
    assert [execution.state for execution in till.machine.alive()] == ["Wait for a signal"]
    assert driver(till, invoice).token in till.machine.tokens
    assert till.store.queue == {}


def test_what_was_asked_just_before_the_wait_is_not_lost(till):
    """§7: the record is read again after the token is stored."""
    invoice, left = till.sent(), [1]
    till.machine.kill(PRACTICE, invoice.id)

    def asked(name):
        if name == "store token" and left and left.pop():
            till.waiting.runs = False
            till.pay(invoice)

    till.store.boundary = asked
    till.driving.signal(PRACTICE, invoice.id)
    till.machine.run()
    assert till.now_is(invoice).status is Status.PAID


def test_a_dead_token_and_a_dead_execution_start_the_next_attempt(till):
    invoice = till.sent()
    till.machine.kill(PRACTICE, invoice.id)
    assert till.pay(invoice).invoice.status is Status.PAID
    assert attempts(till, invoice) == [1, 2]


def test_a_dead_token_of_an_execution_that_works_starts_nothing(till):
    """The second signal: it is awake already, and will look again."""
    invoice = till.sent()
    till.driving.signal(PRACTICE, invoice.id)
    till.driving.signal(PRACTICE, invoice.id)
    till.machine.run()
    assert attempts(till, invoice) == [1]


def test_two_callers_restart_a_dead_execution_once(till):
    invoice, left = till.sent(), [1]
    till.machine.kill(PRACTICE, invoice.id)

    def other(name):
        if name == "next attempt" and left and left.pop():
            till.driving.signal(PRACTICE, invoice.id)

    till.store.boundary = other
    till.driving.signal(PRACTICE, invoice.id)
    assert attempts(till, invoice) == [1, 2]


def test_a_first_execution_that_could_not_be_started_is_started_by_the_sweep(till):
    till.machine.down = True
    invoice = till.sent()
    assert (invoice.status, attempts(till, invoice)) == (Status.SENT, [])
    till.machine.down = False
    till.later(minutes=3)
    assert [execution.state for execution in till.machine.alive()] == ["Wait for a signal"]


def test_an_execution_that_was_superseded_ends_itself(till):
    invoice = till.sent()
    assert till.store.next_attempt(PRACTICE, invoice.id, 1, till.clock.now)
    assert till.driving.look(PRACTICE, invoice.id, 1).next is Next.SUPERSEDED
    till.driving.wait(PRACTICE, invoice.id, 1, "old token")
    assert driver(till, invoice).token == ""


def test_an_invoice_that_is_gone_is_driven_no_more(till):
    assert till.driving.look(PRACTICE, "inv_none", 1).next is Next.SUPERSEDED
    with pytest.raises(NotFound):
        till.driving.signal(PRACTICE, "inv_none")


@pytest.mark.parametrize("age", [{"by": MAX_EXECUTION_AGE + timedelta(days=1)}, None])
def test_an_old_execution_hands_over_to_its_successor(till, age):
    """§7: after eleven months, or some hundred rounds."""
    invoice = till.sent()
    if age:
        till.clock.advance(**age)
    else:
        for _ in range(MAX_WAITS + 1):
            till.store.store_token(PRACTICE, invoice.id, 1, driver(till, invoice).token)
    till.driving.signal(PRACTICE, invoice.id)
    till.machine.run()
    assert [(one.attempt, one.ended) for one in till.machine.executions.values()] == [
        (1, "Succeeded by the next"),
        (2, ""),
    ]
    assert till.pay(invoice).invoice.status is Status.PAID


def test_it_hands_over_while_an_outcome_is_unknown_and_the_outcome_is_found(till):
    """Lifecycle §13.7"""
    invoice = till.sent()
    till.clock.advance(MAX_EXECUTION_AGE - timedelta(minutes=1))
    till.breaks("lost")
    asked = till.pay(invoice)
    till.later(minutes=30)
    assert (attempts(till, invoice), till.op(asked).state) == ([1, 2], OpState.SUCCEEDED)


@pytest.mark.parametrize(
    ("card", "fault"), [("ok", "unanswered"), ("3ds", ""), ("review", ""), ("ok", "busy")]
)
def test_killed_at_each_state_it_is_rebuilt_and_finishes(till, card, fault):
    """Lifecycle §13.6: unknown, waiting for the browser, under review, tried again."""
    invoice = till.sent()
    till.breaks(fault)
    asked = till.pay(invoice, card)
    till.machine.kill(PRACTICE, invoice.id)
    if card == "3ds":
        till.processor.browser(till.op(asked).charge, passes=True)
    till.processor.let_go(till.clock.now + timedelta(days=1))
    till.later(hours=2)
    assert (till.now_is(invoice).status, till.op(asked).state) == (Status.PAID, OpState.SUCCEEDED)
    assert len(till.processor.intents) == 1


def test_all_that_should_be_alive_is_revived_and_nothing_else(till):
    kept, closed, draft = till.paid(), till.sent(), till.drafted()
    till.billing.void(AN_ADMIN, closed.id, "x", None)
    till.machine.kill(PRACTICE, kept.id)
    assert till.driving.revive() == 1
    assert till.driving.revive() == 0
    assert (attempts(till, kept), attempts(till, closed), attempts(till, draft)) == (
        [1, 2],
        [1],
        [],
    )


def test_an_execution_that_ends_at_once_is_not_started_again_each_minute(till):
    """A restarted attempt that finds the invoice closed never waits: it must not stay due."""
    invoice = till.paid()
    till.machine.kill(PRACTICE, invoice.id)
    till.billing.refund(AN_ADMIN, invoice.id, None, "x", None)
    till.later(hours=1)
    assert (till.now_is(invoice).status, attempts(till, invoice)) == (Status.REFUNDED, [1, 2])
    assert till.store.queue == {}


def test_one_sick_invoice_does_not_keep_the_others_waiting(till):
    """The sweep goes on; what failed stays due."""
    till.machine.down = True
    sick, well = till.sent(), till.sent()
    till.machine.down = False
    del till.store.invoices[PRACTICE, sick.id]
    till.later(minutes=3)
    assert (attempts(till, sick), len(attempts(till, well))) == ([], 1)
    assert till.driving.revive() == 0


def test_while_the_machine_does_not_answer_the_sweep_counts_nobody(till):
    till.machine.down = True
    till.sent()
    till.clock.advance(minutes=2)
    assert till.driving.sweep() == 0
    with pytest.raises(Unavailable):
        till.machine.is_alive(PRACTICE, "any", 1)


def test_a_payment_takes_one_wait_and_one_wake(till):
    invoice = till.paid()
    assert driver(till, invoice).rounds == 2


def test_only_ids_pass_through_the_machine(till):
    """S22: no name, text, amount or token in any input, output or history."""
    invoice = till.paid(31_337)
    till.billing.refund(AN_ADMIN, invoice.id, usd(777), "a reason", None)
    told = repr(till.machine.history)
    assert not [
        canary
        for canary in ("Cleo", "Two visits", "31337", "777", "ok-", "a reason", "USD")
        if canary in told
    ]
