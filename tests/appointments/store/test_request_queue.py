"""Tests the queue of unanswered requests, on the tables and on the fake."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.appointments.domain.status import AppointmentStatus
from chalicelib.appointments.store.appointment_lists import DynamoRequestQueue
from tests.appointments.domain.sample_appointments import NOON
from tests.appointments.store.store_harness import in_memory, on_tables

REQUESTED = AppointmentStatus.REQUESTED


@pytest.fixture(params=[in_memory, on_tables], ids=["fake", "tables"])
def harness(request):
    with request.param() as harness:
        harness.queue = harness.rows if request.param is in_memory else DynamoRequestQueue()
        yield harness


def queued(harness, at):
    return [appointment for _, appointment in harness.queue.unanswered(at)]


def test_a_request_is_in_the_queue_from_its_time_on_until_it_is_answered(harness):
    request = harness.put(1, status=REQUESTED)
    harness.put(2)
    assert queued(harness, NOON - timedelta(seconds=1)) == []
    assert queued(harness, NOON) == [request.id]
    harness.rows.change(harness.access, request, request.expired(NOON), ())
    assert queued(harness, NOON + timedelta(days=1)) == []


def test_a_request_that_moves_is_due_at_its_new_time(harness):
    request = harness.put(1, status=REQUESTED)
    later = NOON + timedelta(days=2)
    harness.rows.change(harness.access, request, replace(request, starts_at=later), ())
    assert queued(harness, NOON + timedelta(days=1)) == []
    assert queued(harness, later) == [request.id]
