"""
Defines the scheduled functions of billing; each function is safe to repeat.

An execution is one run of the state machine for one invoice.
"""

from typing import Any

from chalice.app import Blueprint, CloudWatchEvent

from chalicelib.platform.lambda_entry import Trigger, entrypoint
from chalicelib.wiring import billing as wiring_billing
from chalicelib.wiring import notices as wiring_notices

clock = Blueprint(__name__)


@clock.schedule("rate(1 minute)", name="sweep")
@entrypoint(Trigger.SCHEDULE)
def sweep(_event: CloudWatchEvent) -> dict[str, Any]:
    """Resume the executions that are due, and send the notices in the outbox."""
    return {
        "woken": wiring_billing.executions().sweep(),
        "sent": wiring_notices.notices().deliver_waiting(),
    }


@clock.schedule("rate(1 hour)", name="remind")
@entrypoint(Trigger.SCHEDULE)
def remind(_event: CloudWatchEvent) -> dict[str, Any]:
    """Send the payment reminders that are due today."""
    return {"reminded": wiring_billing.reminders().remind_all()}


@clock.schedule("cron(30 8 * * ? *)", name="revive")
@entrypoint(Trigger.SCHEDULE)
def revive(_event: CloudWatchEvent) -> dict[str, Any]:
    """Start new executions for open invoices whose executions have stopped."""
    return {"revived": wiring_billing.executions().revive()}
