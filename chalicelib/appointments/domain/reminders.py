"""
Says when the reminders of an appointment are due, and writes their notices.

See docs/product.md#reminders.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from chalicelib.appointments.domain.appointment import Appointment
from chalicelib.appointments.domain.status import AppointmentStatus
from chalicelib.kernel.ids import AppointmentId, ClientId, PracticeId
from chalicelib.notices.domain import Notice, NoticeKind
from chalicelib.practice.domain.reminder_rule import (
    MAX_QUIET,
    MAX_REMINDER_HOURS,
    MIN_REMINDER_HOURS,
    ReminderRule,
)

REMINDED = frozenset({AppointmentStatus.BOOKED, AppointmentStatus.CONFIRMED})
"""In these statuses, clients are reminded of the appointment."""
REMINDER_KINDS = (NoticeKind.APPOINTMENT_REMINDER, NoticeKind.APPOINTMENT_TEXT)
"""A reminder goes out as an e-mail and as a text message, each if it is permitted."""
BEFORE_QUIET = timedelta(hours=1)
"""A reminder that would come in quiet hours is sent this long before they begin."""
MAX_FORWARD = MAX_QUIET + BEFORE_QUIET + timedelta(hours=1)
"""Quiet hours move a reminder by at most this; they are longer when clocks go back."""
FIRST_CHECK = timedelta(hours=MAX_REMINDER_HOURS + 24)
"""How long before the start a plan is checked first; quiet hours move a reminder forward."""
LAST_CHECK = timedelta(hours=MIN_REMINDER_HOURS)
"""Nearer to the start than this, no reminder becomes due."""


@dataclass(frozen=True, slots=True)
class Reminder:
    """
    One reminder: `hours` before the start, to be sent from `due` until `until`.

    Quiet hours may have moved `due` forward. `resumes` is the first instant outside of them
    that is no earlier than `hours` before the start.
    """

    hours: int
    due: datetime
    until: datetime
    resumes: datetime


@dataclass(frozen=True, slots=True)
class ReminderPlan:
    """
    When to look next for due reminders of an appointment.

    The plan is for the start `starts_at`. It began at `began`, with the appointment's version
    `version`, and was checked last at `since`. `settled` are the hours whose reminders have
    been sent to all clients, or are left out. If `next_check` is None, no more reminders are
    sent.
    """

    practice: PracticeId
    appointment: AppointmentId
    starts_at: datetime
    since: datetime
    version: int
    next_check: datetime | None = None
    began: datetime | None = None
    settled: frozenset[int] = frozenset()

    def depends_on_zones(self, rule: ReminderRule, now: datetime) -> bool:
        """Return whether a check at `now` has to know the clients' time zones."""
        if not rule.has_quiet_hours or now >= self.starts_at:
            return False
        return any(
            at - MAX_FORWARD <= now and self.since < at + MAX_FORWARD and self.follows(at)
            for at in self._latest(rule)
        )

    def follows(self, due: datetime) -> bool:
        """Return whether the plan began before a reminder is due, so that it is sent."""
        return due > (self.began or self.since)

    def checked(self, rule: ReminderRule, zones: Collection[str], now: datetime) -> "ReminderPlan":
        """
        Return the plan after a check at `now`; `zones` are those of the clients.

        The next check is at the next reminder, or when the quiet hours end in which one waits.
        It comes sooner while that is far away, so that a changed rule is followed: when a
        quarter of the time until the start is over. It also comes when it begins to depend on
        the zones when a reminder is due. From then on it waits for that reminder, because each
        check opens profiles.
        """
        settled = frozenset(each for each in rule.hours if self._settles(each, rule, zones, now))
        began = self.began or self.since
        after = replace(self, since=now, began=began, settled=self.settled | settled)
        later = after.next_times(rule, zones, now)
        waits = bool(later) and after.depends_on_zones(rule, now)
        if now < self.starts_at - LAST_CHECK and not waits:
            later.append(now + (self.starts_at - now) / 4)
        return replace(after, next_check=min(later, default=None))

    def next_times(
        self, rule: ReminderRule, zones: Collection[str], now: datetime
    ) -> list[datetime]:
        """Return when reminders become due, may depend on zones, or leave quiet hours."""
        times = [each - MAX_FORWARD for each in self._latest(rule) if rule.has_quiet_hours]
        for zone in zones:
            due = [
                each.due
                for each in reminders(self.starts_at, rule, zone)
                if each.hours not in self.settled
            ]
            times += [at if at > now else rule.resumes(now, zone) for at in due]
        return [each for each in times if now < each < self.starts_at]

    def _latest(self, rule: ReminderRule) -> list[datetime]:
        """Return the latest times of the reminders that are not settled."""
        hours = [each for each in rule.hours if each not in self.settled]
        return [self.starts_at - timedelta(hours=each) for each in hours]

    def _settles(
        self, hours: int, rule: ReminderRule, zones: Collection[str], now: datetime
    ) -> bool:
        """Return whether a check at `now` sends a reminder to all, or leaves it out."""
        return all(
            _reminder(self.starts_at, hours, rule, zone).due <= now and not rule.is_quiet(now, zone)
            for zone in zones
        )


