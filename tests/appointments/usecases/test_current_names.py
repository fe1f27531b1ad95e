"""Tests that an appointment's names follow the profiles until it is over."""

from dataclasses import replace

import pytest

from chalicelib.appointments.domain.status import AppointmentStatus
from chalicelib.appointments.usecases.ports import AppointmentFilter
from tests.appointments.booking_harness import KIM, SAM, TOMORROW, BookingHarness, client_access
from tests.practice.practice_harness import PRACTICE

BEFORE, AFTER = ["Sam Rivera", "Avery Stone"], ["Sam Rivera", "Avery Marie Stone"]


@pytest.fixture
def harness():
    return BookingHarness()


def rename_avery(harness, name="Avery Marie Stone"):
    key = PRACTICE, harness.avery
    row = harness.client_rows.rows[key]
    harness.client_rows.rows[key] = replace(row, profile=replace(row.profile, legal_name=name))


def names(appointment):
    return [name for _, name in appointment.names]


def test_a_booked_appointment_has_the_names_that_people_have_now(harness):
    booked = harness.book()
    rename_avery(harness)
    for access in (SAM, client_access(harness.avery)):
        assert names(harness.appointments.get(access, booked.id).appointment) == AFTER
        (view,), _ = harness.appointments.page(access, AppointmentFilter())
        assert names(view.appointment) == AFTER


def test_a_completed_appointment_keeps_the_names_of_its_day(harness):
    booked = harness.book()
    rename_avery(harness)
    harness.at = TOMORROW
    harness.completion.complete(SAM, booked.id)
    rename_avery(harness, "Somebody Else")
    view = harness.appointments.get(SAM, booked.id)
    assert (view.appointment.status, names(view.appointment)) == (
        AppointmentStatus.COMPLETED,
        AFTER,
    )


def test_a_cancelled_appointment_keeps_the_names_of_its_day(harness):
    booked = harness.book()
    rename_avery(harness)
    view = harness.appointments.get(SAM, booked.id)
    harness.bookings.cancel(SAM, booked.id, view.appointment.version)
    rename_avery(harness, "Somebody Else")
    assert names(harness.appointments.get(SAM, booked.id).appointment) == AFTER


def test_a_participant_who_has_gone_keeps_the_name_of_the_booking(harness):
    harness.assign(harness.avery, SAM.person, KIM.person)
    booked = harness.book(providers=[SAM.person, KIM.person])
    del harness.memberships.rows[PRACTICE, KIM.person]
    view = harness.appointments.get(SAM, booked.id)
    assert names(view.appointment) == ["Sam Rivera", "Kim Park", "Avery Stone"]
