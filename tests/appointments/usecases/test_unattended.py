"""Tests that staff see appointments whose provider is no longer assigned."""

from datetime import timedelta

import pytest

from chalicelib.appointments.usecases.unattended import UnattendedAppointments
from chalicelib.kernel.errors import NotAllowed, NotFound
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


def former(harness, access=ADMIN):
    use_case = UnattendedAppointments(harness.appointments, harness.directory)
    return [(each.name, each.upcoming) for each in use_case.of_client(access, harness.avery)]


def test_a_provider_who_was_taken_off_a_client_has_their_upcoming_appointments_counted(harness):
    for hours in (0, 2):
        harness.book(starts_at=TOMORROW + timedelta(hours=hours))
    assert former(harness) == []
    harness.assign(harness.avery, KIM.person)
    assert former(harness) == former(harness, KIM) == [("Sam Rivera", 2)]
    harness.assign(harness.avery, SAM.person, KIM.person)
    assert former(harness) == []


def test_cancelled_and_past_appointments_do_not_count(harness):
    one = harness.book()
    harness.book(starts_at=TOMORROW + timedelta(hours=2))
    harness.bookings.cancel(SAM, one.id, one.version)
    harness.assign(harness.avery, KIM.person)
    assert former(harness) == [("Sam Rivera", 1)]
    harness.at = TOMORROW + timedelta(hours=3)
    assert former(harness) == []


def test_only_staff_who_may_see_the_client_ask(harness):
    """S2: a provider learns nothing about a client whom they may not see."""
    harness.book()
    harness.assign(harness.avery, KIM.person)
    with pytest.raises(NotFound):
        former(harness, SAM)
    with pytest.raises(NotAllowed):
        former(harness, client_access(harness.avery))
