"""Finds the times at which a client can book a service with a provider."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.appointments.domain.free_times import GRID, next_quarter
from chalicelib.appointments.domain.hours import OpenInterval
from chalicelib.appointments.domain.slots import BusyInterval


@dataclass(frozen=True, slots=True)
class SlotRule:
    """
    What a slot needs: minutes, free minutes around it, and notice before it.

    The appointment itself must be within the provider's hours; its buffers need not be.
    """

    minutes: int
    buffer_before: int = 0
    buffer_after: int = 0
    minimum_notice: int = 0


def open_slots(
    rule: SlotRule,
    hours: Sequence[OpenInterval],
    busy: Sequence[BusyInterval],
    earliest: datetime,
) -> list[datetime]:
    """
    Return the starts of all slots in a provider's hours, by quarters of an hour.

    `earliest` is the first instant at which a slot may start, notice included.
    """
    length = timedelta(minutes=rule.minutes)
    before, after = (timedelta(minutes=each) for each in (rule.buffer_before, rule.buffer_after))
    starts: list[datetime] = []
    for each in hours:
        near = [one for one in busy if one.overlaps(each.starts_at - before, each.ends_at + after)]
        at = next_quarter(max(each.starts_at, earliest))
        while at + length <= each.ends_at:
            if not any(one.overlaps(at - before, at + length + after) for one in near):
                starts.append(at)
            at += GRID
    return starts
