"""Tests the queues of unanswered requests and of past appointments."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.appointments.domain.requests import expired
from chalicelib.appointments.domain.status import AppointmentStatus
from chalicelib.appointments.store.appointment_lists import (
    DynamoRequestQueue,
    DynamoSettlementQueue,
)
from chalicelib.kernel.errors import Conflict
from tests.appointments.domain.sample_appointments import NOON
from tests.appointments.store.store_harness import in_memory, on_tables

REQUESTED = AppointmentStatus.REQUESTED


@pytest.fixture(params=[in_memory, on_tables], ids=["fake", "tables"])
def harness(request):
    with request.param() as harness:
        harness.queue = harness.rows if request.param is in_memory else DynamoRequestQueue()
        harness.past = harness.rows if request.param is in_memory else DynamoSettlementQueue()
        yield harness


def queued(harness, at):
    return [appointment for _, appointment in harness.queue.unanswered(at)]


def test_a_request_is_in_the_queue_from_its_time_on_until_it_is_answered(harness):
    request = harness.put(1, status=REQUESTED)
    harness.put(2)
    assert queued(harness, NOON - timedelta(seconds=1)) == []
    assert queued(harness, NOON) == [request.id]
    harness.rows.change(harness.access, request, expired(request, NOON), ())
    assert queued(harness, NOON + timedelta(days=1)) == []


def test_a_request_that_moves_is_due_at_its_new_time(harness):
    request = harness.put(1, status=REQUESTED)
    later = NOON + timedelta(days=2)
    harness.rows.change(harness.access, request, replace(request, starts_at=later), ())
    assert queued(harness, NOON + timedelta(days=1)) == []
    assert queued(harness, later) == [request.id]


def past(harness, at):
    return [appointment for _, appointment in harness.past.due(at)]


def test_an_agreed_appointment_is_to_be_settled_from_its_closing_time_on(harness):
    booked, _ = harness.put(1), harness.put(2, status=REQUESTED)
    assert past(harness, booked.closes_at - timedelta(seconds=1)) == []
    assert past(harness, booked.closes_at) == [booked.id]
    missed = replace(booked, status=AppointmentStatus.NO_SHOW)
    harness.rows.change(harness.access, booked, missed, ())
    assert past(harness, booked.closes_at) == []


def test_what_is_left_to_staff_is_off_the_queue_and_stays_as_it_is(harness):
    booked = harness.put(1)
    harness.past.leave_to_staff(booked)
    assert past(harness, booked.closes_at) == []
    assert harness.rows.without_names(harness.access, booked.id) == replace(booked, names=())


def test_what_changed_meanwhile_is_not_taken_off_the_queue(harness):
    booked = harness.put(1)
    moved = replace(booked, starts_at=booked.starts_at + timedelta(days=1))
    harness.rows.change(harness.access, booked, moved, ())
    with pytest.raises(Conflict):
        harness.past.leave_to_staff(booked)
    assert past(harness, moved.closes_at) == [booked.id]


def test_the_marks_of_an_appointment_are_sealed_with_its_names(harness):
    booked = harness.put(1)
    after = booked.completed(booked.closes_at, harness.access)
    harness.rows.change(harness.access, booked, after, ())
    assert harness.rows.get(harness.access, booked.id, lambda _: None).marks == after.marks
