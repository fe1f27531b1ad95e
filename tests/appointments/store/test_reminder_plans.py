"""Tests stored reminder plans: the same tests for the tables and the fake."""

from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.appointments.domain.reminders import Reminder, reminder_notices
from chalicelib.appointments.domain.status import AppointmentStatus
from chalicelib.appointments.store.appointments import DynamoAppointments
from chalicelib.appointments.store.reminders import DynamoReminderPlans
from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.errors import Conflict, NotFound, Unavailable
from chalicelib.kernel.ids import AppointmentId, PracticeId
from chalicelib.notices.store.outbox import DynamoOutbox
from chalicelib.platform.dynamodb import connection
from tests.appointments.domain.sample_appointments import ADMIN, PRACTICE, an_appointment
from tests.appointments.fake_reminder_plans import FakeReminderPlans
from tests.platform.aws_faults import Fault, always, faults, once
from tests.platform.record_store import Clock, a_store

START = Clock().at
SOON = START + timedelta(days=2)
LATER = SOON + timedelta(days=1)


@dataclass
class PlanHarness:
    """Holds the plans under test, with the appointments and notices beside them."""

    plans: Any
    appointments: Any
    outbox: Any
    access: Access

    def book(self, **changed):
        values = {"practice": self.access.practice, "starts_at": SOON} | changed
        return self.appointments.add(self.access, an_appointment(**values), (), None)

    def change(self, appointment, **changed):
        after = replace(appointment, **changed)
        return self.appointments.change(self.access, appointment, after, ())

    def waiting(self):
        return set(self.outbox.waiting(LATER))

    def due(self, now=LATER):
        return list(self.plans.due(now))


@contextmanager
def in_memory():
    plans = FakeReminderPlans()
    plans.appointments.at = START
    access = Access(PRACTICE, ADMIN.person, Role.ADMIN)
    yield PlanHarness(plans, plans.appointments, plans.outbox, access)


@contextmanager
def on_tables():
    with a_store() as store:
        access = Access(store.practice, ADMIN.person, Role.ADMIN)
        appointments = DynamoAppointments(store.vault(), store.audit, store.clock)
        yield PlanHarness(DynamoReminderPlans(), appointments, DynamoOutbox(), access)


@pytest.fixture(params=[in_memory, on_tables], ids=["fake", "tables"])
def harness(request):
    with request.param() as harness:
        yield harness


def notices_of(appointment, hours=24):
    due = appointment.starts_at - timedelta(hours=hours)
    reminder = Reminder(hours, due, appointment.starts_at, due)
    return reminder_notices(appointment, dict.fromkeys(appointment.clients, reminder))


def test_a_booked_appointment_has_a_plan(harness):
    appointment = harness.book()
    (plan,) = harness.due()
    assert (plan.practice, plan.appointment) == (appointment.practice, appointment.id)
    assert (plan.starts_at, plan.since, plan.version) == (SOON, START, 1)
    assert plan.next_check == START


def test_a_plan_keeps_when_it_began_and_what_it_has_settled(harness):
    harness.book()
    (before,) = harness.due()
    after = replace(before, since=LATER, next_check=LATER, settled=frozenset({24, 2}))
    harness.plans.advance(before, after, ())
    (stored,) = harness.due(LATER)
    assert (stored.began, stored.settled) == (START, {2, 24})


def test_a_plan_waits_until_reminders_are_near(harness):
    harness.book(starts_at=START + timedelta(days=30))
    assert harness.due(START + timedelta(days=21)) == []
    assert len(harness.due(START + timedelta(days=22))) == 1


def test_a_request_has_no_plan_until_staff_confirm_it(harness):
    request = harness.book(status=AppointmentStatus.REQUESTED)
    assert harness.due() == []
    harness.change(request, status=AppointmentStatus.CONFIRMED)
    assert len(harness.due()) == 1


def test_moving_replaces_the_plan_and_cancelling_ends_it(harness):
    moved = harness.change(harness.book(), starts_at=LATER)
    (plan,) = harness.due()
    assert (plan.starts_at, plan.version) == (LATER, 2)
    harness.change(moved, status=AppointmentStatus.CANCELLED)
    assert harness.due() == []


def test_confirming_leaves_the_plan_as_it_is(harness):
    appointment = harness.book()
    before = harness.due()
    harness.change(appointment, status=AppointmentStatus.CONFIRMED)
    assert harness.due() == before


