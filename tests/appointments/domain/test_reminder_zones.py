"""Tests that reminders keep the quiet hours of each client's own time zone."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.appointments.domain.reminders import (
    MAX_FORWARD,
    ReminderPlan,
    due_reminder,
    first_plan,
    reminder_notices,
    reminders,
)
from chalicelib.kernel.errors import Invalid
from chalicelib.kernel.time_zones import time_zone, zone_names
from chalicelib.practice.domain.reminder_rule import ReminderRule, validate_reminder_rule
from tests.appointments.domain.sample_appointments import (
    AVERY,
    MORGAN,
    NOON,
    PRACTICE,
    an_appointment,
)
from tests.practice.domain.test_reminder_rule import INSTANTS, RULES

ZONES = st.sampled_from(sorted(zone_names()))
PRACTICES_ZONE = "America/New_York"


def possible(rule):
    try:
        return validate_reminder_rule(rule)
    except Invalid:
        return ReminderRule(())


VALID_RULES = RULES.map(possible)


@given(VALID_RULES, ZONES, INSTANTS)
def test_quiet_hours_of_no_zone_move_a_reminder_further_than_is_counted_with(rule, zone, starts):
    for each in reminders(starts, rule, zone):
        assert starts - timedelta(hours=each.hours) - each.due <= MAX_FORWARD


HOURS = st.integers(0, 300).map(lambda hours: timedelta(hours=hours))


@given(VALID_RULES, st.tuples(ZONES, ZONES), INSTANTS, st.tuples(HOURS, HOURS, HOURS))
def test_at_a_check_that_depends_on_no_zone_all_zones_have_the_same_answer(
    rule, zones, starts, hours
):
    ahead, checked, passed = hours
    since = starts - ahead
    now = since + passed
    plan = ReminderPlan(PRACTICE, "apt-1", starts, since, 1, began=since - checked)
    zone, other = zones
    if not plan.depends_on_zones(rule, now):
        assert due_reminder(plan, rule, zone, now) == due_reminder(plan, rule, other, now)


@given(VALID_RULES, ZONES, INSTANTS, st.integers(1, 24 * 60 * 12))
def test_each_reminder_is_found_at_its_time_by_the_clients_clock(rule, zone, starts, ahead):
    booked_at = starts - timedelta(minutes=ahead)
    plan = first_plan(None, an_appointment(starts_at=starts), booked_at)
    found = []
    while plan.next_check:
        now = plan.next_check
        known = zone if plan.depends_on_zones(rule, now) else PRACTICES_ZONE
        found += [each.due for each in [due_reminder(plan, rule, known, now)] if each]
        plan = plan.checked(rule, {known}, now)
        assert not found or found[-1] <= now
    assert found == [each.due for each in reminders(starts, rule, zone) if each.due > booked_at]


def in_zone(text, zone):
    return datetime.fromisoformat(text).replace(tzinfo=time_zone(zone)).astimezone(UTC)


@pytest.mark.parametrize(
    ("zone", "starts", "hours", "due"),
    [
        # Quiet hours are from 9 PM to 8 AM; the borders are by the client's clock.
        ("America/Los_Angeles", "2026-11-24T10:00", 2, "2026-11-24T08:00"),
        ("America/Los_Angeles", "2026-11-24T09:59", 2, "2026-11-23T20:00"),
        ("Asia/Tokyo", "2026-11-24T22:59", 2, "2026-11-24T20:59"),
        ("Asia/Tokyo", "2026-11-24T23:00", 2, "2026-11-24T20:00"),
        ("Asia/Tokyo", "2026-11-25T00:00", 2, "2026-11-24T20:00"),
        ("Asia/Tokyo", "2026-11-25T02:00", 2, "2026-11-24T20:00"),
        # Clocks in Los Angeles go back on November 1, and in Berlin on October 25.
        ("America/Los_Angeles", "2026-11-01T09:00", 2, "2026-10-31T20:00"),
        ("America/Los_Angeles", "2026-11-01T20:30", 24, "2026-10-31T20:00"),
        ("Europe/Berlin", "2026-10-25T08:30", 24, "2026-10-24T09:30"),
        ("Europe/Berlin", "2026-11-01T08:30", 24, "2026-10-31T08:30"),
        # Clocks in Berlin go forward on March 28, 2027.
        ("Europe/Berlin", "2027-03-28T21:30", 24, "2027-03-27T20:30"),
        ("Europe/Berlin", "2027-03-28T09:00", 2, "2027-03-27T20:00"),
    ],
)
def test_the_borders_of_quiet_hours_are_by_the_clients_clock(zone, starts, hours, due):
    (reminder,) = reminders(in_zone(starts, zone), ReminderRule((hours,)), zone)
    assert f"{reminder.due.astimezone(time_zone(zone)):%Y-%m-%dT%H:%M}" == due


def test_without_quiet_hours_or_reminders_no_zone_is_needed():
    plan = ReminderPlan(PRACTICE, "apt-1", NOON, NOON - timedelta(days=9), 1)
    near = NOON - timedelta(hours=24)
    assert plan.depends_on_zones(ReminderRule((24,)), near)
    assert not plan.depends_on_zones(ReminderRule(()), near)
    assert not plan.depends_on_zones(ReminderRule((24,), time(0), time(0)), near)


def test_a_zone_is_needed_only_while_a_reminder_can_become_due():
    plan, rule = ReminderPlan(PRACTICE, "apt-1", NOON, NOON - timedelta(days=9), 1), ReminderRule()
    first = NOON - timedelta(hours=24) - MAX_FORWARD
    assert not plan.depends_on_zones(rule, first - timedelta(seconds=1))
    assert plan.depends_on_zones(rule, first)
    assert plan.depends_on_zones(rule, NOON - timedelta(seconds=1))
    assert not plan.depends_on_zones(rule, NOON)
    checked = replace(plan, since=NOON - timedelta(hours=24))
    assert not checked.depends_on_zones(rule, NOON - timedelta(hours=23))


def test_only_the_clients_whose_reminder_is_due_get_one():
    appointment = an_appointment(clients=(AVERY, MORGAN))
    (reminder,) = reminders(NOON, ReminderRule((2,)), "UTC")
    assert {each.client for each in reminder_notices(appointment, {MORGAN: reminder})} == {MORGAN}
    assert reminder_notices(appointment, {}) == []
