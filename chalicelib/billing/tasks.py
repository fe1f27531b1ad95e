"""
Defines the Lambda functions that the state machine of invoices calls.

The state machine is `infra/statemachines/invoice.asl.json`. The state machine passes only
ids to the functions, and the functions return no personal data.
"""

from collections.abc import Mapping
from typing import Any

from chalice.app import Blueprint

from chalicelib.kernel.ids import InvoiceId, OpRef, PracticeId
from chalicelib.platform.lambda_entry import Trigger, entrypoint, log_context
from chalicelib.wiring import billing as wiring_billing

tasks = Blueprint(__name__)
Event = Mapping[str, Any]


@tasks.lambda_function(name="invoice_next_move")
@entrypoint(Trigger.TASK)
def invoice_next_move(event: Event, _context: object) -> dict[str, Any]:
    """Return what the execution (the state machine's run for the invoice) does next."""
    move = wiring_billing.executions().next_move(*_invoice(event), int(event["attempt"]))
    return {"next": move.next, "op": move.op, "act": move.act or "", "seconds": move.seconds}


@tasks.lambda_function(name="invoice_wait")
@entrypoint(Trigger.TASK)
def invoice_wait(event: Event, _context: object) -> dict[str, Any]:
    """Store the task token that is needed to resume the waiting execution."""
    wiring_billing.executions().wait(*_invoice(event), int(event["attempt"]), str(event["token"]))
    return {}


@tasks.lambda_function(name="invoice_renew")
@entrypoint(Trigger.TASK)
def invoice_renew(event: Event, _context: object) -> dict[str, Any]:
    """Start the invoice's next execution, which replaces the current execution."""
    wiring_billing.executions().renew(*_invoice(event), int(event["attempt"]))
    return {}


@tasks.lambda_function(name="invoice_charge")
@entrypoint(Trigger.TASK)
def invoice_charge(event: Event, _context: object) -> dict[str, Any]:
    """Charge a client's card, at most once per payment."""
    return {"outcome": wiring_billing.op_tasks().charge(*_op(event))}


@tasks.lambda_function(name="invoice_refund")
@entrypoint(Trigger.TASK)
def invoice_refund(event: Event, _context: object) -> dict[str, Any]:
    """Send a refund to the processor, at most once."""
    return {"outcome": wiring_billing.op_tasks().refund(*_op(event))}


@tasks.lambda_function(name="invoice_close")
@entrypoint(Trigger.TASK)
def invoice_close(event: Event, _context: object) -> dict[str, Any]:
    """
    Carry out an invoice action that needs no processor.

    The action forgives or voids the invoice, or records or reverses a payment.
    """
    return {"outcome": wiring_billing.op_tasks().close(*_op(event))}


@tasks.lambda_function(name="invoice_resume")
@entrypoint(Trigger.TASK)
def invoice_resume(event: Event, _context: object) -> dict[str, Any]:
    """
    Look up a charge at the processor after the bank's check in the browser.

    The check is the bank's own confirmation step (3-D Secure).
    """
    return {"outcome": wiring_billing.op_tasks().resume(*_op(event))}


@tasks.lambda_function(name="invoice_reconcile")
@entrypoint(Trigger.TASK)
def invoice_reconcile(event: Event, _context: object) -> dict[str, Any]:
    """Look up the outcome of a sent payment or refund at the processor."""
    return {"outcome": wiring_billing.op_tasks().reconcile(*_op(event))}


def _invoice(event: Event) -> tuple[PracticeId, InvoiceId]:
    log_context(practice=str(event["practice"]), invoice=str(event["invoice"]))
    return PracticeId(event["practice"]), InvoiceId(event["invoice"])


def _op(event: Event) -> tuple[PracticeId, InvoiceId, OpRef]:
    log_context(op=str(event["op"]))
    return *_invoice(event), OpRef(event["op"])
