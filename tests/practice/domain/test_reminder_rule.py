"""Tests which reminder rules are possible, and when quiet hours are."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.kernel.errors import Invalid
from chalicelib.practice.domain.reminder_rule import ReminderRule, validate_reminder_rule
from chalicelib.practice.store.reminder_rules import parse_reminder_rule, reminder_rule_text

HOURS = st.lists(st.integers(1, 168), max_size=3, unique=True).map(tuple)
TIMES = st.builds(time, st.integers(0, 23), st.integers(0, 59))
RULES = st.builds(ReminderRule, HOURS, TIMES, TIMES)
ZONES = st.sampled_from(["America/New_York", "Europe/Berlin", "Asia/Kathmandu", "UTC"])
INSTANTS = st.integers(0, 2 * 365 * 24 * 60).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)


def test_without_a_choice_a_reminder_comes_a_day_before_and_none_at_night():
    rule = ReminderRule()
    assert (rule.hours, rule.quiet_from, rule.quiet_until) == ((24,), time(21), time(8))
    assert validate_reminder_rule(rule) == rule


def test_the_earliest_reminder_comes_first():
    assert validate_reminder_rule(ReminderRule((2, 48))).hours == (48, 2)


@pytest.mark.parametrize("hours", [(), (1,), (168, 24, 1)])
def test_a_practice_may_choose_no_reminder_or_up_to_three(hours):
    assert validate_reminder_rule(ReminderRule(hours)).hours == hours


@pytest.mark.parametrize("hours", [(0,), (169,), (1, 2, 3, 4), (24, 24), (-1,)])
def test_other_hours_are_refused(hours):
    with pytest.raises(Invalid) as refusal:
        validate_reminder_rule(ReminderRule(hours))
    assert list(refusal.value.fields) == ["reminders.hours"]


@pytest.mark.parametrize(
    ("begin", "end", "is_possible"),
    [
        (time(21), time(8), True),
        (time(20), time(12), True),
        (time(20), time(12, 1), False),
        (time(8), time(7), False),
        (time(12), time(12), True),
    ],
)
def test_quiet_hours_leave_eight_hours_of_a_day(begin, end, is_possible):
    rule = ReminderRule((24,), begin, end)
    if is_possible:
        assert validate_reminder_rule(rule) == rule
    else:
        with pytest.raises(Invalid):
            validate_reminder_rule(rule)


@given(RULES, ZONES, INSTANTS)
def test_from_an_instant_that_is_not_quiet_it_stays_so_until_the_next_quiet_hours(rule, zone, at):
    if rule.is_quiet(at, zone):
        return
    end = rule.next_quiet(at, zone)
    if end is None:
        assert rule.quiet_from == rule.quiet_until
        return
    minutes = range(0, int((end - at).total_seconds() // 60), 7)
    assert not [each for each in minutes if rule.is_quiet(at + timedelta(minutes=each), zone)]


@given(RULES)
def test_a_rule_is_read_as_it_was_stored(rule):
    assert parse_reminder_rule(reminder_rule_text(rule)) == rule
