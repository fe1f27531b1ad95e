"""Which adapter stands behind which port of client billing; on top of `wiring`, whose parts it shares."""

from functools import cache

from chalicelib import wiring
from chalicelib.adapters import clients
from chalicelib.adapters.dynamodb.driving import DynamoDriving
from chalicelib.adapters.dynamodb.invoices import DynamoInvoices
from chalicelib.adapters.dynamodb.processor_accounts import DynamoProcessorAccounts
from chalicelib.adapters.dynamodb.receivables import DynamoReceivables
from chalicelib.adapters.dynamodb.waiting import WaitingForOps
from chalicelib.adapters.dynamodb.webhooks import DynamoWebhooks
from chalicelib.adapters.opening import Opening
from chalicelib.adapters.workflow import StepFunctions
from chalicelib.services.billing import Billing
from chalicelib.services.closing import Closing
from chalicelib.services.driving import Driving
from chalicelib.services.invoicing import Invoicing
from chalicelib.services.outcomes import Outcomes
from chalicelib.services.processor_accounts import ProcessorAccounts
from chalicelib.services.reach import Reach
from chalicelib.services.receivables import Receivables
from chalicelib.services.reminding import Reminding
from chalicelib.services.settling import Settling
from chalicelib.services.webhooks import Webhooks
from chalicelib.settings import settings


@cache
def invoices() -> DynamoInvoices:
    """Invoices, their ops and ledgers."""
    return DynamoInvoices(wiring.vault(), wiring.audit(), wiring.clock)


@cache
def driving() -> Driving:
    """What keeps executions alive and tells them what is next."""
    machine = StepFunctions(clients.made("stepfunctions"), settings().invoice_machine_arn)
    rows = DynamoDriving(wiring.clock)
    return Driving(invoices(), rows, rows, machine, wiring.clock)


@cache
def settling() -> Settling:
    """The state machine's tasks."""
    return Settling(invoices(), processor_accounts(), _outcomes(), wiring.clock)


@cache
def webhooks() -> Webhooks:
    """What processors tell."""
    return Webhooks(processor_accounts(), DynamoWebhooks(invoices(), wiring.clock), driving(), _outcomes(), wiring.clock)


@cache
def _outcomes() -> Outcomes:
    return Outcomes(invoices(), wiring.notices(), wiring.chance(), wiring.clock)


@cache
def _reach() -> Reach:
    return Reach(invoices(), wiring.desk())


@cache
def invoicing() -> Invoicing:
    """Writing, sending and finding invoices."""
    return Invoicing(_reach(), invoices(), driving(), wiring.notices(), wiring.chance(), wiring.clock)


@cache
def receivables() -> Receivables:
    """What is owed."""
    return Receivables(DynamoReceivables(wiring.vault()), wiring.desk(), wiring.clock)


@cache
def billing() -> Billing:
    """Everything that can be done to a sent invoice."""
    return Billing(
        _reach(), invoices(), processor_accounts(), driving(), WaitingForOps(invoices()), wiring.chance(), wiring.clock
    )


@cache
def closing() -> Closing:
    """What only an Admin's evidence can close."""
    return Closing(_reach(), _outcomes(), wiring.chance(), wiring.clock)


@cache
def reminding() -> Reminding:
    """Reminders by the clock."""
    return Reminding(invoices(), DynamoDriving(wiring.clock), wiring.desk(), wiring.notices(), wiring.clock)


@cache
def processor_accounts() -> ProcessorAccounts:
    """Payment processors, in Setup and opened for billing."""
    here = settings()
    processors = Opening(here.stripe_api_base, here.stripe_script_url)
    return ProcessorAccounts(
        DynamoProcessorAccounts(wiring.vault(), wiring.audit(), wiring.clock),
        wiring.practice_rows(),
        processors,
        wiring.chance(),
        wiring.clock,
    )
