"""
Tests that a processor's event is handled once, and is never lost.

The product uses an event only as a hint, and looks up at the processor what the
event reports.
"""

from datetime import timedelta

import pytest

from chalicelib.billing.domain.invoice import Status
from chalicelib.billing.domain.op import OpState
from chalicelib.billing.usecases.manual_resolution import Evidence, ManualResolution
from chalicelib.billing.usecases.webhooks import Webhooks
from chalicelib.kernel.errors import Unavailable
from chalicelib.payments.domain.payment import ChargeState, EventKind, ProcessorEvent
from chalicelib.payments.domain.processor_errors import RequestRejected, WebhookRejected
from tests.billing.billing_harness import BillingHarness
from tests.billing.builders import ACCOUNT, AN_ADMIN, PRACTICE, usd
from tests.billing.fake_state_machine import Died
from tests.billing.fake_webhook_store import FakeWebhookStore
from tests.payments.fake_intent import Intent
from tests.payments.fake_processor import BY_LOOKUP_ONLY


class WebhookHarness(BillingHarness):
    """A billing harness that can also receive events of a processor."""

    def __init__(self):
        super().__init__()
        self.hooks = FakeWebhookStore(self.store)
        self.webhooks = Webhooks(
            self.accounts,
            self.hooks,
            self.executions,
            self.calls,
            self.results,
            self.clock,
            self.op_tasks,
        )

    def receive_event(self, ref, txn="", event="evt_1"):
        self.processor.parse_webhook = lambda *_told: [
            ProcessorEvent(event, EventKind.CHARGE, txn, ref, trusted=True)
        ]
        return self.webhooks.receive(PRACTICE, ACCOUNT, {}, b"")

    def late_money_on_a_voided_invoice(self):
        """
        Make a payment that seems to fail, void its invoice, then let the money arrive.

        Return the invoice, the payment and the processor's charge.
        """
        self.processor.capabilities, self.processor.delay = (
            BY_LOOKUP_ONLY,
            lambda: timedelta(minutes=30),
        )
        invoice = self.sent()
        self.inject_fault("late")
        accepted = self.pay(invoice)
        self.pass_time(minutes=12)
        self.ops.void(AN_ADMIN, invoice.id, "by mistake", None)
        self.pass_time(minutes=30)
        self.processor.arrive()
        return invoice, accepted, next(iter(self.processor.intents.values()))


@pytest.fixture
def harness():
    return WebhookHarness()


def test_an_event_about_an_unfinished_op_is_looked_up_at_once(harness):
    invoice = harness.sent()
    accepted = harness.pay(invoice, "review")
    harness.processor.let_go(harness.clock.now + timedelta(days=1))
    assert harness.receive_event(accepted.op.ref, harness.op(accepted).details.charge) == 1
    harness.machine.run()
    assert harness.current(invoice).status is Status.PAID


def test_an_event_ends_the_checking_at_once(harness):
    """An event about an unknown outcome is looked up during the pause, not after it."""
    invoice = harness.sent()
    harness.inject_fault("unanswered", times=1)
    accepted = harness.pay(invoice)
    assert (harness.op(accepted).state, harness.current(invoice).overlay) == (
        OpState.UNKNOWN,
        "checking",
    )
    harness.receive_event(accepted.op.ref)
    assert harness.current(invoice).status is Status.PAID
    harness.pass_time(minutes=3)
    assert len(harness.current(invoice).ledger.charges) == 1


def test_an_event_that_comes_while_the_charge_is_sent_leaves_it_to_its_sender(harness):
    invoice = harness.sent()
    charge = harness.processor.charge

    def told_first(request):
        result = charge(request)
        calls = len(harness.processor.calls)
        harness.receive_event(request.ref, result.txn_id)
        assert len(harness.processor.calls) == calls
        return result

    harness.processor.charge = told_first
    harness.pay(invoice)
    assert harness.current(invoice).status is Status.PAID


def test_the_same_event_again_does_nothing(harness):
    invoice, accepted, intent = harness.late_money_on_a_voided_invoice()
    assert [harness.receive_event(accepted.op.ref, intent.txn) for _ in range(3)] == [1, 0, 0]
    harness.machine.run()
    assert (harness.kinds(invoice).count("unapplied"), intent.refunded) == (1, 10_000)


