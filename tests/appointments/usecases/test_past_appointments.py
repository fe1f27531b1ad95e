"""Tests that appointments whose time is over are settled, and how staff decide."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.appointments.domain.attendance import CORRECTABLE_FOR
from chalicelib.appointments.domain.status import AppointmentStatus
from chalicelib.appointments.usecases.ports import AppointmentFilter
from chalicelib.kernel.access import Role
from chalicelib.kernel.errors import Conflict, NotFound, Unavailable
from chalicelib.kernel.skipped_failures import start_noting
from chalicelib.practice.domain.visit_terms import Location
from tests.appointments.booking_harness import ADMIN, KIM, SAM, BookingHarness, client_access
from tests.failing_calls import fail_once

COMPLETED, NO_SHOW = AppointmentStatus.COMPLETED, AppointmentStatus.NO_SHOW


@pytest.fixture
def harness():
    harness = BookingHarness()
    harness.appointment = harness.book(tell=False)
    return harness


def read(harness, access=SAM):
    return harness.appointments.get(access, harness.appointment.id)


def close(harness, later=timedelta()):
    harness.at = harness.appointment.closes_at + later


def test_an_appointment_in_whose_room_people_met_is_completed_when_it_closes(harness):
    harness.met.add(harness.appointment.id)
    close(harness, -timedelta(seconds=1))
    assert harness.past_appointments.settle_all() == 0
    close(harness)
    assert harness.past_appointments.settle_all() == 1
    after = read(harness).appointment
    assert (after.status, after.marks[-1].role) == (COMPLETED, Role.SYSTEM)
    assert harness.room_updates == [after]
    assert (harness.past_appointments.settle_all(), harness.outbox.sent) == (0, [])


def test_an_appointment_whose_client_arrived_is_completed_without_a_video_visit(harness):
    harness.at = harness.appointment.starts_at
    harness.attendance.arrive(SAM, harness.appointment.id, 1)
    close(harness)
    assert harness.past_appointments.settle_all() == 1
    assert read(harness).appointment.status is COMPLETED


@pytest.mark.parametrize("location", [Location.OFFICE, Location.PHONE])
def test_a_visit_without_a_room_is_never_settled_by_what_happened_in_a_room(harness, location):
    harness.appointment = harness.book(location=location, starts_at=harness.appointment.ends_at)
    harness.met.add(harness.appointment.id)
    close(harness)
    assert harness.past_appointments.settle_all() == 0
    assert read(harness).is_undecided
    assert harness.attendance.complete(SAM, harness.appointment.id, None)
    assert read(harness).appointment.status is COMPLETED


def test_what_nobody_knows_stays_open_to_a_decision_of_staff_who_can_find_it(harness):
    later = harness.book(starts_at=harness.appointment.starts_at + timedelta(days=2))
    close(harness)
    assert harness.past_appointments.settle_all() == 0
    assert harness.rows.due(harness.now()) == []
    view = read(harness)
    assert (view.appointment.status, view.is_undecided) == (AppointmentStatus.BOOKED, True)
    assert {"completed", "no_show"} == {each.value for each in view.actions}
    assert harness.list_ids(SAM, AppointmentFilter(undecided=True)) == [harness.appointment.id]
    (entry,) = harness.calendar.read(
        SAM, None, later.starts_at - timedelta(days=3), later.starts_at
    ).entries
    assert entry.is_undecided


def test_a_client_is_not_asked_whether_the_appointment_took_place(harness):
    close(harness)
    view = read(harness, client_access(harness.avery))
    assert (view.is_undecided, view.actions) == (False, ())


@pytest.mark.parametrize(("act", "status"), [("complete", COMPLETED), ("miss", NO_SHOW)])
def test_staff_decide_at_any_later_time_and_it_is_recorded_who_did(harness, act, status):
    close(harness, timedelta(days=90))
    view = getattr(harness.attendance, act)(SAM, harness.appointment.id, 1)
    assert (view.appointment.status, view.is_undecided) == (status, False)
    (mark,) = view.appointment.marks
    assert (mark.status, mark.by, mark.role) == (status, SAM.person, Role.PROVIDER)


def test_a_wrong_mark_is_corrected_in_both_directions_and_every_mark_is_kept(harness):
    harness.at = harness.appointment.starts_at
    harness.attendance.miss(SAM, harness.appointment.id, 1)
    close(harness, timedelta(hours=47))
    harness.attendance.complete(ADMIN, harness.appointment.id, 2)
    after = harness.attendance.miss(SAM, harness.appointment.id, 3).appointment
    assert [each.status for each in after.marks] == [NO_SHOW, COMPLETED, NO_SHOW]
    assert [each.by for each in after.marks] == [SAM.person, ADMIN.person, SAM.person]


@pytest.mark.parametrize(("first", "second"), [("miss", "complete"), ("complete", "miss")])
def test_a_mark_is_final_two_days_after_the_end(harness, first, second):
    harness.at = harness.appointment.starts_at
    getattr(harness.attendance, first)(SAM, harness.appointment.id, 1)
    close(harness, CORRECTABLE_FOR)
    with pytest.raises(Conflict, match="two days"):
        getattr(harness.attendance, second)(SAM, harness.appointment.id, 2)
    assert read(harness).actions == ()


def test_a_client_who_was_marked_as_arrived_by_mistake_can_be_marked_as_missing(harness):
    harness.at = harness.appointment.starts_at
    harness.attendance.arrive(SAM, harness.appointment.id, 1)
    assert harness.attendance.miss(SAM, harness.appointment.id, 2).appointment.status is NO_SHOW


def test_nobody_completes_what_has_not_begun_or_they_may_not_see(harness):
    """S2: an appointment of a client who is not theirs does not exist for a provider."""
    with pytest.raises(Conflict):
        harness.attendance.complete(SAM, harness.appointment.id, 1)
    harness.at = harness.appointment.starts_at
    with pytest.raises(NotFound):
        harness.attendance.complete(KIM, harness.appointment.id, 1)


def test_an_appointment_that_cannot_be_settled_now_holds_up_no_other(harness, monkeypatch):
    other = harness.book(KIM, client=harness.morgan)
    harness.met |= {harness.appointment.id, other.id}
    close(harness)
    monkeypatch.setattr(harness.rows, "change", fail_once(harness.rows.change))
    assert harness.past_appointments.settle_all() == 1
    assert harness.past_appointments.settle_all() == 1


@pytest.mark.parametrize("met", [False, True])
def test_staff_who_decide_at_the_same_moment_are_not_overruled(harness, monkeypatch, met):
    close(harness)
    skipped = start_noting()

    def decide(_access, appointment):
        harness.attendance.miss(SAM, appointment.id, 1)
        return met

    monkeypatch.setattr(harness, "have_met", decide)
    assert harness.past_appointments.settle_all() == 0
    assert read(harness).appointment.status is NO_SHOW
    assert skipped == [f"Conflict {harness.appointment.id}"]


def test_a_room_that_cannot_be_ended_does_not_keep_the_appointment_open(harness):
    harness.met.add(harness.appointment.id)
    harness.room_error = Unavailable()
    close(harness)
    assert harness.past_appointments.settle_all() == 1
    assert replace(read(harness).appointment, marks=()).status is COMPLETED
