"""Tests reminders of appointments, from the booking to the mail."""

from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from chalicelib.appointments.domain.reminders import reminders
from chalicelib.appointments.domain.status import AppointmentStatus
from chalicelib.appointments.usecases.reminders import AppointmentReminders, ReminderAddresses
from chalicelib.kernel.errors import Failure, NotFound, Unavailable
from chalicelib.notices.usecases.notice_sender import NoticeSender
from chalicelib.practice.domain.practice import Practice
from chalicelib.practice.domain.reminder_rule import ReminderRule
from chalicelib.wiring.notices import NOTICE_TEXTS
from tests.appointments.domain.sample_appointments import ADMIN, PRACTICE, an_appointment
from tests.appointments.fake_reminder_plans import FakeReminderPlans
from tests.notices.fake_mail import FakeMail
from tests.notices.fake_outbox import SENT

BEGIN = datetime.fromisoformat("2026-10-30T12:00:00+00:00")
ZONE = "America/New_York"
TICK = timedelta(minutes=10)


@dataclass
class ReminderHarness:
    """
    Holds reminders of one appointment under test, with the sender of notices.

    `sent` lists for each mail when it left. `is_permitted` says whether the client permits
    mails about appointments.
    """

    at: datetime = BEGIN
    hours: tuple = (48, 24, 2)
    plans: FakeReminderPlans = field(default_factory=FakeReminderPlans)
    is_permitted: bool = True
    sent: list = field(default_factory=list)

    def __post_init__(self):
        self.mail, self.appointment = FakeMail(), None
        self.set_hours(*self.hours)
        self.reminders = AppointmentReminders(self.plans, self, lambda: self.at)
        self.sender = NoticeSender(
            self.plans.outbox,
            ReminderAddresses(self.plans, self),
            self,
            NOTICE_TEXTS,
            "https://clocktree.test",
            lambda: self.at,
        )

    def set_hours(self, *hours):
        self.practice = Practice(PRACTICE, "Willow Creek", ZONE, reminders=ReminderRule(hours))

    def get(self, _practice):
        """Return the practice, as a fake `PracticeSettings`."""
        return self.practice

    def of(self, _notice):
        """Return the client's address, as a fake `Addresses`."""
        if not self.is_permitted:
            raise NotFound
        return "avery@mail.example"

    def send(self, to, subject, text):
        """Record when a mail leaves, as a fake `Mail`."""
        self.mail.send(to, subject, text)
        self.sent.append(self.at)

    def book(self, starts_at, **changed):
        self.plans.appointments.at = self.at
        self.appointment = self.plans.appointments.add(
            ADMIN, an_appointment(starts_at=starts_at, **changed), (), None
        )

    def change(self, **changed):
        self.plans.appointments.at = self.at
        after = replace(self.appointment, **changed)
        self.appointment = self.plans.appointments.change(ADMIN, self.appointment, after, ())

    def tick(self, steps=1):
        """Let time pass; both scheduled functions run at each step."""
        for _ in range(steps):
            self.at += TICK
            self.reminders.remind_all()
            self.sender.deliver_waiting()

    def pass_days(self, days):
        self.tick(days * 24 * 6)


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
    assert harness.reminders.remind_all() == 1
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


class Histories(RuleBasedStateMachine):
    """Books, moves, confirms and cancels one appointment, and changes the permission."""

    @initialize(hours=st.integers(1, 24 * 6))
    def book(self, hours):
        self.harness = ReminderHarness()
        self.is_cancelled = False
        self.harness.book(self.harness.at + timedelta(hours=hours))

    @precondition(lambda self: not self.is_cancelled)
    @rule(hours=st.integers(1, 24 * 5))
    def move(self, hours):
        self.harness.change(starts_at=self.harness.at + timedelta(hours=hours))

    @precondition(lambda self: not self.is_cancelled)
    @rule()
    def cancel(self):
        self.harness.change(status=AppointmentStatus.CANCELLED)
        self.is_cancelled = True

    @precondition(lambda self: not self.is_cancelled)
    @rule()
    def confirm(self):
        self.harness.change(status=AppointmentStatus.CONFIRMED)

    @rule(is_permitted=st.booleans())
    def permit(self, is_permitted):
        self.harness.is_permitted = is_permitted

    @rule(hours=st.lists(st.integers(1, 72), max_size=3, unique=True))
    def choose_hours(self, hours):
        self.harness.set_hours(*hours)

    @rule(name=st.sampled_from(["before", "after"]))
    def fail_once(self, name):
        def fail(moment):
            if moment == name:
                raise Unavailable

        self.harness.plans.boundary = fail
        self._tick()
        self.harness.plans.boundary = lambda _: None

    @rule(steps=st.integers(1, 24 * 6))
    def wait(self, steps):
        for _ in range(steps):
            self._tick()

    @invariant()
    def each_mail_belongs_to_another_reminder(self):
        rows = self.harness.plans.outbox.rows.values()
        assert len(self.harness.sent) == len([row for row in rows if row.state == SENT])

    def _tick(self):
        harness, before = self.harness, len(self.harness.sent)
        harness.tick()
        new = harness.sent[before:]
        assert len(new) <= 1
        if new:
            assert harness.is_permitted
            assert not self.is_cancelled
            assert harness.at < harness.appointment.starts_at
            assert not harness.practice.reminders.is_quiet(harness.at, ZONE)


Histories.TestCase.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
TestHistories = Histories.TestCase


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
