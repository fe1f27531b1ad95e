"""Connects invoices, their state machine, receivables and reminders. Each part is made at first use."""

from functools import cache

from chalicelib.billing.step_functions import StepFunctions
from chalicelib.billing.store.executions import DynamoExecutions
from chalicelib.billing.store.invoices import DynamoInvoices
from chalicelib.billing.store.op_poller import OpPoller
from chalicelib.billing.store.receivables import DynamoReceivables
from chalicelib.billing.store.webhooks import DynamoWebhooks
from chalicelib.billing.usecases.executions import Executions
from chalicelib.billing.usecases.invoice_access import InvoiceAccess
from chalicelib.billing.usecases.invoice_ops import InvoiceOps
from chalicelib.billing.usecases.invoicing import Invoicing
from chalicelib.billing.usecases.manual_resolution import ManualResolution
from chalicelib.billing.usecases.op_results import OpResults
from chalicelib.billing.usecases.op_tasks import OpTasks
from chalicelib.billing.usecases.receivables import Receivables
from chalicelib.billing.usecases.reminders import Reminders
from chalicelib.billing.usecases.webhooks import Webhooks
from chalicelib.platform import aws
from chalicelib.platform.settings import settings
from chalicelib.wiring import clients, notices, payments, platform


@cache
def invoices() -> DynamoInvoices:
    """Invoices, their ops and ledgers."""
    return DynamoInvoices(platform.vault(), platform.audit(), platform.clock)


@cache
def driving() -> Executions:
    """What keeps executions alive and tells them what is next."""
    machine = StepFunctions(aws.client("stepfunctions"), settings().invoice_machine_arn)
    rows = DynamoExecutions(platform.clock)
    return Executions(invoices(), rows, rows, machine, platform.clock)


@cache
def settling() -> OpTasks:
    """The state machine's tasks."""
    return OpTasks(invoices(), payments.processor_accounts(), _outcomes(), platform.clock)


@cache
def webhooks() -> Webhooks:
    """What processors tell."""
    events = DynamoWebhooks(invoices(), platform.clock)
    return Webhooks(payments.processor_accounts(), events, driving(), _outcomes(), platform.clock)


@cache
def _outcomes() -> OpResults:
    return OpResults(invoices(), notices.notices(), platform.ids(), platform.clock)


@cache
def _reach() -> InvoiceAccess:
    return InvoiceAccess(invoices(), clients.directory(), clients.client_access())


@cache
def invoicing() -> Invoicing:
    """Writing, sending and finding invoices."""
    return Invoicing(
        _reach(), invoices(), driving(), notices.notices(), platform.ids(), platform.clock
    )


@cache
def receivables() -> Receivables:
    """What is owed."""
    return Receivables(DynamoReceivables(platform.vault()), clients.directory(), platform.clock)


@cache
def billing() -> InvoiceOps:
    """Everything that can be done to a sent invoice."""
    accounts, waiting = payments.processor_accounts(), OpPoller(invoices())
    return InvoiceOps(
        _reach(), invoices(), accounts, driving(), waiting, platform.ids(), platform.clock
    )


@cache
def closing() -> ManualResolution:
    """What only an Admin's evidence can close."""
    return ManualResolution(_reach(), _outcomes(), platform.ids(), platform.clock)


@cache
def reminding() -> Reminders:
    """Reminders by the clock."""
    due = DynamoExecutions(platform.clock)
    return Reminders(invoices(), due, clients.directory(), notices.notices(), platform.clock)
