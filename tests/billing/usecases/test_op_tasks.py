"""
Tests that an op charges once, whatever fails and however often a task runs.

An op is one requested action on an invoice, such as a payment. A task is a function that the state
machine calls for an op.
"""

import pytest

from chalicelib.billing.domain.invoice import Status
from chalicelib.billing.domain.op import OpState, Overlay
from chalicelib.billing.usecases.op_results import OpOutcome
from chalicelib.payments.domain.processor_errors import (
    BadCredentials,
    RequestRejected,
    TokenUnusable,
)
from tests.billing.billing_harness import BillingHarness
from tests.billing.fake_state_machine import Died
from tests.payments.fake_processor import BY_LOOKUP_ONLY

UNSETTLED = ("unanswered", "late", "slow", "broken after", "died")


@pytest.fixture
def harness():
    return BillingHarness()


def start_payment(harness, fault="", card="ok"):
    invoice = harness.sent()
    harness.inject_fault(fault)
    return invoice, harness.pay(invoice, card)


def die_once_at(harness, name):
    """Simulate the death of our process at the first call named `name`."""
    left = [1]

    def boundary(reached):
        if reached == name and left:
            left.pop()
            raise Died

    harness.store.boundary = harness.processor.boundary = boundary


def call(harness, task, accepted):
    return getattr(harness.op_tasks, task)(
        accepted.op.practice, accepted.op.invoice, accepted.op.ref
    )


@pytest.mark.parametrize("fault", [*UNSETTLED, "lost", "broken"])
def test_an_unknown_outcome_is_found_and_never_charged_twice(harness, fault):
    """T7, T8: an op of unknown outcome succeeds if its card was charged, or fails."""
    invoice, accepted = start_payment(harness, fault)
    harness.pass_time(minutes=30)
    is_paid = fault != "broken"
    assert harness.current(invoice).status is (Status.PAID if is_paid else Status.SENT)
    assert harness.op(accepted).state is (OpState.SUCCEEDED if is_paid else OpState.FAILED)
    assert len(harness.processor.intents) == is_paid


def test_a_payment_of_unknown_outcome_shows_as_checking(harness):
    invoice, accepted = start_payment(harness, "unanswered")
    assert (accepted.op.state, harness.current(invoice).overlay) == (
        OpState.UNKNOWN,
        Overlay.CHECKING,
    )
    assert harness.kinds(invoice)[-1] == "checking"


def verbs_of(harness, op):
    return [verb for verb, ref in harness.processor.calls if ref == op.ref or verb == "lookup"]


def test_reconciling_sends_the_same_request_under_the_same_key(harness):
    """The same request is sent at most three times; after that, a look-up decides."""
    harness.inject_fault("lost", times=3)
    accepted = harness.pay(harness.sent())
    harness.pass_time(minutes=30)
    assert verbs_of(harness, accepted.op) == ["charge", "charge", "charge", "lookup"]
    assert (harness.op(accepted).code, harness.processor.mismatches) == ("not_found", 0)


def test_a_failure_that_the_processor_stores_is_looked_up_and_not_sent_again(harness):
    """
    After a failure that the processor stores, the charge is looked up.

    A repeated request with the same idempotency key would get the same failure.
    """
    _, accepted = start_payment(harness, "broken")
    harness.pass_time(minutes=30)
    verbs = verbs_of(harness, accepted.op)
    assert verbs[:3] == ["charge", "charge", "lookup"]
    assert (harness.op(accepted).code, harness.processor.mismatches) == ("not_found", 0)


@pytest.mark.parametrize("fault", UNSETTLED)
def test_without_idempotency_keys_a_charge_is_looked_up_and_never_sent_again(fault):
    """Without idempotency keys, a charge is looked up and never sent again."""
    harness = BillingHarness()
    harness.processor.capabilities, harness.processor.forgets = BY_LOOKUP_ONLY, True
    invoice, accepted = start_payment(harness, fault)
    harness.pass_time(hours=2)
    assert harness.current(invoice).status is Status.PAID
    assert [verb for verb, ref in harness.processor.calls if ref == accepted.op.ref] == ["charge"]


def test_absence_is_not_believed_before_the_quiet_period_is_over(harness):
    """
    During the quiet period, an op does not fail because a look-up finds nothing.

    In that period, look-ups may not show a charge that exists.
    """
    harness.processor.capabilities = BY_LOOKUP_ONLY
    invoice, accepted = start_payment(harness, "lost")
    harness.pass_time(seconds=180)
    assert harness.op(accepted).state is OpState.UNKNOWN
    harness.pass_time(minutes=10)
    assert (harness.op(accepted).state, harness.op(accepted).code) == (OpState.FAILED, "not_found")
    assert harness.pay(invoice).invoice.status is Status.PAID


def test_after_a_day_without_answers_an_op_waits_for_an_admin(harness):
    """
    T8: an op that got no answer for a day waits for an Admin, and keeps the lock.

    So nobody can pay again. The provider and the Admin get one notice each.
    """
    invoice, accepted = start_payment(harness, "lost")
    harness.processor.fault = lambda _verb: "lost"
    harness.pass_time(hours=26)
    assert harness.op(accepted).state is OpState.MANUAL
    assert (harness.current(invoice).active_op, harness.current(invoice).overlay) == (
        accepted.op.ref,
        Overlay.CHECKING,
    )
    assert harness.sent_mails().count("A payment needs your attention") == 2, "provider and Admin"


