"""Provides reminders of one appointment, with the sender of notices, on fakes."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from chalicelib.appointments.usecases.reminders import AppointmentReminders, ReminderAddresses
from chalicelib.kernel.access import Role
from chalicelib.kernel.errors import NotFound
from chalicelib.notices.domain import TEXT_MESSAGE_KINDS
from chalicelib.notices.usecases.notice_sender import NoticeSender
from chalicelib.practice.domain.practice import Practice
from chalicelib.practice.domain.reminder_rule import ReminderRule
from chalicelib.wiring.notices import NOTICE_TEXTS
from tests.appointments.domain.sample_appointments import ADMIN, PRACTICE, an_appointment
from tests.appointments.fake_reminder_plans import FakeReminderPlans
from tests.notices.fake_mail import FakeMail
from tests.notices.fake_sms import FakeSms

BEGIN = datetime.fromisoformat("2026-10-30T12:00:00+00:00")
ZONE = "America/New_York"
TICK = timedelta(minutes=10)


@dataclass
class ReminderHarness:
    """
    Holds reminders of one appointment under test, with the sender of notices.

    `sent` lists for each mail when it left. `is_permitted` says whether the client permits
    mails about appointments, and `may_text` whether text messages. `zones` are the time zones
    of profiles, by client, and `zone_reads` lists when they were read.
    """

    at: datetime = BEGIN
    hours: tuple = (48, 24, 2)
    plans: FakeReminderPlans = field(default_factory=FakeReminderPlans)
    is_permitted: bool = True
    may_text: bool = False
    sent: list = field(default_factory=list)
    zones: dict = field(default_factory=dict)
    zone_reads: list = field(default_factory=list)

    def __post_init__(self):
        self.mail, self.sms, self.appointment = FakeMail(), FakeSms(), None
        self.set_hours(*self.hours)
        self.reminders = AppointmentReminders(self.plans, self, self, lambda: self.at)
        self.sender = NoticeSender(
            self.plans.outbox,
            ReminderAddresses(self.plans, self),
            self,
            self.sms,
            NOTICE_TEXTS,
            "https://clocktree.test",
            lambda: self.at,
        )

    def set_hours(self, *hours):
        self.practice = Practice(PRACTICE, "Willow Creek", ZONE, reminders=ReminderRule(hours))

    def get(self, _practice):
        """Return the practice, as a fake `PracticeSettings`."""
        return self.practice

    def client_zones(self, access, clients):
        """Return time zones of profiles, as a fake `ClientZones`."""
        assert access.role is Role.SYSTEM
        self.zone_reads.append(self.at)
        return {each: self.zones[each] for each in clients if each in self.zones}

    def of(self, notice):
        """Return the client's address or number, as a fake `Addresses`."""
        is_text = notice.kind in TEXT_MESSAGE_KINDS
        if not (self.may_text if is_text else self.is_permitted):
            raise NotFound
        return "+15550109999" if is_text else "avery@mail.example"

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
