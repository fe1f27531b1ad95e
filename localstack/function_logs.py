"""Reads the log events of the functions from the emulator."""

from typing import Any

# The number of log events that the emulator returns at most.
MAX_EVENTS = 10_000


def events_of(logs: Any, group: str) -> list[Any]:
    """
    Return all events of a log group.

    The emulator returns at most `MAX_EVENTS` events per request and no cursor. Each
    further request therefore starts at the time of the last event.
    """
    events: list[Any] = []
    since = 0
    while True:
        pages = logs.get_paginator("filter_log_events").paginate(
            logGroupName=group, startTime=since
        )
        more = [event for page in pages for event in page["events"]]
        if len(more) < MAX_EVENTS or more[-1]["timestamp"] == since:
            return events + more
        since = more[-1]["timestamp"]
        events += [event for event in more if event["timestamp"] < since]
