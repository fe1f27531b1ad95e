"""Defines the Lambda function that runs each minute for visits."""

from typing import Any

from chalice.app import Blueprint, CloudWatchEvent

from chalicelib.platform.lambda_entry import Trigger, entrypoint
from chalicelib.wiring import visits as wiring_visits

clock = Blueprint(__name__)


@clock.schedule("rate(1 minute)", name="dismiss")
@entrypoint(Trigger.SCHEDULE)
def dismiss(_event: CloudWatchEvent) -> dict[str, Any]:
    """
    Close sockets of ended sessions, end rooms past their time, free stale seats.

    A seat is stale if its socket is gone.
    """
    return dict(wiring_visits.connection_sweeper().sweep())
