"""Tests that a request that nobody answers ends at its time."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.appointments.domain.status import AppointmentAction, AppointmentStatus
from chalicelib.kernel.access import Role
from chalicelib.kernel.errors import Conflict
from chalicelib.notices.domain import NoticeKind
from tests.appointments.booking_harness import KIM, NOW, SAM, TOMORROW, BookingHarness
from tests.failing_calls import fail_once


@pytest.fixture
def harness():
    return BookingHarness()


def request(harness, access=SAM, **changed):
    """Store an appointment that its client asked for."""
    appointment = harness.book(access, tell=False, **changed)
    row = replace(appointment, status=AppointmentStatus.REQUESTED)
    harness.rows.rows[row.practice, row.id] = row
    return row


def read(harness, appointment):
    return harness.rows.rows[appointment.practice, appointment.id]


def test_a_request_ends_at_its_time_and_the_client_is_told(harness):
    requested = request(harness)
    harness.at = TOMORROW - timedelta(seconds=1)
    assert harness.unanswered_requests.end_all() == 0
    harness.at = TOMORROW
    assert harness.unanswered_requests.end_all() == 1
    ended = read(harness, requested)
    assert (ended.status, ended.cancelled_by) == (AppointmentStatus.EXPIRED, Role.SYSTEM)
    assert [(each.kind, each.client) for each in harness.outbox.sent] == [
        (NoticeKind.REQUEST_EXPIRED, harness.avery)
    ]
    assert harness.unanswered_requests.end_all() == 0
    assert harness.appointments.get(SAM, requested.id).actions == ()


def test_the_time_of_an_ended_request_is_free_again(harness):
    request(harness, minutes=120)
    harness.at = TOMORROW
    harness.unanswered_requests.end_all()
    assert harness.book(starts_at=TOMORROW + timedelta(hours=1), allow_overlap=False)


def test_nobody_can_confirm_a_request_whose_time_has_come(harness):
    requested = request(harness)
    harness.at = TOMORROW
    actions = harness.appointments.get(SAM, requested.id).actions
    assert AppointmentAction.CONFIRM not in actions
    assert AppointmentAction.DECLINE in actions
    with pytest.raises(Conflict, match="Nobody answered"):
        harness.attendance.confirm(SAM, requested.id, None)


def test_a_request_that_cannot_be_ended_now_holds_up_no_other(harness, monkeypatch):
    first = request(harness)
    second = request(harness, KIM, client=harness.morgan)
    harness.at = TOMORROW
    monkeypatch.setattr(harness.rows, "change", fail_once(harness.rows.change))
    assert harness.unanswered_requests.end_all() == 1
    assert read(harness, second).status is AppointmentStatus.EXPIRED
    assert harness.unanswered_requests.end_all() == 1
    assert read(harness, first).status is AppointmentStatus.EXPIRED


def test_a_request_that_is_answered_does_not_end(harness):
    requested = request(harness)
    harness.attendance.confirm(SAM, requested.id, None)
    harness.at = NOW + timedelta(days=2)
    assert harness.unanswered_requests.end_all() == 0