@pytest.mark.parametrize("ends", [Died, Unavailable])
def test_an_event_is_not_lost_when_the_process_handling_it_dies(harness, ends):
    """
    If the process that handles an event dies, the next delivery is handled.

    The processor sends the event again. After a payment has been marked as failed, only
    an event can report that the payment's money arrived.
    """
    invoice, accepted, intent = harness.late_money_on_a_voided_invoice()
    fetch = harness.processor.fetch

    def dies(_txn):
        raise ends

    harness.processor.fetch = dies
    with pytest.raises(ends):
        harness.receive_event(accepted.op.ref, intent.txn)
    harness.processor.fetch = fetch
    assert harness.receive_event(accepted.op.ref, intent.txn) == 1
    harness.machine.run()
    assert (harness.current(invoice).status, intent.refunded) == (Status.VOIDED, 10_000)


def test_an_event_does_not_make_an_op_due_that_waits_for_an_admin(harness):
    """
    An event about an op that waits for an Admin does not make the op due.

    If the op became due, the sweep would resume the op every minute until an Admin
    closes it.
    """
    invoice = harness.sent()
    harness.processor.capabilities = BY_LOOKUP_ONLY
    harness.inject_fault("lost", times=999)
    accepted = harness.pay(invoice)
    harness.processor.fault = lambda _verb: "lost"
    harness.pass_time(hours=27)
    assert harness.op(accepted).state is OpState.MANUAL
    harness.receive_event(accepted.op.ref, "pi_0")
    assert harness.store.queue == {}


def test_every_second_charge_of_an_op_is_refunded(harness):
    """If an op has two extra charges, each extra charge is refunded."""
    invoice = harness.paid()
    ref = next(iter(harness.store.ops[PRACTICE, invoice.id]))
    first = next(iter(harness.processor.intents.values()))
    more = [
        Intent(f"pi_more_{n}", ref, usd(10_000), ChargeState.SUCCEEDED, harness.clock.now)
        for n in range(2)
    ]
    for intent in more:
        harness.processor.intents[intent.txn] = intent
        harness.receive_event(ref, intent.txn, f"evt_{intent.txn}")
        harness.machine.run()
    assert (harness.current(invoice).status, first.refunded) == (Status.PAID, 0)
    assert [intent.refunded for intent in more] == [10_000, 10_000]


def test_an_event_about_a_known_charge_causes_no_call(harness):
    invoice = harness.paid()
    ref, calls = next(iter(harness.store.ops[PRACTICE, invoice.id])), len(harness.processor.calls)
    harness.receive_event(ref, harness.current(invoice).ledger.charges[0].txn)
    assert (len(harness.processor.calls), harness.current(invoice).open_refunds) == (
        calls,
        frozenset(),
    )


def test_an_event_with_the_id_that_an_admin_mistyped_refunds_nothing(harness):
    """
    An event with the right charge id refunds nothing if an Admin mistyped the id.

    The Admin closed the op with the wrong charge id. The op has only one charge, so the
    product must not take the event's charge for a second one.
    """
    invoice = harness.sent()
    harness.inject_fault("unanswered", times=1)
    accepted = harness.pay(invoice)
    intent = next(iter(harness.processor.intents.values()))
    answers, harness.processor.fault = harness.processor.fault, lambda _verb: "lost"
    harness.pass_time(hours=27)
    harness.processor.fault = answers
    resolution = ManualResolution(
        harness.invoice_access, harness.results, harness.ids, harness.clock
    )
    resolution.close(
        AN_ADMIN,
        invoice.id,
        accepted.op.ref,
        Evidence(happened=True, processor_id="ch_typed", seen_in="dashboard"),
    )
    fetch = harness.processor.fetch

    def strict(txn):
        if txn not in harness.processor.intents:
            raise RequestRejected(code="resource_missing")
        return fetch(txn)

    harness.processor.fetch = strict
    assert harness.receive_event(accepted.op.ref, intent.txn) == 1
    harness.machine.run()
    assert (
        harness.current(invoice).status,
        intent.refunded,
        harness.current(invoice).ledger.unapplied,
    ) == (Status.PAID, 0, usd(0))


def test_a_genuine_webhook_is_noted_at_its_account_and_a_forged_one_is_not():
    harness = WebhookHarness()
    harness.receive_event("A" * 20)
    assert harness.accounts.webhooks == [ACCOUNT]

    def refuse(*_request):
        raise WebhookRejected("wrong")

    harness.processor.parse_webhook = refuse
    with pytest.raises(WebhookRejected):
        harness.webhooks.receive(PRACTICE, ACCOUNT, {}, b"")
    assert harness.accounts.webhooks == [ACCOUNT]
