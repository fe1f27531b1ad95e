"""A processor's notices are hints: taken once, looked up, and never lost by whoever dies in the middle."""

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
    """A till whose processor tells of itself."""

    def __init__(self):
        super().__init__()
        self.hooks = FakeWebhookStore(self.store)
        self.webhooks = Webhooks(self.accounts, self.hooks, self.driving, self.outcomes, self.clock)

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
        self.later(minutes=12)
        self.billing.void(AN_ADMIN, invoice.id, "by mistake", None)
        self.later(minutes=30)
        self.processor.arrive()
        return invoice, asked, next(iter(self.processor.intents.values()))


@pytest.fixture
def till():
    return Told()


def test_an_op_in_the_air_is_looked_up_at_once(till):
    invoice = till.sent()
    asked = till.pay(invoice, "review")
    till.processor.let_go(till.clock.now + timedelta(days=1))
    assert till.tells(asked.op.ref, till.op(asked).charge) == 1
    till.machine.run()
    assert till.now_is(invoice).status is Status.PAID


def test_the_same_notice_again_does_nothing(till):
    invoice, asked, intent = till.voided_before_the_money_came()
    assert [till.tells(asked.op.ref, intent.txn) for _ in range(3)] == [1, 0, 0]
    till.machine.run()
    assert (till.kinds(invoice).count("unapplied"), intent.refunded) == (1, 10_000)


@pytest.mark.parametrize("ends", [Died, Unavailable])
def test_a_notice_is_not_lost_with_whoever_dies_over_it(till, ends):
    """Nobody else would ever find money of a payment that was given up: the processor must tell it again."""
    invoice, asked, intent = till.voided_before_the_money_came()
    fetch = till.processor.fetch

    def dies(_txn):
        raise ends

    till.processor.fetch = dies
    with pytest.raises(ends):
        till.tells(asked.op.ref, intent.txn)
    till.processor.fetch = fetch
    assert till.tells(asked.op.ref, intent.txn) == 1
    till.machine.run()
    assert (till.now_is(invoice).status, intent.refunded) == (Status.VOIDED, 10_000)


def test_what_waits_for_a_person_is_not_put_before_the_sweep(till):
    """It would be woken each minute until somebody closes it, and nothing would come of it."""
    invoice = till.sent()
    till.processor.capabilities = BY_LOOKUP_ONLY
    till.breaks("lost", times=999)
    asked = till.pay(invoice)
    till.processor.fault = lambda _verb: "lost"
    till.later(hours=27)
    assert till.op(asked).state is OpState.MANUAL
    till.tells(asked.op.ref, "pi_0")
    assert till.store.queue == {}


def test_every_further_charge_under_one_reference_goes_back(till):
    """However many there are."""
    invoice = till.paid()
    ref = next(iter(till.store.ops[PRACTICE, invoice.id]))
    first = next(iter(till.processor.intents.values()))
    more = [
        Intent(f"pi_more_{n}", ref, usd(10_000), ChargeState.SUCCEEDED, till.clock.now)
        for n in range(2)
    ]
    for intent in more:
        till.processor.intents[intent.txn] = intent
        till.tells(ref, intent.txn, f"evt_{intent.txn}")
        till.machine.run()
    assert (till.now_is(invoice).status, first.refunded) == (Status.PAID, 0)
    assert [intent.refunded for intent in more] == [10_000, 10_000]


def test_the_notice_of_what_is_known_already_asks_nobody(till):
    invoice = till.paid()
    ref, calls = next(iter(till.store.ops[PRACTICE, invoice.id])), len(till.processor.calls)
    till.tells(ref, till.now_is(invoice).ledger.charges[0].txn)
    assert (len(till.processor.calls), till.now_is(invoice).refunds_open) == (calls, 0)


def test_the_true_name_of_a_charge_that_an_admin_mistyped_sends_nothing_back(till):
    """Closed by hand under another id: what the processor then tells of is the first charge, not a second one."""
    invoice = till.sent()
    till.breaks("unanswered", times=1)
    asked = till.pay(invoice)
    intent = next(iter(till.processor.intents.values()))
    answers, till.processor.fault = till.processor.fault, lambda _verb: "lost"
    till.later(hours=27)
    till.processor.fault = answers
    closing = ManualResolution(till.reach, till.outcomes, till.billing.chance, till.clock)
    closing.close(
        AN_ADMIN,
        invoice.id,
        asked.op.ref,
        Evidence(happened=True, processor_id="ch_typed", seen_in="dashboard"),
    )
    fetch = till.processor.fetch

    def strict(txn):
        if txn not in till.processor.intents:
            raise RequestRejected(code="resource_missing")
        return fetch(txn)

    till.processor.fetch = strict
    assert till.tells(asked.op.ref, intent.txn) == 1
    till.machine.run()
    assert (
        till.now_is(invoice).status,
        intent.refunded,
        till.now_is(invoice).ledger.unapplied,
    ) == (Status.PAID, 0, usd(0))
