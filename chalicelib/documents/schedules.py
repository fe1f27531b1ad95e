"""Defines the scheduled Lambda function for documents, which runs every minute."""

from typing import Any

from chalice.app import Blueprint, CloudWatchEvent

from chalicelib.platform.lambda_entry import Trigger, entrypoint
from chalicelib.wiring import documents as wiring_documents

clock = Blueprint(__name__)


@clock.schedule("rate(1 minute)", name="inspect")
@entrypoint(Trigger.SCHEDULE)
def inspect(_event: CloudWatchEvent) -> dict[str, Any]:
    """Store verdicts about new documents, and mail staff about infected ones."""
    return {"inspected": wiring_documents.inspection().inspect_waiting()}
