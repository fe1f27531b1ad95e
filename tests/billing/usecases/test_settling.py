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
def till():
    return BillingHarness()


def paying(till, fault="", card="ok"):
    invoice = till.sent()
    till.breaks(fault)
    return invoice, till.pay(invoice, card)


def once_dying_at(till, name):
    """Our process dies the first time that this call is reached."""
    left = [1]

    def boundary(reached):
        if reached == name and left:
            left.pop()
            raise Died

    till.store.boundary = till.processor.boundary = boundary


def call(till, task, asked):
    return getattr(till.settling, task)(asked.op.practice, asked.op.invoice, asked.op.ref)


@pytest.mark.parametrize("fault", [*UNSETTLED, "lost", "broken"])
def test_an_unknown_outcome_is_found_out_and_never_paid_twice(till, fault):
    """T7, T8"""
    invoice, asked = paying(till, fault)
    till.later(minutes=30)
    taken = fault != "broken"
    assert till.now_is(invoice).status is (Status.PAID if taken else Status.SENT)
    assert till.op(asked).state is (OpState.SUCCEEDED if taken else OpState.FAILED)
    assert len(till.processor.intents) == taken


def test_while_the_outcome_is_unknown_the_client_reads_checking_and_nothing_else_happens(till):
    invoice, asked = paying(till, "unanswered")
    assert (asked.op.state, till.now_is(invoice).overlay) == (OpState.UNKNOWN, Overlay.CHECKING)
    assert till.kinds(invoice)[-1] == "checking"


def verbs_of(till, op):
    return [verb for verb, ref in till.processor.calls if ref == op.ref or verb == "lookup"]


def test_reconciling_sends_the_same_request_under_the_same_key(till):
    """At most as often as billing allows; then the list decides."""
    till.breaks("lost", times=3)
    asked = till.pay(till.sent())
    till.later(minutes=30)
    assert verbs_of(till, asked.op) == ["charge", "charge", "charge", "lookup"]
    assert (till.op(asked).code, till.processor.mismatches) == ("not_found", 0)


def test_a_failure_that_the_processor_keeps_is_looked_up_and_not_repeated(till):
    """Another request under the same key would get the same failure again."""
    _, asked = paying(till, "broken")
    till.later(minutes=30)
    verbs = verbs_of(till, asked.op)
    assert verbs[:3] == ["charge", "charge", "lookup"]
    assert (till.op(asked).code, till.processor.mismatches) == ("not_found", 0)


@pytest.mark.parametrize("fault", UNSETTLED)
def test_without_keys_the_charge_is_looked_up_and_never_sent_again(fault):
    """§6: Authorize.Net and Converge."""
    till = BillingHarness()
    till.processor.capabilities, till.processor.forgets = BY_LOOKUP_ONLY, True
    invoice, asked = paying(till, fault)
    till.later(hours=2)
    assert till.now_is(invoice).status is Status.PAID
    assert [verb for verb, ref in till.processor.calls if ref == asked.op.ref] == ["charge"]


def test_absence_is_not_believed_before_the_quiet_period_is_over(till):
    """§6: "not found" means nothing until then."""
    till.processor.capabilities = BY_LOOKUP_ONLY
    invoice, asked = paying(till, "lost")
    till.later(seconds=180)
    assert till.op(asked).state is OpState.UNKNOWN
    till.later(minutes=10)
    assert (till.op(asked).state, till.op(asked).code) == (OpState.FAILED, "not_found")
    assert till.pay(invoice).invoice.status is Status.PAID


def test_a_processor_that_stays_away_for_a_day_leaves_it_to_a_person(till):
    """T8: the lock stays, so that nobody pays again, and staff are told once."""
    invoice, asked = paying(till, "lost")
    till.processor.fault = lambda _verb: "lost"
    till.later(hours=26)
    assert till.op(asked).state is OpState.MANUAL
    assert (till.now_is(invoice).active_op, till.now_is(invoice).overlay) == (
        asked.op.ref,
        Overlay.CHECKING,
    )
    assert till.sent_mails().count("A payment needs your attention") == 1


def test_a_day_without_an_execution_is_no_day_of_asking(till):
    _, asked = paying(till, "unanswered")
    till.clock.advance(hours=30)
    till.breaks("lost", "lookup")
    till.machine.run()
    till.driving.sweep()
    till.machine.run()
    assert till.op(asked).state is OpState.UNKNOWN
    till.later(hours=2)
    assert till.op(asked).state is OpState.SUCCEEDED