def test_a_day_without_an_execution_does_not_count_as_a_day_of_look_ups(harness):
    _, accepted = start_payment(harness, "unanswered")
    harness.clock.advance(hours=30)
    harness.inject_fault("lost", "lookup")
    harness.machine.run()
    harness.executions.sweep()
    harness.machine.run()
    assert harness.op(accepted).state is OpState.UNKNOWN
    harness.pass_time(hours=2)
    assert harness.op(accepted).state is OpState.SUCCEEDED


def test_two_matches_wait_for_an_admin_at_once(harness):
    """
    If a look-up finds two charges for an op, the op waits for an Admin at once.

    This can happen, because Converge accepts the same reference twice.
    """
    harness.processor.capabilities, harness.processor.forgets = BY_LOOKUP_ONLY, True
    _, accepted = start_payment(harness, "unanswered")
    intent = next(iter(harness.processor.intents.values()))
    harness.processor.by_ref[intent.ref].append(intent)
    harness.pass_time(minutes=5)
    assert harness.op(accepted).state is OpState.MANUAL


@pytest.mark.parametrize(
    "name", ["gate", "gate done", "charge", "charge done", "commit", "commit done"]
)
def test_a_task_that_dies_at_any_step_and_runs_again_charges_once(harness, name):
    invoice = harness.sent()
    harness.waiter.runs = False
    harness.pay(invoice)
    die_once_at(harness, name)
    harness.pass_time(minutes=5)
    assert harness.current(invoice).status is Status.PAID
    assert len(harness.processor.intents) == 1
    assert harness.kinds(invoice).count("charged") == 1
    assert harness.sent_mails().count("Payment received") == 1


def test_a_repeated_task_charges_once(harness):
    invoice, accepted = start_payment(harness)
    for _ in range(3):
        assert call(harness, "charge", accepted) is OpOutcome.DONE
    assert len(harness.processor.calls) == 1
    assert harness.current(invoice).status is Status.PAID


def test_a_payment_that_starts_ten_minutes_late_charges_nobody(harness):
    """
    A payment that would start ten minutes late fails without a charge.

    By then the client has left the page and does not expect a charge.
    """
    invoice = harness.sent()
    harness.machine.down = True
    accepted = harness.pay(invoice)
    harness.clock.advance(minutes=11)
    harness.machine.down = False
    harness.pass_time(minutes=2)
    assert (harness.op(accepted).state, harness.op(accepted).code, harness.processor.calls) == (
        OpState.FAILED,
        "expired",
        [],
    )
    assert harness.current(invoice).active_op is None


def test_a_busy_processor_is_called_three_times(harness):
    """If the third call to a busy processor fails too, the op fails without a charge."""
    invoice, accepted = start_payment(harness, "")
    del invoice, accepted
    invoice = harness.sent()
    harness.inject_fault("busy", times=2)
    accepted = harness.pay(invoice)
    harness.pass_time(minutes=1)
    assert harness.current(invoice).status is Status.PAID
    other = harness.sent()
    harness.inject_fault("busy", times=3)
    accepted = harness.pay(other)
    harness.pass_time(minutes=1)
    assert (harness.op(accepted).state, harness.op(accepted).code) == (
        OpState.FAILED,
        "processor_unavailable",
    )
    assert [verb for verb, ref in harness.processor.calls if ref == accepted.op.ref] == [
        "charge"
    ] * 3


@pytest.mark.parametrize(
    ("refusal", "notices"), [(BadCredentials, 2), (RequestRejected, 2), (TokenUnusable, 0)]
)
def test_a_proven_refusal_unlocks_the_invoice_and_notifies_who_can_help(harness, refusal, notices):
    invoice = harness.sent()

    def refuses(verb):
        if verb == "charge":
            raise refusal

    harness.processor.fault = refuses
    accepted = harness.pay(invoice)
    assert (accepted.op.state, accepted.op.code, accepted.invoice.active_op) == (
        OpState.FAILED,
        refusal.__name__,
        None,
    )
    assert harness.sent_mails().count("A payment needs your attention") == notices


@pytest.mark.parametrize("refusal", [BadCredentials, RequestRejected])
def test_a_refused_look_up_proves_nothing_about_the_charge(harness, refusal):
    invoice, accepted = start_payment(harness, "unanswered")
    left = [1]

    def refuses(_verb):
        if left and left.pop():
            raise refusal
        return ""

    harness.processor.fault = refuses
    harness.pass_time(minutes=3)
    assert harness.op(accepted).state is OpState.UNKNOWN
    harness.pass_time(minutes=20)
    assert harness.current(invoice).status is Status.PAID


def test_an_expired_token_charges_nobody(harness):
    invoice = harness.sent()
    harness.waiter.runs = False
    accepted = harness.pay(invoice)
    harness.store.tokens.clear()
    call(harness, "charge", accepted)
    assert (harness.op(accepted).code, harness.processor.calls) == ("token_gone", [])


def test_nobody_gets_a_second_notice_however_often_a_task_runs(harness):
    """
    S27: however often a task runs, each event causes only one notice.

    A notice has a fixed text without a name or an amount.
    """
    invoice, accepted = start_payment(harness)
    for task in ("charge", "reconcile", "resume", "close", "refund"):
        call(harness, task, accepted)
    harness.pass_time(minutes=5)
    assert harness.sent_mails() == [
        "You have a new invoice",
        "Payment received",
        "An invoice was paid",
    ]
    assert not [
        text
        for _, _, text in harness.mail.sent
        if "Cleo" in text or "visits" in text or "100" in text
    ]
    assert harness.kinds(invoice) == ["created", "sent", "charged"]
