"""Writes a reminder rule as one attribute of the practice's row, and reads it."""

import json
from datetime import time

from chalicelib.practice.domain.reminder_rule import ReminderRule


def reminder_rule_text(rule: ReminderRule) -> str:
    """Return the rule as JSON."""
    quiet = f"{rule.quiet_from:%H:%M}", f"{rule.quiet_until:%H:%M}"
    return json.dumps({"hours": rule.hours, "quiet": quiet})


def parse_reminder_rule(text: str) -> ReminderRule:
    """Return the rule of a stored row."""
    stored = json.loads(text)
    begin, end = (time.fromisoformat(each) for each in stored["quiet"])
    return ReminderRule(tuple(stored["hours"]), begin, end)
