"""Connects invoices, their state machine, receivables and reminders. Each part is made at first use."""

from functools import cache

from chalicelib.billing.step_functions import StepFunctions
from chalicelib.billing.store.executions import DynamoDriving
from chalicelib.billing.store.invoices import DynamoInvoices
from chalicelib.billing.store.receivables import DynamoReceivables
from chalicelib.billing.store.waiting import WaitingForOps
from chalicelib.billing.store.webhooks import DynamoWebhooks
from chalicelib.billing.usecases.billing import Billing
from chalicelib.billing.usecases.closing import Closing
from chalicelib.billing.usecases.executions import Driving
from chalicelib.billing.usecases.invoice_access import Reach
from chalicelib.billing.usecases.invoicing import Invoicing
from chalicelib.billing.usecases.outcomes import Outcomes
from chalicelib.billing.usecases.receivables import Receivables
from chalicelib.billing.usecases.reminders import Reminding
from chalicelib.billing.usecases.settling import Settling
from chalicelib.billing.usecases.webhooks import Webhooks
from chalicelib.platform import aws
from chalicelib.platform.settings import settings
from chalicelib.wiring import clients, notices, payments, platform


@cache
def invoices() -> DynamoInvoices:
    """Invoices, their ops and ledgers."""
    return DynamoInvoices(platform.vault(), platform.audit(), platform.clock)


@cache
def driving() -> Driving:
    """What keeps executions alive and tells them what is next."""
    machine = StepFunctions(aws.made("stepfunctions"), settings().invoice_machine_arn)
    rows = DynamoDriving(platform.clock)
    return Driving(invoices(), rows, rows, machine, platform.clock)


@cache
def settling() -> Settling:
    """The state machine's tasks."""
    return Settling(invoices(), payments.processor_accounts(), _outcomes(), platform.clock)


@cache
def webhooks() -> Webhooks:
    """What processors tell."""
    events = DynamoWebhooks(invoices(), platform.clock)
    return Webhooks(payments.processor_accounts(), events, driving(), _outcomes(), platform.clock)


@cache
def _outcomes() -> Outcomes:
    return Outcomes(invoices(), notices.notices(), platform.chance(), platform.clock)


@cache
def _reach() -> Reach:
    return Reach(invoices(), clients.desk())


@cache
def invoicing() -> Invoicing:
    """Writing, sending and finding invoices."""
    return Invoicing(_reach(), invoices(), driving(), notices.notices(), platform.chance(), platform.clock)


@cache
def receivables() -> Receivables:
    """What is owed."""
    return Receivables(DynamoReceivables(platform.vault()), clients.desk(), platform.clock)


@cache
def billing() -> Billing:
    """Everything that can be done to a sent invoice."""
    accounts, waiting = payments.processor_accounts(), WaitingForOps(invoices())
    return Billing(_reach(), invoices(), accounts, driving(), waiting, platform.chance(), platform.clock)


@cache
def closing() -> Closing:
    """What only an Admin's evidence can close."""
    return Closing(_reach(), _outcomes(), platform.chance(), platform.clock)


@cache
def reminding() -> Reminding:
    """Reminders by the clock."""
    due = DynamoDriving(platform.clock)
    return Reminding(invoices(), due, clients.desk(), notices.notices(), platform.clock)