def test_a_refused_change_of_an_appointment_leaves_the_plan_as_it_is(harness):
    appointment = harness.book()
    before = harness.due()
    harness.change(appointment, minutes=30)
    with pytest.raises(Conflict):
        harness.change(appointment, starts_at=LATER)
    assert harness.due() == before


def test_an_advanced_plan_waits_again_and_its_notices_wait_to_be_sent(harness):
    appointment = harness.book()
    (before,) = harness.due()
    after = replace(before, since=SOON - timedelta(days=1), next_check=LATER)
    harness.plans.advance(before, after, notices_of(appointment))
    assert harness.due(SOON) == []
    assert harness.due() == [after]
    assert harness.waiting() == set(notices_of(appointment))


def test_a_plan_without_a_next_check_leaves_the_queue(harness):
    harness.book()
    (before,) = harness.due()
    harness.plans.advance(before, replace(before, since=SOON, next_check=None), ())
    assert harness.due() == []


def test_a_plan_is_advanced_once(harness):
    appointment = harness.book()
    (before,) = harness.due()
    after = replace(before, since=before.since + timedelta(hours=1), next_check=LATER)
    harness.plans.advance(before, after, ())
    with pytest.raises(Conflict):
        harness.plans.advance(before, after, notices_of(appointment))
    assert harness.waiting() == set()


def test_an_appointment_that_was_moved_meanwhile_gets_no_reminder_of_its_old_time(harness):
    appointment = harness.book()
    (before,) = harness.due()
    harness.change(appointment, starts_at=LATER)
    after = replace(before, since=SOON, next_check=None)
    with pytest.raises(Conflict):
        harness.plans.advance(before, after, notices_of(appointment))
    assert harness.waiting() == set()
    assert len(harness.due()) == 1


def test_a_reminder_of_the_same_time_is_stored_once_also_after_a_move_and_back(harness):
    appointment = harness.book()
    (plan,) = harness.due()
    after = replace(plan, since=START + timedelta(hours=1), next_check=LATER)
    harness.plans.advance(plan, after, notices_of(appointment))
    claims = [harness.outbox.claim(each, SOON) for each in notices_of(appointment)]
    assert claims == [0] * len(claims)
    moved = harness.change(appointment, starts_at=LATER)
    back = harness.change(moved, starts_at=SOON)
    (plan,) = harness.due()
    both = [*notices_of(back, 24), *notices_of(back, 2)]
    harness.plans.advance(plan, replace(plan, since=SOON, next_check=None), both)
    assert harness.waiting() == set(notices_of(back, 2))
    assert harness.due() == []


def test_an_appointment_is_read_without_names(harness):
    appointment = harness.book()
    read = harness.plans.appointment(appointment.practice, appointment.id)
    assert replace(read, names=appointment.names) == appointment
    for practice, each in (
        (PracticeId("other"), appointment.id),
        (appointment.practice, AppointmentId("other")),
    ):
        with pytest.raises(NotFound):
            harness.plans.appointment(practice, each)


def test_reading_a_reminded_appointment_opens_nothing():
    """S14: nothing sealed is opened for a plan, so a read has no audit entry."""
    with a_store() as store:
        access = Access(store.practice, ADMIN.person, Role.ADMIN)
        rows = DynamoAppointments(store.vault(), store.audit, store.clock)
        stored = rows.add(access, an_appointment(practice=store.practice), (), None)
        entries = len(store.entries())
        assert DynamoReminderPlans().appointment(store.practice, stored.id).names == ()
        assert len(store.entries()) == entries


def test_a_failure_stores_neither_the_plan_nor_its_notices():
    with on_tables() as harness:
        appointment = harness.book()
        (before,) = harness.due()
        after = replace(before, since=SOON, next_check=None)
        with (
            faults(connection.client(), always(Fault.THROTTLED, "TransactWriteItems")),
            pytest.raises(Unavailable),
        ):
            harness.plans.advance(before, after, notices_of(appointment))
        assert harness.due() == [before]
        assert harness.waiting() == set()


def test_a_write_without_an_answer_is_not_repeated():
    """The next check reads what was stored, so its notices wait once."""
    with on_tables() as harness:
        appointment = harness.book()
        (before,) = harness.due()
        after = replace(before, since=SOON, next_check=None)
        with (
            faults(connection.client(), once(Fault.LOST, "TransactWriteItems")),
            pytest.raises(Unavailable),
        ):
            harness.plans.advance(before, after, notices_of(appointment))
        assert harness.due() == []
        assert harness.waiting() == set(notices_of(appointment))
