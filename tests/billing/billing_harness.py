"""Sets up billing for tests: real use cases, with fakes for everything they call."""

from dataclasses import replace
from datetime import timedelta

from chalicelib.billing.usecases.executions import Executions
from chalicelib.billing.usecases.invoice_access import InvoiceAccess
from chalicelib.billing.usecases.invoice_drafts import Draft, InvoiceDrafts
from chalicelib.billing.usecases.invoice_ops import InvoiceOps
from chalicelib.billing.usecases.invoice_views import InvoiceViews
from chalicelib.billing.usecases.op_results import OpResults
from chalicelib.billing.usecases.op_starter import OpStarter
from chalicelib.billing.usecases.op_tasks import OpTasks
from chalicelib.billing.usecases.processor_calls import ProcessorCalls
from chalicelib.billing.usecases.reminders import Reminders
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
from tests.notices.fake_sms import FakeSms
from tests.payments.fake_processor import FakeProcessor
from tests.payments.fake_processor_account_reader import FakeProcessorAccountReader

MINUTE = timedelta(minutes=1)


class BillingHarness:
    """
    Connects all parts of billing to fakes.

    Tests control the fakes through the attributes `clock`, `store` (invoices),
    `processor`, `mail` (mailbox) and `machine` (state machine).
    """

    def __init__(self, store=None, processor=None, clock=None):
        self.clock = clock or FakeClock()
        self.store = store or FakeInvoices(self.clock)
        self.processor = processor or FakeProcessor(self.clock)
        self.accounts, self.directory = FakeProcessorAccountReader(), billing_directory()
        self.mail, self.ids = FakeMail(), FakeIdGenerator()
        self.accounts.connect(self.processor)
        self.machine = FakeStateMachine(self.clock)
        self.waiter = FakeOpWaiter(self.store, self.machine)
        self.notices = NoticeSender(
            self.store.outbox,
            self.directory,
            self.mail,
            FakeSms(),
            NOTICE_TEXTS,
            "https://clocktree.example",
            self.clock,
        )
        self._connect()

    def _connect(self):
        store, clock, ids = self.store, self.clock, self.ids
        self.executions = Executions(store, store, store, self.machine, clock)
        self.results = OpResults(store, self.directory, self.notices, ids, clock)
        calls = self.calls = ProcessorCalls(store, self.accounts, clock)
        self.op_tasks = OpTasks(store, calls, self.results, clock)
        access = self.invoice_access = InvoiceAccess(
            store, self.directory, ClientAccess(self.directory, self.directory)
        )
        starter = OpStarter(access, store, self.executions, self.waiter)
        self.ops = InvoiceOps(access, starter, self.accounts, ids, clock)
        self.drafts = InvoiceDrafts(
            access, store, self.executions, self.accounts, self.notices, ids, clock
        )
        self.views = InvoiceViews(access, store, self.accounts, clock)
        self.reminders = Reminders(access, store, self.notices, clock)
        self.machine.tasks = tasks(self.executions, self.op_tasks)

    def drafted(self, amount=10_000, key=None, **changes):
        return self.drafts.create(
            A_PROVIDER, CLIENT, replace(Draft("Two visits", usd(amount)), **changes), key
        )

    def sent(self, amount=10_000, **changes):
        invoice = self.drafts.send(A_PROVIDER, self.drafted(amount, **changes).id)
        self.machine.run()
        return invoice

    def paid(self, amount=10_000):
        invoice = self.sent(amount)
        self.pay(invoice)
        return self.current(invoice)

    def pay(self, invoice, card="ok", access=A_CLIENT, seen=None, key=None):
        return self.ops.pay(
            access,
            invoice.id,
            OneTimeToken(f"{card}-{invoice.id}-{len(self.processor.used)}"),
            seen,
            key,
        )

    def current(self, invoice):
        return self.store.invoices[invoice.practice, invoice.id]

    def op(self, accepted):
        return self.store.ops[accepted.op.practice, accepted.op.invoice][accepted.op.ref]

    def kinds(self, invoice):
        return [entry.kind.value for entry in self.store.ledgers[invoice.practice, invoice.id]]

    def inject_fault(self, fault, verb="charge", times=1):
        """Make the processor's next `times` calls of this verb fail with this fault."""
        left = [times]

        def fault_for(called):
            if called != verb or not left[0]:
                return ""
            left[0] -= 1
            return fault

        self.processor.fault = fault_for

    def pass_time(self, **parts):
        """
        Advance the clock minute by minute, and run the work that is due.

        `parts` is the time to advance, such as `minutes=5`. The state machine runs at each
        of its timers. Each minute, the sweep (the job that resumes due ops) runs, and
        waiting notices are delivered.
        """
        before = self.clock.now
        self.clock.advance(**parts)
        end, self.clock.now = self.clock.now, before
        while self.clock.now < end:
            timer = self.machine.next_timer()
            minute = min(end, self.clock.now.replace(second=0) + MINUTE)
            self.clock.now = max(self.clock.now, min(minute, timer or minute))
            self.machine.run()
            if self.clock.now.second == 0:
                self.executions.sweep()
                self.notices.deliver_waiting()
                self.machine.run()

    def sent_mails(self):
        return [subject for _, subject, _ in self.mail.sent]


def idempotency_key(key="key-1", request_hash="a" * 64):
    return IdempotencyKey(key, request_hash)


def eur(minor):
    return Money(minor, "EUR")
