"""Simulates people who pay, refund and so on at random, under random faults."""

import heapq
import itertools
import random
from datetime import date, timedelta

from chalicelib.billing.domain.op import OpState
from chalicelib.billing.domain.op_details import Method
from chalicelib.billing.domain.rules import InvoiceAction, actions
from chalicelib.billing.usecases.invoice_drafts import Draft
from chalicelib.billing.usecases.invoice_ops import RecordedPayment
from chalicelib.kernel.access import Role
from chalicelib.kernel.errors import Failure, Unavailable
from chalicelib.kernel.idempotency import IdempotencyKey
from chalicelib.payments.domain.payment import OneTimeToken
from tests.billing.billing_harness import MINUTE, BillingHarness
from tests.billing.builders import A_CLIENT, A_PROVIDER, AN_ADMIN, CLIENT, PRACTICE, usd
from tests.billing.fake_state_machine import Died
from tests.chaos.faults import CALM, Faults

CARDS = ("ok",) * 7 + ("declined", "3ds", "review")
ACTS = (
    InvoiceAction.REFUND,
    InvoiceAction.RECORD_PAYMENT,
    InvoiceAction.FORGIVE,
    InvoiceAction.VOID,
    InvoiceAction.REVERSE_PAYMENT,
)
PAYS, DAYS, MINUTES_EACH = 0.7, 3, 2
STALL = timedelta(seconds=20)
"""How long a task may stall; the quiet period allows for up to forty seconds."""


