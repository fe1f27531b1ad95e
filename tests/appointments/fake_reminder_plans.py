"""Provides a fake of the stored reminder plans, on the fake appointment store."""

from dataclasses import dataclass, field

from chalicelib.kernel.errors import Conflict, NotFound
from tests.appointments.fake_appointments import FakeAppointments
from tests.notices.fake_outbox import FakeOutbox


def _nothing(_name):
    """Do nothing: the default for `boundary`, with which no call fails."""


@dataclass
class FakeReminderPlans:
    """
    Fakes `ReminderPlans`; it passes the tests in `test_reminder_plans.py`.

    Tests set the function `boundary` to inject faults. The fake calls it with a name before
    and after it stores a plan.
    """

    appointments: FakeAppointments = field(default_factory=FakeAppointments)
    outbox: FakeOutbox = field(default_factory=FakeOutbox)
    boundary: object = _nothing

    def appointment(self, practice, appointment):
        row = self.appointments.rows.get((practice, appointment))
        if row is None:
            raise NotFound
        return row

    def due(self, now):
        plans = self.appointments.plans.values()
        return [each for each in plans if each.next_check and each.next_check <= now]

    def advance(self, before, after, notices):
        self.boundary("before")
        key = before.practice, before.appointment
        stored = self.appointments.plans[key]
        if (stored.version, stored.since) != (before.version, before.since):
            raise Conflict
        self.appointments.plans[key] = after
        for notice in notices:
            if not self.outbox.has(notice):
                self.outbox.put(notice, after.since)
        self.boundary("after")
