"""Builds the use cases of billing; each is built at first use."""

from functools import cache

from chalicelib.billing.step_functions import StepFunctions
from chalicelib.billing.store.executions import DynamoExecutions
from chalicelib.billing.store.invoices import DynamoInvoices
from chalicelib.billing.store.op_poller import OpPoller
from chalicelib.billing.store.receivables import DynamoReceivables
from chalicelib.billing.store.webhooks import DynamoWebhooks
from chalicelib.billing.usecases.executions import Executions
from chalicelib.billing.usecases.invoice_access import InvoiceAccess
from chalicelib.billing.usecases.invoice_drafts import InvoiceDrafts
from chalicelib.billing.usecases.invoice_ops import InvoiceOps
from chalicelib.billing.usecases.invoice_views import InvoiceViews
from chalicelib.billing.usecases.manual_resolution import ManualResolution
from chalicelib.billing.usecases.op_results import OpResults
from chalicelib.billing.usecases.op_starter import OpStarter
from chalicelib.billing.usecases.op_tasks import OpTasks
from chalicelib.billing.usecases.processor_calls import ProcessorCalls
from chalicelib.billing.usecases.receivables import Receivables
from chalicelib.billing.usecases.reminders import Reminders
from chalicelib.billing.usecases.webhooks import Webhooks
from chalicelib.clients.usecases.client_ports import UnpaidClientReader
from chalicelib.platform import aws
from chalicelib.platform.settings import settings
from chalicelib.wiring import notices, payments, platform
from chalicelib.wiring.directory import client_access, directory


@cache
def executions() -> Executions:
    machine = StepFunctions(aws.client("stepfunctions"), settings().invoice_machine_arn)
    rows = DynamoExecutions(platform.clock)
    return Executions(_invoices(), rows, rows, machine, platform.clock)


@cache
def op_tasks() -> OpTasks:
    return OpTasks(_invoices(), _calls(), _results(), platform.clock)


@cache
def webhooks() -> Webhooks:
    store = DynamoWebhooks(_invoices(), platform.clock)
    accounts = payments.processor_accounts()
    return Webhooks(accounts, store, executions(), _calls(), _results(), platform.clock, op_tasks())


@cache
def invoice_drafts() -> InvoiceDrafts:
    return InvoiceDrafts(
        _invoice_access(),
        _invoices(),
        executions(),
        payments.processor_accounts(),
        notices.notices(),
        platform.ids(),
        platform.clock,
    )


@cache
def invoice_views() -> InvoiceViews:
    return InvoiceViews(
        _invoice_access(), _invoices(), payments.processor_accounts(), platform.clock
    )


@cache
def invoice_ops() -> InvoiceOps:
    starter = OpStarter(_invoice_access(), _invoices(), executions(), OpPoller(_invoices()))
    accounts = payments.processor_accounts()
    return InvoiceOps(_invoice_access(), starter, accounts, platform.ids(), platform.clock)


@cache
def manual_resolution() -> ManualResolution:
    return ManualResolution(_invoice_access(), _results(), platform.ids(), platform.clock)


@cache
def receivables() -> Receivables:
    return Receivables(DynamoReceivables(platform.vault()), directory(), platform.clock)


@cache
def unpaid_clients() -> UnpaidClientReader:
    return DynamoReceivables(platform.vault())


@cache
def reminders() -> Reminders:
    due_queue = DynamoExecutions(platform.clock)
    return Reminders(_invoice_access(), due_queue, notices.notices(), platform.clock)


@cache
def _invoices() -> DynamoInvoices:
    return DynamoInvoices(platform.vault(), platform.audit(), platform.clock)


@cache
def _invoice_access() -> InvoiceAccess:
    return InvoiceAccess(_invoices(), directory(), client_access())


@cache
def _calls() -> ProcessorCalls:
    return ProcessorCalls(_invoices(), payments.processor_accounts(), platform.clock)


@cache
def _results() -> OpResults:
    return OpResults(_invoices(), directory(), notices.notices(), platform.ids(), platform.clock)