class Simulation(BillingHarness):
    """
    Simulates people who act at random on `count` invoices, for some hours.

    `rates`: the probabilities of faults. After the simulation, our ledger and the
    processor's ledger must agree.
    """

    def __init__(self, seed, count, rates, store=None, processor=None):
        super().__init__(
            store, processor, (store or processor).clock if store or processor else None
        )
        self.random, self.count = random.Random(seed), count  # noqa: S311 - repeatable, no secret
        self.faults = Faults(self.random, rates, self._meanwhile)
        self.plan, self.numbers, self.created = [], itertools.count(), []
        self.doubles, self.swept_at = set(), self.clock.now
        self._rig()

    def _rig(self):
        for fake in (self.store, self.machine, self.store.outbox):
            fake.boundary = self.faults.boundary
        self.processor.boundary, self.processor.fault = self.faults.between, self.faults.processor
        self.processor.delay, self.processor.on_capture = self.faults.delay, self._captured

    def run(self):
        """
        Run all planned actions under faults, then continue without faults.

        The part without faults ends when nothing is due any more, or after three simulated
        days.
        """
        for _ in range(self.count):
            self._plan(self.random.uniform(0, MINUTES_EACH * self.count), self._write)
        for _ in range(10 + self.count // 25):
            self._plan(self.random.uniform(0, MINUTES_EACH * self.count + 300), self._disaster)
        while self.plan:
            self._next()
        self.faults.rates, self.machine.down = CALM, False
        deadline = self.clock.now + timedelta(days=DAYS)
        while self.clock.now < deadline and (self.store.queue or self.store.outbox.queue):
            self._next()
        self.executions.revive()
        self.machine.run()
        return self

    def _plan(self, minutes, act, *arguments):
        heapq.heappush(
            self.plan,
            (self.clock.now + timedelta(minutes=minutes), next(self.numbers), act, arguments),
        )

    def _next(self):
        """Advance the clock to the next action, timer or sweep, and run it."""
        due = [*self.store.queue.values(), *(row.due for row in self.store.outbox.queue.values())]
        sweep = max(min(due), self.swept_at + MINUTE) if due else None
        moments = [self.machine.next_timer(), sweep, self.plan[0][0] if self.plan else None]
        self.clock.now = max(
            self.clock.now, min(moment for moment in moments if moment is not None)
        )
        if self.plan and self.plan[0][0] <= self.clock.now:
            _, _, act, arguments = heapq.heappop(self.plan)
            self._try(act, *arguments)
        self.processor.arrive()
        self.machine.run()
        if sweep is not None and sweep <= self.clock.now:
            self.swept_at = self.clock.now
            self._try(self._sweep)

    def _sweep(self):
        self.processor.let_go(self.clock.now - timedelta(hours=1))
        self.executions.sweep()
        self.notices.deliver_waiting()
        self.machine.run()

    def _try(self, act, *arguments):
        try:
            act(*arguments)
        except (Failure, Died):
            return False
        return True

    def _write(self, number=None):
        number = next(self.numbers) if number is None else number
        least = self.processor.charge_limits("USD").least
        amount = self.random.choice([least, 999, 10_000, 12_550])
        invoice = None
        for _ in range(30):
            try:
                invoice = self.drafts.create(
                    A_PROVIDER,
                    CLIENT,
                    Draft("Visit", usd(amount)),
                    IdempotencyKey(f"write-{number}", str(amount)),
                )
                invoice = self.drafts.send(A_PROVIDER, invoice.id)
                break
            except (Unavailable, Died):
                continue
        self.created.append(invoice.id)
        for later in range(self.random.randint(2, 6)):
            self._plan(self.random.uniform(1, 40 + 90 * later), self._act, invoice.id)

    def _act(self, ident):
        if self.random.random() < 0.05:
            self.machine.kill(PRACTICE, ident)
        invoice = self.store.invoices[PRACTICE, ident]
        possible_actions = [action for action in ACTS if action in actions(invoice, Role.ADMIN)]
        key = IdempotencyKey(f"act-{next(self.numbers)}", "same")
        if InvoiceAction.PAY in actions(invoice, Role.CLIENT) and self.random.random() < PAYS:
            self._repeat(self._pay, invoice, key)
        elif possible_actions:
            self._repeat(self._staff, invoice, key, self.random.choice(possible_actions))

    def _repeat(self, ask, *arguments):
        """Repeat a request that failed, and sometimes one that succeeded."""
        presses = 1 + (self.random.random() < 0.15)
        for _ in range(4):
            presses -= self._try(ask, *arguments)
            if presses <= 0:
                return

    def _pay(self, invoice, key):
        card = self.random.choice(CARDS)
        answer = self.ops.pay(A_CLIENT, invoice.id, OneTimeToken(f"{card}-{key.key}"), None, key)
        self._plan(self.random.uniform(2, 10), self._retry_failed_payment, invoice.id)
        if answer.op.state is OpState.ACTION_REQUIRED:
            self._plan(self.random.uniform(0.5, 25), self._browser, invoice.id, answer.op.ref)

    def _retry_failed_payment(self, ident):
        """Let a client whose payment failed pay again, in most cases."""
        invoice = self.store.invoices[PRACTICE, ident]
        if InvoiceAction.PAY in actions(invoice, Role.CLIENT) and self.random.random() < 0.8:
            self._repeat(self._pay, invoice, IdempotencyKey(f"again-{next(self.numbers)}", "same"))

    def _browser(self, ident, ref):
        op = self.store.ops[PRACTICE, ident][ref]
        if op.details.charge and self.random.random() < 0.8:
            self.processor.browser(op.details.charge, passes=self.random.random() < 0.8)
            self._repeat(lambda: self.ops.resume(A_CLIENT, ident, ref))

    def _staff(self, invoice, key, action):
        access = A_PROVIDER if self.random.random() < 0.5 else AN_ADMIN
        part = max(1, int(invoice.balance.minor * self.random.choice([0.3, 1.0])))
        if action is InvoiceAction.REFUND:
            amount = (
                None if self.random.random() < 0.5 else usd(max(1, invoice.refundable.minor // 2))
            )
            still_owed = access is AN_ADMIN and self.random.random() < 0.3
            self.ops.refund(access, invoice.id, amount, "asked for", key, still_owed=still_owed)
        elif action is InvoiceAction.RECORD_PAYMENT:
            payment = RecordedPayment(usd(part), Method.CHECK, "12", date(2026, 11, 1))
            self.ops.record_payment(access, invoice.id, payment, key)
        elif action is InvoiceAction.REVERSE_PAYMENT:
            lines = [
                line
                for line in self.store.ledgers[PRACTICE, invoice.id]
                if line.kind.value == "recorded"
            ]
            self.ops.reverse_payment(
                AN_ADMIN, invoice.id, self.random.choice(lines).seq, "bounced", key
            )
        else:
            getattr(self.ops, action.value)(access, invoice.id, "asked for", key)

    def _disaster(self):
        draw = self.random.random()
        if draw < 0.3:
            for execution in self.machine.alive():
                self.machine.kill(execution.practice, execution.invoice)
        elif draw < 0.6:
            self.machine.down = True
            self._plan(15, self._machine_is_back)
        elif draw < 0.9:
            self._sleep(timedelta(minutes=self.random.choice([5, 60, 600])))
        else:
            self._try(self.executions.revive)

    def _sleep(self, by):
        """Let this much time pass, during which nothing runs and nobody acts."""
        self.clock.advance(by)
        self.plan = [(when + by, *rest) for when, *rest in self.plan]

    def _machine_is_back(self):
        self.machine.down = False

    def _meanwhile(self):
        execution = self.machine.stepping
        if execution is None:
            return
        self.machine.kill(execution.practice, execution.invoice)
        if self.random.random() < 0.3:
            self.clock.advance(STALL)
        if self._try(self.executions.signal, execution.practice, execution.invoice):
            self.machine.run()

    def _captured(self, ref, _amount):
        ident = self.store.where[ref]
        invoice = self.store.invoices[PRACTICE, ident]
        ours = [
            one
            for op in self.store.ops[PRACTICE, ident]
            for one in self.processor.of_ref(op)
            if one.txn in self.processor.intents
        ]
        amount_kept = (
            sum(one.captured - one.refunded for one in ours)
            + invoice.ledger.recorded.minor
            - invoice.ledger.reversed.minor
        )
        if amount_kept > invoice.total.minor:
            self.doubles.add(ident)
