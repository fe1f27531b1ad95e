"""Tests when reminders are due, across quiet hours and changes of the clock."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.appointments.domain.reminders import (
    due_reminder,
    first_plan,
    is_current,
    reminder_notices,
    reminders,
)
from chalicelib.appointments.domain.status import AppointmentStatus
from chalicelib.kernel.errors import Invalid
from chalicelib.kernel.time_zones import time_zone
from chalicelib.practice.domain.reminder_rule import ReminderRule, validate_reminder_rule
from tests.appointments.domain.sample_appointments import AVERY, MORGAN, NOON, an_appointment
from tests.practice.domain.test_reminder_rule import INSTANTS, RULES, ZONES

NEW_YORK = "America/New_York"
ALWAYS = ReminderRule((48, 24, 2), time(0), time(0))


def in_new_york(text):
    return datetime.fromisoformat(text).replace(tzinfo=time_zone(NEW_YORK)).astimezone(UTC)


def due_in_new_york(starts, *hours):
    rule = ReminderRule(hours)
    found = reminders(in_new_york(starts), rule, NEW_YORK)
    return [f"{each.due.astimezone(time_zone(NEW_YORK)):%Y-%m-%d %H:%M}" for each in found]


def test_reminders_are_due_at_the_hours_that_the_practice_chose():
    assert due_in_new_york("2026-11-24T10:00", 48, 24) == ["2026-11-22 10:00", "2026-11-23 10:00"]


def test_a_reminder_in_quiet_hours_is_sent_an_hour_before_they_begin():
    assert due_in_new_york("2026-11-24T09:30", 2) == ["2026-11-23 20:00"]
    assert due_in_new_york("2026-11-24T22:00", 24) == ["2026-11-23 20:00"]


def test_reminders_that_quiet_hours_move_to_the_same_time_become_one():
    assert due_in_new_york("2026-11-24T09:00", 3, 2) == ["2026-11-23 20:00"]


@pytest.mark.parametrize(
    ("starts", "hours", "due"),
    [
        # The clocks go back at 2 AM on November 1, 2026, and forward at 2 AM on March 14, 2027.
        ("2026-11-01T08:30", 24, "2026-10-31 09:30"),
        ("2026-11-01T09:00", 2, "2026-10-31 20:00"),
        ("2026-11-01T20:30", 24, "2026-10-31 20:00"),
        ("2027-03-14T09:00", 2, "2027-03-13 20:00"),
        ("2027-03-14T21:30", 24, "2027-03-13 20:30"),
    ],
)
def test_hours_before_are_exact_and_quiet_hours_follow_the_clock(starts, hours, due):
    assert due_in_new_york(starts, hours) == [due]


@given(RULES, ZONES, INSTANTS)
def test_no_reminder_may_be_sent_in_quiet_hours_or_after_the_start(rule, zone, starts):
    try:
        rule = validate_reminder_rule(rule)
    except Invalid:
        return
    for each in reminders(starts, rule, zone):
        assert each.due < each.until <= starts
        assert each.due <= starts - timedelta(hours=each.hours)
        span = int((each.until - each.due).total_seconds() // 60)
        moments = [each.due + timedelta(minutes=passed) for passed in range(0, span, 11)]
        assert not [at for at in moments if rule.is_quiet(at, zone)]


def plan(status=AppointmentStatus.BOOKED, ahead=timedelta(days=3)):
    appointment = an_appointment(status=status, starts_at=NOON)
    return first_plan(None, appointment, NOON - ahead)


def test_only_a_reminder_that_became_due_since_the_last_check_is_sent():
    later = plan()
    assert due_reminder(later, ALWAYS, "UTC", NOON - timedelta(hours=49)) is None
    assert due_reminder(later, ALWAYS, "UTC", NOON - timedelta(hours=48)).hours == 48
    assert due_reminder(later, ALWAYS, "UTC", NOON - timedelta(hours=3)).hours == 24
    assert due_reminder(later, ALWAYS, "UTC", NOON) is None


def test_an_appointment_booked_shortly_before_gets_only_the_later_reminders():
    late = plan(ahead=timedelta(hours=5))
    assert due_reminder(late, ALWAYS, "UTC", NOON - timedelta(hours=4)) is None
    assert due_reminder(late, ALWAYS, "UTC", NOON - timedelta(hours=1)).hours == 2


@given(st.integers(1, 24 * 60 * 30), st.integers(1, 168))
def test_a_plan_is_checked_at_each_reminder_and_then_no_more(minutes, hours):
    """The checks of a plan end, and none of them comes after a due reminder."""
    rule = ReminderRule((hours,), time(0), time(0))
    current, seen = plan(ahead=timedelta(minutes=minutes)), []
    while current.next_check:
        at = current.next_check
        seen += [each.due == at for each in [due_reminder(current, rule, "UTC", at)] if each]
        following = current.checked(rule, {"UTC"}, at)
        assert following.next_check is None or following.next_check > at
        current = following
        assert current.since == at
    assert seen == ([True] if minutes > hours * 60 else [])


def test_a_changed_rule_is_followed_when_a_quarter_of_the_time_is_over():
    current = plan(ahead=timedelta(days=4))
    now = current.next_check
    assert current.checked(ReminderRule(()), {"UTC"}, now).next_check == now + timedelta(days=1)


@pytest.mark.parametrize(
    ("before", "after", "is_new"),
    [
        (None, {}, True),
        (None, {"status": AppointmentStatus.REQUESTED}, False),
        ({}, {"status": AppointmentStatus.CONFIRMED}, False),
        ({}, {"minutes": 30}, False),
        ({}, {"starts_at": NOON + timedelta(days=1)}, True),
        ({}, {"status": AppointmentStatus.CANCELLED}, True),
        ({"status": AppointmentStatus.REQUESTED}, {"status": AppointmentStatus.CONFIRMED}, True),
        (
            {"status": AppointmentStatus.REQUESTED},
            {"status": AppointmentStatus.DECLINED},
            False,
        ),
    ],
)
def test_a_change_of_time_or_of_whether_it_takes_place_begins_a_new_plan(before, after, is_new):
    earlier = None if before is None else an_appointment(**before)
    appointment = replace(earlier or an_appointment(), **after)
    made = first_plan(earlier, appointment, NOON - timedelta(days=1))
    assert (made is not None) is is_new
    if made and appointment.status is AppointmentStatus.CANCELLED:
        assert made.next_check is None


def test_a_reminder_goes_to_each_client_and_names_its_time_in_no_text():
    """S27: the time is only in the key, so that another time has another reminder."""
    appointment = an_appointment(clients=(AVERY, MORGAN))
    (reminder, *_) = reminders(NOON, ALWAYS, "UTC")
    notices = reminder_notices(appointment, dict.fromkeys((AVERY, MORGAN), reminder))
    assert {each.client for each in notices} == {AVERY, MORGAN}
    assert not [each for each in notices if each.person]
    assert len({each.event for each in notices}) == len(notices)
    assert all(is_current(each, appointment) for each in notices)
    moved = replace(appointment, starts_at=NOON + timedelta(minutes=15))
    cancelled = replace(appointment, status=AppointmentStatus.CANCELLED)
    assert not [each for each in notices if is_current(each, moved) or is_current(each, cancelled)]
