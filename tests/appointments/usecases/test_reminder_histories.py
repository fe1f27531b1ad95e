"""Tests reminders over random histories of one appointment and its permissions."""

from datetime import timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from chalicelib.appointments.domain.status import AppointmentStatus
from chalicelib.kernel.errors import Unavailable
from tests.appointments.domain.sample_appointments import AVERY
from tests.appointments.reminder_harness import TICK, ZONE, ReminderHarness
from tests.notices.fake_outbox import SENT

ZONES = st.sampled_from([None, "America/Los_Angeles", "Europe/Berlin", "Asia/Tokyo"])


class Histories(RuleBasedStateMachine):
    """Books, moves, confirms and cancels one appointment, and changes the permission."""

    @initialize(hours=st.integers(1, 24 * 6), zone=ZONES)
    def book(self, hours, zone):
        """Book for a client in a time zone; without one, the practice's zone counts."""
        self.harness = ReminderHarness(zones={AVERY: zone} if zone else {})
        self.zone = zone or ZONE
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

    @rule(may_text=st.booleans())
    def permit_texts(self, may_text):
        self.harness.may_text = may_text

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

    @rule(zone=ZONES)
    def change_zone(self, zone):
        self.harness.zones = {AVERY: zone} if zone else {}
        self.zone = zone or ZONE

    @rule(steps=st.integers(1, 24 * 6))
    def wait_until_a_reminder_is_stored(self, steps):
        """Let time pass while the sender of notices does not run."""
        for _ in range(steps):
            self.harness.at += TICK
            if self.harness.reminders.remind_all():
                return

    @rule(steps=st.integers(1, 24 * 6))
    def wait(self, steps):
        for _ in range(steps):
            self._tick()

    @invariant()
    def each_mail_belongs_to_another_reminder(self):
        messages = [*self.harness.mail.sent, *self.harness.sms.sent]
        assert len(messages) == len(self._sent())

    def _tick(self):
        harness, before = self.harness, self._sent()
        mails, texts = len(harness.mail.sent), len(harness.sms.sent)
        harness.tick()
        new_mails, new_texts = len(harness.mail.sent) - mails, len(harness.sms.sent) - texts
        assert not new_mails or harness.is_permitted
        assert not new_texts or harness.may_text
        for event in self._sent() - before:
            assert not self.is_cancelled
            assert f"-{harness.appointment.starts_at:%Y%m%dT%H%MZ}-" in event
            assert harness.at < harness.appointment.starts_at
            assert not harness.practice.reminders.is_quiet(harness.at, self.zone)

    def _sent(self):
        rows = self.harness.plans.outbox.rows.values()
        return {row.notice.event for row in rows if row.state == SENT}


Histories.TestCase.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
TestHistories = Histories.TestCase
