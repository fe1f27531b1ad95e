"""What the clock starts; each may run twice, and may be started by hand."""

from typing import Any

from chalice.app import Blueprint, CloudWatchEvent

from chalicelib.platform.lambda_entry import Trigger, entrypoint
from chalicelib.wiring import billing as wiring_billing
from chalicelib.wiring import notices as wiring_notices

clock = Blueprint(__name__)


@clock.schedule("rate(1 minute)", name="sweep")
@entrypoint(Trigger.SCHEDULE)
def sweep(_event: CloudWatchEvent) -> dict[str, Any]:
    """Wake what is due, and send what waits in the outbox."""
    return {
        "woken": wiring_billing.driving().sweep(),
        "sent": wiring_notices.notices().deliver_waiting(),
    }


@clock.schedule("rate(1 hour)", name="remind")
@entrypoint(Trigger.SCHEDULE)
def remind(_event: CloudWatchEvent) -> dict[str, Any]:
    """Write the reminders of today."""
    return {"reminded": wiring_billing.reminding().remind_all()}


@clock.schedule("cron(30 8 * * ? *)", name="revive")
@entrypoint(Trigger.SCHEDULE)
def revive(_event: CloudWatchEvent) -> dict[str, Any]:
    """Restart executions that should be alive and are not."""
    return {"revived": wiring_billing.driving().revive()}
