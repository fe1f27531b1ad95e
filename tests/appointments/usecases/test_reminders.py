"""Tests reminders of appointments, from the booking to the mail."""

from datetime import time, timedelta

import pytest

from chalicelib.appointments.domain.reminders import REMINDER_KINDS, reminders
from chalicelib.appointments.domain.status import AppointmentStatus
from chalicelib.kernel.errors import Failure, Unavailable
from chalicelib.practice.domain.reminder_rule import ReminderRule
from tests.appointments.reminder_harness import BEGIN, ZONE, ReminderHarness


@pytest.fixture
def harness():
    return ReminderHarness()


IN_FOUR_DAYS = BEGIN + timedelta(days=4, hours=5)


def test_a_client_is_reminded_at_each_of_the_chosen_hours(harness):
    harness.book(IN_FOUR_DAYS)
    harness.pass_days(5)
    assert harness.sent == [IN_FOUR_DAYS - timedelta(hours=hours) for hours in (48, 24, 2)]


def test_a_moved_appointment_is_reminded_of_again_and_a_cancelled_one_is_not(harness):
    harness.book(IN_FOUR_DAYS)
    harness.pass_days(3)
    before = len(harness.sent)
    harness.change(starts_at=harness.at + timedelta(days=3))
    harness.pass_days(2)
    assert (before, len(harness.sent)) == (1, 3)
    harness.change(status=AppointmentStatus.CANCELLED)
    harness.pass_days(2)
    assert len(harness.sent) == 3


def test_a_reminder_that_is_stored_but_not_sent_stops_with_the_appointment(harness):
    """The appointment is read again when the mail is sent."""
    harness.book(IN_FOUR_DAYS)
    harness.at = IN_FOUR_DAYS - timedelta(hours=48)
    assert harness.reminders.remind_all() == len(REMINDER_KINDS)
    harness.change(starts_at=IN_FOUR_DAYS + timedelta(hours=1))
    assert (harness.sender.deliver_waiting(), harness.sent) == (0, [])


def test_a_permission_that_is_withdrawn_stops_a_reminder_that_waits(harness):
    """S30: the permission is read when the mail is sent, not when it is stored."""
    harness.book(IN_FOUR_DAYS)
    harness.at = IN_FOUR_DAYS - timedelta(hours=48)
    harness.reminders.remind_all()
    harness.is_permitted = False
    assert (harness.sender.deliver_waiting(), harness.sent) == (0, [])
    harness.is_permitted = True
    harness.tick()
    assert harness.sent == []


@pytest.mark.parametrize(("mail", "text"), [(True, True), (True, False), (False, True)])
def test_mails_and_text_messages_each_need_their_own_permission(harness, mail, text):
    """S30: neither permission stands for the other one."""
    harness.is_permitted, harness.may_text = mail, text
    harness.book(IN_FOUR_DAYS)
    harness.pass_days(5)
    count = len(harness.hours)
    assert (len(harness.mail.sent), len(harness.sms.sent)) == (count * mail, count * text)


def test_a_request_is_not_reminded_of(harness):
    harness.book(IN_FOUR_DAYS, status=AppointmentStatus.REQUESTED)
    harness.pass_days(5)
    assert harness.sent == []


def test_without_hours_no_reminder_is_sent(harness):
    harness.set_hours()
    harness.book(IN_FOUR_DAYS)
    harness.pass_days(5)
    assert harness.sent == []


def test_changed_hours_count_for_appointments_that_are_booked_already(harness):
    harness.set_hours(2)
    harness.book(IN_FOUR_DAYS)
    harness.pass_days(1)
    harness.set_hours(24)
    harness.pass_days(4)
    assert harness.sent == [IN_FOUR_DAYS - timedelta(hours=24)]


def test_a_reminder_that_comes_too_late_because_nothing_ran_is_left_out(harness):
    """Reminders that were missed are not sent together, and none is sent at night."""
    harness.book(IN_FOUR_DAYS)
    harness.tick()
    harness.at = IN_FOUR_DAYS - timedelta(hours=12)
    harness.pass_days(1)
    assert harness.sent == [IN_FOUR_DAYS - timedelta(hours=2)]


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_failure_before_or_after_the_plan_is_stored_neither_loses_nor_repeats(harness, moment):
    """The plan and its notices are one write; the mail comes after another one."""

    def fail(name):
        if name == moment:
            raise Unavailable

    harness.book(IN_FOUR_DAYS)
    harness.at = IN_FOUR_DAYS - timedelta(hours=48)
    harness.plans.boundary = fail
    assert harness.reminders.remind_all() == 0
    harness.plans.boundary = lambda _: None
    harness.tick(6)
    assert len(harness.sent) == 1


@pytest.mark.parametrize("moment", ["waiting", "claim", "claim done"])
def test_a_failure_while_a_reminder_is_sent_never_sends_it_twice(harness, moment):
    def fail(name):
        if name == moment:
            raise Unavailable

    harness.book(IN_FOUR_DAYS)
    harness.at = IN_FOUR_DAYS - timedelta(hours=48)
    harness.reminders.remind_all()
    harness.plans.outbox.boundary = fail
    try:
        harness.sender.deliver_waiting()
    except Failure:
        assert moment == "waiting"
    harness.plans.outbox.boundary = lambda _: None
    harness.tick(6)
    # A mail that may have been sent is not sent again.
    assert len(harness.sent) == (0 if moment == "claim done" else 1)


@pytest.mark.parametrize("days", range(3))
def test_each_due_reminder_of_an_undisturbed_appointment_is_sent_once(days):
    """The appointment is near the change of the clocks on November 1."""
    for minutes in range(0, 24 * 60, 150):
        harness = ReminderHarness(hours=(26, 3))
        starts = BEGIN + timedelta(days=days + 1, minutes=minutes)
        harness.book(starts)
        harness.pass_days(days + 2)
        rule_of_practice = ReminderRule((26, 3), time(21), time(8))
        due = [each.due for each in reminders(starts, rule_of_practice, ZONE)]
        assert harness.sent == [at for at in due if at > BEGIN]
