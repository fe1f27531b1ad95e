"""Defines the scheduled functions of messages, which are safe to repeat."""

from typing import Any

from chalice.app import Blueprint, CloudWatchEvent

from chalicelib.platform.lambda_entry import Trigger, entrypoint
from chalicelib.wiring import messages as wiring_messages

clock = Blueprint(__name__)


@clock.schedule("rate(1 hour)", name="remind_answers")
@entrypoint(Trigger.SCHEDULE)
def remind_answers(_event: CloudWatchEvent) -> dict[str, Any]:
    """Remind staff of clients who have waited five days for an answer."""
    return {"reminded": wiring_messages.answer_reminders().remind_all()}


@clock.schedule("rate(1 minute)", name="close_inboxes")
@entrypoint(Trigger.SCHEDULE)
def close_inboxes(_event: CloudWatchEvent) -> dict[str, Any]:
    """Close the inbox sockets of sessions that have ended."""
    return dict(wiring_messages.inbox_sockets().sweep())
