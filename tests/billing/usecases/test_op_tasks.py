"""The machine's tasks: one charge for one op, whatever fails and however often a task runs."""

import pytest

from chalicelib.billing.domain.invoice import Status
from chalicelib.billing.domain.op import OpState, Overlay
from chalicelib.billing.usecases.op_results import OpOutcome
from chalicelib.payments.domain.payment import BadCredentials, RequestRejected, TokenUnusable
from tests.billing.billing_harness import BillingHarness
from tests.billing.fake_state_machine import Died
from tests.payments.fake_processor import BY_LOOKUP_ONLY

UNSETTLED = ("unanswered", "late", "slow", "broken after", "died")


@pytest.fixture
def harness():
    return BillingHarness()


def paying(harness, fault="", card="ok"):
    invoice = harness.sent()
    harness.breaks(fault)
    return invoice, harness.pay(invoice, card)


def once_dying_at(harness, name):
    """Our process dies the first time that this call is reached."""
    left = [1]

    def boundary(reached):
        if reached == name and left:
            left.pop()
            raise Died

    harness.store.boundary = harness.processor.boundary = boundary


def call(harness, task, asked):
    return getattr(harness.op_tasks, task)(asked.op.practice, asked.op.invoice, asked.op.ref)


@pytest.mark.parametrize("fault", [*UNSETTLED, "lost", "broken"])
def test_an_unknown_outcome_is_found_out_and_never_paid_twice(harness, fault):
    """T7, T8"""
    invoice, asked = paying(harness, fault)
    harness.pass_time(minutes=30)
    taken = fault != "broken"
    assert harness.now_is(invoice).status is (Status.PAID if taken else Status.SENT)
    assert harness.op(asked).state is (OpState.SUCCEEDED if taken else OpState.FAILED)
    assert len(harness.processor.intents) == taken


def test_while_the_outcome_is_unknown_the_client_reads_checking_and_nothing_else_happens(harness):
    invoice, asked = paying(harness, "unanswered")
    assert (asked.op.state, harness.now_is(invoice).overlay) == (OpState.UNKNOWN, Overlay.CHECKING)
    assert harness.kinds(invoice)[-1] == "checking"


def verbs_of(harness, op):
    return [verb for verb, ref in harness.processor.calls if ref == op.ref or verb == "lookup"]


def test_reconciling_sends_the_same_request_under_the_same_key(harness):
    """At most as often as billing allows; then the list decides."""
    harness.breaks("lost", times=3)
    asked = harness.pay(harness.sent())
    harness.pass_time(minutes=30)
    assert verbs_of(harness, asked.op) == ["charge", "charge", "charge", "lookup"]
    assert (harness.op(asked).code, harness.processor.mismatches) == ("not_found", 0)


def test_a_failure_that_the_processor_keeps_is_looked_up_and_not_repeated(harness):
    """Another request under the same key would get the same failure again."""
    _, asked = paying(harness, "broken")
    harness.pass_time(minutes=30)
    verbs = verbs_of(harness, asked.op)
    assert verbs[:3] == ["charge", "charge", "lookup"]
    assert (harness.op(asked).code, harness.processor.mismatches) == ("not_found", 0)


@pytest.mark.parametrize("fault", UNSETTLED)
def test_without_keys_the_charge_is_looked_up_and_never_sent_again(fault):
    """As with Authorize.Net and Converge."""
    harness = BillingHarness()
    harness.processor.capabilities, harness.processor.forgets = BY_LOOKUP_ONLY, True
    invoice, asked = paying(harness, fault)
    harness.pass_time(hours=2)
    assert harness.now_is(invoice).status is Status.PAID
    assert [verb for verb, ref in harness.processor.calls if ref == asked.op.ref] == ["charge"]


def test_absence_is_not_believed_before_the_quiet_period_is_over(harness):
    """Until then "not found" proves nothing."""
    harness.processor.capabilities = BY_LOOKUP_ONLY
    invoice, asked = paying(harness, "lost")
    harness.pass_time(seconds=180)
    assert harness.op(asked).state is OpState.UNKNOWN
    harness.pass_time(minutes=10)
    assert (harness.op(asked).state, harness.op(asked).code) == (OpState.FAILED, "not_found")
    assert harness.pay(invoice).invoice.status is Status.PAID


def test_a_processor_that_stays_away_for_a_day_leaves_it_to_a_person(harness):
    """T8: the lock stays, so that nobody pays again, and staff are told once."""
    invoice, asked = paying(harness, "lost")
    harness.processor.fault = lambda _verb: "lost"
    harness.pass_time(hours=26)
    assert harness.op(asked).state is OpState.MANUAL
    assert (harness.now_is(invoice).active_op, harness.now_is(invoice).overlay) == (
        asked.op.ref,
        Overlay.CHECKING,
    )
    assert harness.sent_mails().count("A payment needs your attention") == 1


