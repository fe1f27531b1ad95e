"""Tests who confirms, declines and marks appointments, and who is told."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.appointments.domain.status import AppointmentStatus
from chalicelib.appointments.usecases.booking_requests import Move
from chalicelib.kernel.access import system
from chalicelib.kernel.errors import Conflict, NotAllowed, NotFound, SlotTaken
from chalicelib.notices.domain import NoticeKind
from tests.appointments.booking_harness import (
    ADMIN,
    KIM,
    SAM,
    TOMORROW,
    BookingHarness,
    client_access,
)


@pytest.fixture
def harness():
    return BookingHarness()


@pytest.fixture
def avery(harness):
    return client_access(harness.avery)


@pytest.fixture
def requested(harness):
    """Return a stored appointment that Avery asked for, and that holds its time."""
    appointment = harness.book(tell=False)
    row = replace(appointment, status=AppointmentStatus.REQUESTED)
    harness.rows.rows[row.practice, row.id] = row
    return row


def told(harness):
    return [(each.kind, each.client or each.person) for each in harness.outbox.sent]


def test_a_client_confirms_what_the_practice_booked_and_the_provider_is_told(harness, avery):
    appointment = harness.book(tell=False)
    after = harness.attendance.confirm(avery, appointment.id, 1).appointment
    assert after.status is AppointmentStatus.CONFIRMED
    assert told(harness) == [(NoticeKind.APPOINTMENT_CONFIRMED, SAM.person)]
    again = harness.attendance.confirm(avery, appointment.id, None).appointment
    assert (again, len(harness.outbox.sent)) == (after, 1)


def test_staff_confirm_a_request_and_the_client_cannot(harness, avery, requested):
    with pytest.raises(NotAllowed):
        harness.attendance.confirm(avery, requested.id, None)
    after = harness.attendance.confirm(SAM, requested.id, 1).appointment
    assert after.status is AppointmentStatus.CONFIRMED
    assert told(harness) == [(NoticeKind.APPOINTMENT_CONFIRMED, harness.avery)]


def test_a_request_that_staff_move_is_an_offer_which_the_client_confirms(harness, avery, requested):
    move = Move(requested.starts_at + timedelta(days=1))
    after = harness.bookings.reschedule(SAM, requested.id, 1, move).appointment
    assert after.status is AppointmentStatus.BOOKED
    agreed = harness.attendance.confirm(avery, requested.id, after.version).appointment
    assert agreed.status is AppointmentStatus.CONFIRMED


def test_a_declined_request_frees_its_time_and_tells_the_client_why(harness, requested):
    with pytest.raises(SlotTaken):
        harness.book(allow_overlap=False)
    after = harness.attendance.decline(ADMIN, requested.id, 1, "We are closed").appointment
    assert (after.status, after.reason, after.cancelled_by) == (
        AppointmentStatus.DECLINED,
        "We are closed",
        ADMIN.role,
    )
    assert told(harness) == [(NoticeKind.APPOINTMENT_DECLINED, harness.avery)]
    assert harness.attendance.decline(ADMIN, requested.id, None).appointment == after
    assert harness.book(allow_overlap=False, tell=False)


def test_only_a_request_can_be_declined(harness):
    appointment = harness.book()
    with pytest.raises(Conflict) as refusal:
        harness.attendance.decline(SAM, appointment.id, 1)
    assert refusal.value.fresh.appointment == appointment


def test_a_client_arrives_from_an_hour_before_on_and_the_provider_is_told(harness):
    appointment = harness.book(tell=False)
    with pytest.raises(Conflict):
        harness.attendance.arrive(ADMIN, appointment.id, 1)
    harness.at = appointment.opens_at
    after = harness.attendance.arrive(ADMIN, appointment.id, 1).appointment
    assert after.status is AppointmentStatus.ARRIVED
    assert told(harness) == [(NoticeKind.CLIENT_ARRIVED, SAM.person)]
    harness.completion.complete(system(SAM.practice), appointment.id)
    done = harness.appointments.get(SAM, appointment.id).appointment
    assert done.status is AppointmentStatus.COMPLETED


def test_a_missed_appointment_frees_its_time_closes_its_room_and_tells_the_client(harness):
    appointment = harness.book(tell=False)
    harness.at = appointment.starts_at - timedelta(seconds=1)
    with pytest.raises(Conflict):
        harness.attendance.miss(SAM, appointment.id, 1)
    harness.at = appointment.starts_at
    after = harness.attendance.miss(SAM, appointment.id, 1).appointment
    assert after.status is AppointmentStatus.NO_SHOW
    assert told(harness) == [(NoticeKind.APPOINTMENT_MISSED, harness.avery)]
    assert harness.room_updates == [after]
    assert harness.book(allow_overlap=False, tell=False)


def test_a_client_who_comes_late_after_all_has_arrived(harness):
    appointment = harness.book()
    harness.at = appointment.starts_at + timedelta(minutes=20)
    harness.attendance.miss(SAM, appointment.id, 1)
    after = harness.attendance.arrive(SAM, appointment.id, 2).appointment
    assert after.status is AppointmentStatus.ARRIVED
    with pytest.raises(SlotTaken):
        harness.book(allow_overlap=False, starts_at=appointment.starts_at)


def test_a_provider_who_waited_alone_and_left_can_still_mark_the_client_as_missing(harness):
    appointment = harness.book()
    harness.at = appointment.starts_at
    harness.completion.complete(system(SAM.practice), appointment.id)
    after = harness.attendance.miss(SAM, appointment.id, 2).appointment
    assert after.status is AppointmentStatus.NO_SHOW


def test_a_confirmed_appointment_that_is_moved_has_to_be_confirmed_again(harness, avery):
    appointment = harness.book()
    harness.attendance.confirm(avery, appointment.id, 1)
    move = Move(TOMORROW + timedelta(hours=3))
    after = harness.bookings.reschedule(SAM, appointment.id, 2, move).appointment
    assert after.status is AppointmentStatus.BOOKED
    assert harness.attendance.confirm(avery, appointment.id, 3).appointment.version == 4
    kinds = [kind for kind, _ in told(harness)]
    assert kinds.count(NoticeKind.APPOINTMENT_CONFIRMED) == 2


@pytest.mark.parametrize("act", ["confirm", "decline", "arrive", "miss"])
def test_nobody_marks_an_appointment_that_they_may_not_see(harness, requested, act):
    """S2: an appointment of a client who is not theirs does not exist for a provider."""
    for access in (KIM, client_access(harness.morgan), replace(ADMIN, practice="prc-2")):
        with pytest.raises(NotFound):
            getattr(harness.attendance, act)(access, requested.id, None)
    assert harness.rows.refused


@pytest.mark.parametrize("act", ["confirm", "decline", "arrive", "miss"])
def test_an_act_on_an_outdated_version_is_refused_with_the_present_state(harness, requested, act):
    with pytest.raises(Conflict) as refusal:
        getattr(harness.attendance, act)(SAM, requested.id, 7)
    assert refusal.value.fresh.appointment == requested


def test_a_cancellation_keeps_its_reason(harness, avery):
    appointment = harness.book()
    after = harness.bookings.cancel(avery, appointment.id, 1, "I am ill").appointment
    assert (after.reason, after.cancelled_by) == ("I am ill", avery.role)
    assert "ill" not in repr(after)
