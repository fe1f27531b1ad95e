"""A processor's notice is handled once, looked up, and not lost when a function dies."""

from datetime import timedelta

import pytest

from chalicelib.billing.domain.invoice import Status
from chalicelib.billing.domain.op import OpState
from chalicelib.billing.usecases.manual_resolution import Evidence, ManualResolution
from chalicelib.billing.usecases.webhooks import Webhooks
from chalicelib.kernel.errors import Unavailable
from chalicelib.payments.domain.payment import (
    ChargeState,
    EventKind,
    ProcessorEvent,
    RequestRejected,
)
from tests.billing.billing_harness import BillingHarness
from tests.billing.builders import ACCOUNT, AN_ADMIN, PRACTICE, usd
from tests.billing.fake_state_machine import Died
from tests.billing.fake_webhook_store import FakeWebhookStore
from tests.payments.fake_intent import Intent
from tests.payments.fake_processor import BY_LOOKUP_ONLY


class Told(BillingHarness):
    """A harness whose processor tells of itself."""

    def __init__(self):
        super().__init__()
        self.hooks = FakeWebhookStore(self.store)
        self.webhooks = Webhooks(
            self.accounts, self.hooks, self.executions, self.results, self.clock
        )

    def tells(self, ref, txn="", event="evt_1"):
        self.processor.parse_webhook = lambda *_told: [
            ProcessorEvent(event, EventKind.CHARGE, txn, ref, trusted=True)
        ]
        return self.webhooks.receive(PRACTICE, ACCOUNT, {}, b"")

    def voided_before_the_money_came(self):
        """A payment that was given up, its invoice voided, and then the money after all."""
        self.processor.capabilities, self.processor.delay = (
            BY_LOOKUP_ONLY,
            lambda: timedelta(minutes=30),
        )
        invoice = self.sent()
        self.breaks("late")
        asked = self.pay(invoice)
        self.pass_time(minutes=12)
        self.ops.void(AN_ADMIN, invoice.id, "by mistake", None)
        self.pass_time(minutes=30)
        self.processor.arrive()
        return invoice, asked, next(iter(self.processor.intents.values()))


@pytest.fixture
def harness():
    return Told()


def test_an_op_in_the_air_is_looked_up_at_once(harness):
    invoice = harness.sent()
    asked = harness.pay(invoice, "review")
    harness.processor.let_go(harness.clock.now + timedelta(days=1))
    assert harness.tells(asked.op.ref, harness.op(asked).details.charge) == 1
    harness.machine.run()
    assert harness.now_is(invoice).status is Status.PAID


def test_the_same_notice_again_does_nothing(harness):
    invoice, asked, intent = harness.voided_before_the_money_came()
    assert [harness.tells(asked.op.ref, intent.txn) for _ in range(3)] == [1, 0, 0]
    harness.machine.run()
    assert (harness.kinds(invoice).count("unapplied"), intent.refunded) == (1, 10_000)


@pytest.mark.parametrize("ends", [Died, Unavailable])
def test_a_notice_is_not_lost_with_whoever_dies_over_it(harness, ends):
    """Nothing else finds money of a failed payment: the processor must send it again."""
    invoice, asked, intent = harness.voided_before_the_money_came()
    fetch = harness.processor.fetch

    def dies(_txn):
        raise ends

    harness.processor.fetch = dies
    with pytest.raises(ends):
        harness.tells(asked.op.ref, intent.txn)
    harness.processor.fetch = fetch
    assert harness.tells(asked.op.ref, intent.txn) == 1
    harness.machine.run()
    assert (harness.now_is(invoice).status, intent.refunded) == (Status.VOIDED, 10_000)


def test_what_waits_for_a_person_is_not_put_before_the_sweep(harness):
    """It would be woken each minute until somebody closes it, and nothing would come of it."""
    invoice = harness.sent()
    harness.processor.capabilities = BY_LOOKUP_ONLY
    harness.breaks("lost", times=999)
    asked = harness.pay(invoice)
    harness.processor.fault = lambda _verb: "lost"
    harness.pass_time(hours=27)
    assert harness.op(asked).state is OpState.MANUAL
    harness.tells(asked.op.ref, "pi_0")
    assert harness.store.queue == {}


def test_every_further_charge_under_one_reference_goes_back(harness):
    """However many there are."""
    invoice = harness.paid()
    ref = next(iter(harness.store.ops[PRACTICE, invoice.id]))
    first = next(iter(harness.processor.intents.values()))
    more = [
        Intent(f"pi_more_{n}", ref, usd(10_000), ChargeState.SUCCEEDED, harness.clock.now)
        for n in range(2)
    ]
    for intent in more:
        harness.processor.intents[intent.txn] = intent
        harness.tells(ref, intent.txn, f"evt_{intent.txn}")
        harness.machine.run()
    assert (harness.now_is(invoice).status, first.refunded) == (Status.PAID, 0)
    assert [intent.refunded for intent in more] == [10_000, 10_000]


def test_the_notice_of_what_is_known_already_asks_nobody(harness):
    invoice = harness.paid()
    ref, calls = next(iter(harness.store.ops[PRACTICE, invoice.id])), len(harness.processor.calls)
    harness.tells(ref, harness.now_is(invoice).ledger.charges[0].txn)
    assert (len(harness.processor.calls), harness.now_is(invoice).refunds_open) == (calls, 0)


def test_the_true_name_of_a_charge_that_an_admin_mistyped_sends_nothing_back(harness):
    """The op was closed under another id: the notice is about the first charge, not a second."""
    invoice = harness.sent()
    harness.breaks("unanswered", times=1)
    asked = harness.pay(invoice)
    intent = next(iter(harness.processor.intents.values()))
    answers, harness.processor.fault = harness.processor.fault, lambda _verb: "lost"
    harness.pass_time(hours=27)
    harness.processor.fault = answers
    closing = ManualResolution(harness.invoice_access, harness.results, harness.ids, harness.clock)
    closing.close(
        AN_ADMIN,
        invoice.id,
        asked.op.ref,
        Evidence(happened=True, processor_id="ch_typed", seen_in="dashboard"),
    )
    fetch = harness.processor.fetch

    def strict(txn):
        if txn not in harness.processor.intents:
            raise RequestRejected(code="resource_missing")
        return fetch(txn)

    harness.processor.fetch = strict
    assert harness.tells(asked.op.ref, intent.txn) == 1
    harness.machine.run()
    assert (
        harness.now_is(invoice).status,
        intent.refunded,
        harness.now_is(invoice).ledger.unapplied,
    ) == (Status.PAID, 0, usd(0))
