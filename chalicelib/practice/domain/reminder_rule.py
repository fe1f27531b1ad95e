"""
Defines when a practice reminds clients of their appointments.

See docs/product.md#reminders.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from chalicelib.kernel.errors import Invalid
from chalicelib.kernel.time_zones import local_time, time_zone

MAX_REMINDERS = 3
"""The most reminders of one appointment."""
MIN_REMINDER_HOURS, MAX_REMINDER_HOURS = 1, 168
"""A reminder is sent at least and at most this many hours before an appointment."""
MAX_QUIET = timedelta(hours=16)
"""The longest quiet hours, so that each day has time in which reminders may be sent."""
WRONG_HOURS = (
    f"Use up to {MAX_REMINDERS} different whole numbers from {MIN_REMINDER_HOURS} to"
    f" {MAX_REMINDER_HOURS}."
)
TOO_QUIET = "Leave at least 8 hours of each day in which reminders may be sent."
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class ReminderRule:
    """
    How many hours before an appointment reminders are sent, and when none are.

    `hours` has the largest number first; without numbers, no reminders are sent. None are
    sent from `quiet_from` until `quiet_until` by the clock of the client's time zone. If both
    are the same, there are no quiet hours.
    """

    hours: tuple[int, ...] = (24,)
    quiet_from: time = time(21)
    quiet_until: time = time(8)

    @property
    def has_quiet_hours(self) -> bool:
        return self.quiet_from != self.quiet_until

    def is_quiet(self, at: datetime, zone: str) -> bool:
        """Return whether no reminder may be sent at this instant."""
        clock = local_time(at, zone).time()
        if self.quiet_from <= self.quiet_until:
            return self.quiet_from <= clock < self.quiet_until
        return clock >= self.quiet_from or clock < self.quiet_until

    def quiet_since(self, at: datetime, zone: str) -> datetime:
        """Return when the quiet hours began in which the instant `at` falls."""
        today = local_time(at, zone).date()
        begun = [each for each in self._quiet_starts(today, zone) if each <= at]
        return min(begun or self._quiet_starts(today - DAY, zone))

    def next_quiet(self, at: datetime, zone: str) -> datetime | None:
        """Return the next instant at which quiet hours begin, or None if there are none."""
        if not self.has_quiet_hours:
            return None
        today = local_time(at, zone).date()
        starts = [*self._quiet_starts(today, zone), *self._quiet_starts(today + DAY, zone)]
        return min(each for each in starts if each > at)

    def resumes(self, at: datetime, zone: str) -> datetime:
        """Return the first instant from `at` on at which a reminder may be sent."""
        if not self.is_quiet(at, zone):
            return at
        today = local_time(at, zone).date()
        days = today, today + DAY, today + 2 * DAY
        ends = [end for day in days for end in _instants(day, self.quiet_until, zone)]
        return min(end for end in ends if end > at and not self.is_quiet(end, zone))

    def _quiet_starts(self, day: date, zone: str) -> Sequence[datetime]:
        return _instants(day, self.quiet_from, zone)


def validate_reminder_rule(rule: ReminderRule) -> ReminderRule:
    """
    Return the rule with its largest number of hours first.

    Raises Invalid when a value is not possible. The error names the field.
    """
    allowed = range(MIN_REMINDER_HOURS, MAX_REMINDER_HOURS + 1)
    different = set(rule.hours)
    if len(rule.hours) > MAX_REMINDERS or len(different) < len(rule.hours):
        raise Invalid(fields={"reminders.hours": WRONG_HOURS})
    if not different <= set(allowed):
        raise Invalid(fields={"reminders.hours": WRONG_HOURS})
    if _quiet_length(rule) > MAX_QUIET:
        raise Invalid(fields={"reminders.quiet_until": TOO_QUIET})
    return replace(rule, hours=tuple(sorted(rule.hours, reverse=True)))


def _instants(day: date, clock: time, zone: str) -> Sequence[datetime]:
    # A clock that is set back shows this time twice, and one that is set forward may skip it.
    at = datetime.combine(day, clock, time_zone(zone))
    return [at.replace(fold=fold).astimezone(UTC) for fold in (0, 1)]


def _quiet_length(rule: ReminderRule) -> timedelta:
    begin, end = (
        timedelta(hours=each.hour, minutes=each.minute)
        for each in (rule.quiet_from, rule.quiet_until)
    )
    return (end - begin) % DAY