def test_two_matches_are_for_a_person_at_once(till):
    """§6: Converge takes the same reference twice."""
    till.processor.capabilities, till.processor.forgets = BY_LOOKUP_ONLY, True
    _, asked = paying(till, "unanswered")
    intent = next(iter(till.processor.intents.values()))
    till.processor.by_ref[intent.ref].append(intent)
    till.later(minutes=5)
    assert till.op(asked).state is OpState.MANUAL


@pytest.mark.parametrize(
    "name", ["gate", "gate done", "charge", "charge done", "commit", "commit done"]
)
def test_killed_at_any_step_and_run_again_it_is_one_charge(till, name):
    """Lifecycle §13.3"""
    invoice = till.sent()
    till.waiting.runs = False
    till.pay(invoice)
    once_dying_at(till, name)
    till.later(minutes=5)
    assert till.now_is(invoice).status is Status.PAID
    assert len(till.processor.intents) == 1
    assert till.kinds(invoice).count("charged") == 1
    assert till.sent_mails().count("Payment received") == 1


def test_the_same_task_twice_and_two_executions_are_one_charge(till):
    """Lifecycle §13.4"""
    invoice, asked = paying(till)
    for _ in range(3):
        assert call(till, "charge", asked) is OpOutcome.DONE
    assert len(till.processor.calls) == 1
    assert till.now_is(invoice).status is Status.PAID


def test_an_op_nobody_took_on_for_ten_minutes_charges_nobody(till):
    """§5.2: the client has left."""
    invoice = till.sent()
    till.machine.down = True
    asked = till.pay(invoice)
    till.clock.advance(minutes=11)
    till.machine.down = False
    till.later(minutes=2)
    assert (till.op(asked).state, till.op(asked).code, till.processor.calls) == (
        OpState.FAILED,
        "expired",
        [],
    )
    assert till.now_is(invoice).active_op is None


def test_a_processor_that_asks_for_patience_is_tried_three_times(till):
    """§5: then nothing was charged, and the invoice is free."""
    invoice, asked = paying(till, "")
    del invoice, asked
    invoice = till.sent()
    till.breaks("busy", times=2)
    asked = till.pay(invoice)
    till.later(minutes=1)
    assert till.now_is(invoice).status is Status.PAID
    other = till.sent()
    till.breaks("busy", times=3)
    asked = till.pay(other)
    till.later(minutes=1)
    assert (till.op(asked).state, till.op(asked).code) == (OpState.FAILED, "processor_unavailable")
    assert [verb for verb, ref in till.processor.calls if ref == asked.op.ref] == ["charge"] * 3


@pytest.mark.parametrize(
    ("refusal", "told"), [(BadCredentials, 1), (RequestRejected, 1), (TokenUnusable, 0)]
)
def test_a_refusal_with_proof_frees_the_invoice_and_tells_who_can_help(till, refusal, told):
    invoice = till.sent()

    def refuses(verb):
        if verb == "charge":
            raise refusal

    till.processor.fault = refuses
    asked = till.pay(invoice)
    assert (asked.op.state, asked.op.code, asked.invoice.active_op) == (
        OpState.FAILED,
        refusal.__name__,
        None,
    )
    assert till.sent_mails().count("A payment needs your attention") == told


@pytest.mark.parametrize("refusal", [BadCredentials, RequestRejected])
def test_a_refused_question_proves_nothing_about_the_charge(till, refusal):
    invoice, asked = paying(till, "unanswered")
    left = [1]

    def refuses(_verb):
        if left and left.pop():
            raise refusal
        return ""

    till.processor.fault = refuses
    till.later(minutes=3)
    assert till.op(asked).state is OpState.UNKNOWN
    till.later(minutes=20)
    assert till.now_is(invoice).status is Status.PAID


def test_a_token_that_has_expired_charges_nobody(till):
    invoice = till.sent()
    till.waiting.runs = False
    asked = till.pay(invoice)
    till.store.tokens.clear()
    call(till, "charge", asked)
    assert (till.op(asked).code, till.processor.calls) == ("token_gone", [])


def test_nobody_is_told_twice_however_often_a_task_runs(till):
    """S27: one notice an event, in fixed words; S14: one entry a change."""
    invoice, asked = paying(till)
    for task in ("charge", "reconcile", "resume", "close", "refund"):
        call(till, task, asked)
    till.later(minutes=5)
    assert till.sent_mails() == [
        "You have a new invoice",
        "Payment received",
        "An invoice was paid",
    ]
    assert not [
        text for _, _, text in till.mail.sent if "Cleo" in text or "visits" in text or "100" in text
    ]
    assert till.kinds(invoice) == ["created", "sent", "charged"]
