"""Defines the scheduled functions of messages, which are safe to repeat."""

from typing import Any

from chalice.app import Blueprint, CloudWatchEvent

from chalicelib.platform.lambda_entry import Trigger, entrypoint
from chalicelib.wiring import messages as wiring_messages

clock = Blueprint(__name__)


@clock.schedule("rate(1 hour)", name="remind_answers")
@entrypoint(Trigger.SCHEDULE)
def remind_answers(_event: CloudWatchEvent) -> dict[str, Any]:
    """Tell staff of waiting clients who became theirs, or have waited for five days."""
    reminders = wiring_messages.answer_reminders()
    return {"told": reminders.tell_all(), "reminded": reminders.remind_all()}


@clock.schedule("rate(1 minute)", name="close_inboxes")
@entrypoint(Trigger.SCHEDULE)
def close_inboxes(_event: CloudWatchEvent) -> dict[str, Any]:
    """Close the inbox sockets of sessions that have ended."""
    return dict(wiring_messages.inbox_sockets().sweep())