def first_plan(
    before: Appointment | None, after: Appointment, now: datetime
) -> ReminderPlan | None:
    """
    Return the new plan of an appointment that is booked or changed at `now`.

    The result is None if the appointment's earlier plan goes on, or if it needs none.
    """
    if before is not None and _need(before) == _need(after):
        return None
    if before is None and after.status not in REMINDED:
        return None
    check = max(now, after.starts_at - FIRST_CHECK) if after.status in REMINDED else None
    return ReminderPlan(after.practice, after.id, after.starts_at, now, after.version, check, now)


def reminders(starts_at: datetime, rule: ReminderRule, zone: str) -> Sequence[Reminder]:
    """
    Return the reminders for a client in a time zone, the earliest first.

    Several reminders that are due at the same time
    because of quiet hours become one.
    """
    by_due = {each.due: each for each in (_reminder(starts_at, h, rule, zone) for h in rule.hours)}
    return [by_due[due] for due in sorted(by_due)]


def due_reminder(
    plan: ReminderPlan, rule: ReminderRule, zone: str, now: datetime
) -> Reminder | None:
    """
    Return the latest reminder that is due and not settled, or None.

    One that quiet hours moved forward, and that was missed then because the client's time zone
    changed or nothing ran, is sent as soon as it is not quiet. Any other one is sent until the
    next quiet hours begin.
    """
    if now >= plan.starts_at or rule.is_quiet(now, zone):
        return None
    due = [
        each
        for each in reminders(plan.starts_at, rule, zone)
        if each.due <= now < _end_of_day(plan.starts_at, rule, zone, each.resumes)
        and plan.follows(each.due)
        and plan.since < each.resumes
        and each.hours not in plan.settled
    ]
    return replace(due[-1], until=_end_of_day(plan.starts_at, rule, zone, now)) if due else None


def reminder_notices(
    appointment: Appointment, due: Mapping[ClientId, Reminder]
) -> Sequence[Notice]:
    """Return the notices of the reminders that are due, by client."""
    return [
        Notice(
            kind,
            appointment.practice,
            appointment.id,
            f"{kind.value}-{reminder.hours}-{_stamp(appointment.starts_at)}-{each.seat}",
            client=each.client,
            until=reminder.until,
        )
        for each in appointment.participants
        if each.client and (reminder := due.get(each.client))
        for kind in REMINDER_KINDS
    ]


def is_current(notice: Notice, appointment: Appointment) -> bool:
    """Return whether a reminder is of the time that the appointment has now."""
    stamp = f"-{_stamp(appointment.starts_at)}-"
    return appointment.status in REMINDED and stamp in notice.event


def _need(appointment: Appointment) -> datetime | None:
    return appointment.starts_at if appointment.status in REMINDED else None


def _reminder(starts_at: datetime, hours: int, rule: ReminderRule, zone: str) -> Reminder:
    due = starts_at - timedelta(hours=hours)
    if rule.is_quiet(due, zone):
        due = rule.quiet_since(due, zone) - BEFORE_QUIET
    until = _end_of_day(starts_at, rule, zone, due)
    return Reminder(hours, due, until, rule.resumes(starts_at - timedelta(hours=hours), zone))


def _end_of_day(starts_at: datetime, rule: ReminderRule, zone: str, at: datetime) -> datetime:
    """Return when quiet hours begin after `at`, or the start if that comes first."""
    return min(starts_at, rule.next_quiet(at, zone) or starts_at)


def _stamp(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%MZ}"
