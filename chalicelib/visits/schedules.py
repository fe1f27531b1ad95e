"""What the clock starts for visits."""

from typing import Any

from chalice.app import Blueprint, CloudWatchEvent

from chalicelib.platform.lambda_entry import Trigger, entrypoint
from chalicelib.wiring import visits as wiring_visits

clock = Blueprint(__name__)


@clock.schedule("rate(1 minute)", name="dismiss")
@entrypoint(Trigger.SCHEDULE)
def dismiss(_event: CloudWatchEvent) -> dict[str, Any]:
    """End sockets whose session is over, and rooms whose time is."""
    return dict(wiring_visits.connection_sweeper().sweep())
