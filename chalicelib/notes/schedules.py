"""Defines the scheduled Lambda function for notes, which runs every minute."""

from typing import Any

from chalice.app import Blueprint, CloudWatchEvent

from chalicelib.platform.lambda_entry import Trigger, entrypoint
from chalicelib.wiring import notes as wiring_notes

clock = Blueprint(__name__)


@clock.schedule("rate(1 minute)", name="seal")
@entrypoint(Trigger.SCHEDULE)
def seal(_event: CloudWatchEvent) -> dict[str, Any]:
    """Make the notes permanent whose two minutes have passed."""
    return {"sealed": wiring_notes.sealing().seal_due()}
