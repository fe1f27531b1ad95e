"""A practice that bills: the real use cases on strict fakes, and the shipped machine."""

from dataclasses import replace
from datetime import timedelta

from chalicelib.billing.usecases.executions import Executions
from chalicelib.billing.usecases.invoice_access import InvoiceAccess
from chalicelib.billing.usecases.invoice_ops import InvoiceOps
from chalicelib.billing.usecases.invoicing import Draft, Invoicing
from chalicelib.billing.usecases.op_results import OpResults
from chalicelib.billing.usecases.op_tasks import OpTasks
from chalicelib.clients.usecases.client_access import ClientAccess
from chalicelib.kernel.idempotency import IdempotencyKey
from chalicelib.kernel.money import Money
from chalicelib.notices.usecases.notice_sender import NoticeSender
from chalicelib.payments.domain.payment import OneTimeToken
from chalicelib.wiring.notices import NOTICE_TEXTS
from tests.billing.builders import A_CLIENT, A_PROVIDER, CLIENT, usd
from tests.billing.fake_invoices import FakeInvoices
from tests.billing.fake_state_machine import FakeOpWaiter, FakeStateMachine, tasks
from tests.billing.sample_directory import billing_directory
from tests.kernel.fake_clock import FakeClock, FakeIdGenerator
from tests.notices.fake_mail import FakeMail
from tests.payments.fake_processor import FakeProcessor
from tests.payments.fake_processor_account_reader import FakeProcessorAccountReader

MINUTE = timedelta(minutes=1)


class BillingHarness:
    """Everything wired; what a test moves or breaks is an attribute."""

    def __init__(self, store=None, processor=None, clock=None):
        self.clock = clock or FakeClock()
        self.store = store or FakeInvoices(self.clock)
        self.processor = processor or FakeProcessor(self.clock)
        self.accounts, self.desk, self.mail, chance = (
            FakeProcessorAccountReader(),
            billing_directory(),
            FakeMail(),
            FakeIdGenerator(),
        )
        self.accounts.connect(self.processor)
        self.machine = FakeStateMachine(self.clock)
        self.waiting = FakeOpWaiter(self.store, self.machine)
        self.notices = NoticeSender(
            self.store.outbox,
            self.desk,
            self.mail,
            NOTICE_TEXTS,
            "https://clocktree.example",
            self.clock,
        )
        self.driving = Executions(self.store, self.store, self.store, self.machine, self.clock)
        self.outcomes = OpResults(self.store, self.notices, chance, self.clock)
        self.settling = OpTasks(self.store, self.accounts, self.outcomes, self.clock)
        self.reach = InvoiceAccess(self.store, self.desk, ClientAccess(self.desk))
        self.billing = InvoiceOps(
            self.reach, self.store, self.accounts, self.driving, self.waiting, chance, self.clock
        )
        self.invoicing = Invoicing(
            self.reach, self.store, self.driving, self.notices, chance, self.clock
        )
        self.machine.tasks = tasks(self.driving, self.settling)

    def drafted(self, amount=10_000, once=None, **changes):
        return self.invoicing.create(
            A_PROVIDER, CLIENT, replace(Draft("Two visits", usd(amount)), **changes), once
        )

    def sent(self, amount=10_000, **changes):
        invoice = self.invoicing.send(A_PROVIDER, self.drafted(amount, **changes).id)
        self.machine.run()
        return invoice

    def paid(self, amount=10_000):
        invoice = self.sent(amount)
        self.pay(invoice)
        return self.now_is(invoice)

    def pay(self, invoice, card="ok", access=A_CLIENT, seen=None, once=None):
        return self.billing.pay(
            access,
            invoice.id,
            OneTimeToken(f"{card}-{invoice.id}-{len(self.processor.used)}"),
            seen,
            once,
        )

    def now_is(self, invoice):
        return self.store.invoices[invoice.practice, invoice.id]

    def op(self, asked):
        return self.store.ops[asked.op.practice, asked.op.invoice][asked.op.ref]

    def kinds(self, invoice):
        return [entry.kind.value for entry in self.store.ledgers[invoice.practice, invoice.id]]

    def breaks(self, fault, verb="charge", times=1):
        """The processor's next calls of that verb go wrong in that way."""
        left = [times]

        def chosen(asked):
            if asked != verb or not left[0]:
                return ""
            left[0] -= 1
            return fault

        self.processor.fault = chosen

    def later(self, **parts):
        """Time passes minute by minute, with the sweep; the machine does what it can."""
        before = self.clock.now
        self.clock.advance(**parts)
        ends, self.clock.now = self.clock.now, before
        while self.clock.now < ends:
            timer = self.machine.next_timer()
            minute = min(ends, self.clock.now.replace(second=0) + MINUTE)
            self.clock.now = max(self.clock.now, min(minute, timer or minute))
            self.machine.run()
            if self.clock.now.second == 0:
                self.driving.sweep()
                self.notices.deliver_waiting()
                self.machine.run()

    def sent_mails(self):
        return [subject for _, subject, _ in self.mail.sent]


def once(key="key-1", asked="a" * 64):
    return IdempotencyKey(key, asked)


def eur(minor):
    return Money(minor, "EUR")