def test_a_day_without_an_execution_is_no_day_of_asking(harness):
    _, asked = paying(harness, "unanswered")
    harness.clock.advance(hours=30)
    harness.breaks("lost", "lookup")
    harness.machine.run()
    harness.executions.sweep()
    harness.machine.run()
    assert harness.op(asked).state is OpState.UNKNOWN
    harness.pass_time(hours=2)
    assert harness.op(asked).state is OpState.SUCCEEDED


def test_two_matches_are_for_a_person_at_once(harness):
    """Converge takes the same reference twice."""
    harness.processor.capabilities, harness.processor.forgets = BY_LOOKUP_ONLY, True
    _, asked = paying(harness, "unanswered")
    intent = next(iter(harness.processor.intents.values()))
    harness.processor.by_ref[intent.ref].append(intent)
    harness.pass_time(minutes=5)
    assert harness.op(asked).state is OpState.MANUAL


@pytest.mark.parametrize(
    "name", ["gate", "gate done", "charge", "charge done", "commit", "commit done"]
)
def test_killed_at_any_step_and_run_again_it_is_one_charge(harness, name):
    invoice = harness.sent()
    harness.waiter.runs = False
    harness.pay(invoice)
    once_dying_at(harness, name)
    harness.pass_time(minutes=5)
    assert harness.now_is(invoice).status is Status.PAID
    assert len(harness.processor.intents) == 1
    assert harness.kinds(invoice).count("charged") == 1
    assert harness.sent_mails().count("Payment received") == 1


def test_the_same_task_twice_and_two_executions_are_one_charge(harness):
    invoice, asked = paying(harness)
    for _ in range(3):
        assert call(harness, "charge", asked) is OpOutcome.DONE
    assert len(harness.processor.calls) == 1
    assert harness.now_is(invoice).status is Status.PAID


def test_an_op_nobody_took_on_for_ten_minutes_charges_nobody(harness):
    """The client has left."""
    invoice = harness.sent()
    harness.machine.down = True
    asked = harness.pay(invoice)
    harness.clock.advance(minutes=11)
    harness.machine.down = False
    harness.pass_time(minutes=2)
    assert (harness.op(asked).state, harness.op(asked).code, harness.processor.calls) == (
        OpState.FAILED,
        "expired",
        [],
    )
    assert harness.now_is(invoice).active_op is None


def test_a_processor_that_asks_for_patience_is_tried_three_times(harness):
    """Then nothing was charged, and the invoice is free."""
    invoice, asked = paying(harness, "")
    del invoice, asked
    invoice = harness.sent()
    harness.breaks("busy", times=2)
    asked = harness.pay(invoice)
    harness.pass_time(minutes=1)
    assert harness.now_is(invoice).status is Status.PAID
    other = harness.sent()
    harness.breaks("busy", times=3)
    asked = harness.pay(other)
    harness.pass_time(minutes=1)
    assert (harness.op(asked).state, harness.op(asked).code) == (
        OpState.FAILED,
        "processor_unavailable",
    )
    assert [verb for verb, ref in harness.processor.calls if ref == asked.op.ref] == ["charge"] * 3


@pytest.mark.parametrize(
    ("refusal", "told"), [(BadCredentials, 1), (RequestRejected, 1), (TokenUnusable, 0)]
)
def test_a_refusal_with_proof_frees_the_invoice_and_tells_who_can_help(harness, refusal, told):
    invoice = harness.sent()

    def refuses(verb):
        if verb == "charge":
            raise refusal

    harness.processor.fault = refuses
    asked = harness.pay(invoice)
    assert (asked.op.state, asked.op.code, asked.invoice.active_op) == (
        OpState.FAILED,
        refusal.__name__,
        None,
    )
    assert harness.sent_mails().count("A payment needs your attention") == told


@pytest.mark.parametrize("refusal", [BadCredentials, RequestRejected])
def test_a_refused_question_proves_nothing_about_the_charge(harness, refusal):
    invoice, asked = paying(harness, "unanswered")
    left = [1]

    def refuses(_verb):
        if left and left.pop():
            raise refusal
        return ""

    harness.processor.fault = refuses
    harness.pass_time(minutes=3)
    assert harness.op(asked).state is OpState.UNKNOWN
    harness.pass_time(minutes=20)
    assert harness.now_is(invoice).status is Status.PAID


def test_a_token_that_has_expired_charges_nobody(harness):
    invoice = harness.sent()
    harness.waiter.runs = False
    asked = harness.pay(invoice)
    harness.store.tokens.clear()
    call(harness, "charge", asked)
    assert (harness.op(asked).code, harness.processor.calls) == ("token_gone", [])


def test_nobody_is_told_twice_however_often_a_task_runs(harness):
    """S27: one notice an event, in fixed words; S14: one entry a change."""
    invoice, asked = paying(harness)
    for task in ("charge", "reconcile", "resume", "close", "refund"):
        call(harness, task, asked)
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
