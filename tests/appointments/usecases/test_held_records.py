"""Tests which appointments and waits are in the way of a merge of profiles."""

import pytest

from chalicelib.appointments.usecases.held_appointments import HeldAppointments, HeldWaits
from tests.appointments.booking_harness import ADMIN, SAM, BookingHarness, client_access
from tests.appointments.waitlist_harness import WaitlistHarness


@pytest.fixture
def harness():
    return BookingHarness()


def unfinished(harness):
    held = HeldAppointments(harness.appointments).held(ADMIN, harness.avery)
    assert held.count == 1
    return held.unfinished


@pytest.mark.parametrize("mark", ["complete", "miss"])
def test_an_appointment_is_unfinished_until_somebody_says_whether_it_took_place(harness, mark):
    appointment = harness.book()
    assert unfinished(harness) == 1
    harness.at = appointment.closes_at
    assert harness.past_appointments.settle_all() == 0
    assert unfinished(harness) == 1
    getattr(harness.attendance, mark)(SAM, appointment.id, None)
    assert unfinished(harness) == 0


def test_a_cancelled_appointment_is_finished(harness):
    appointment = harness.book()
    harness.bookings.cancel(SAM, appointment.id, 1)
    assert unfinished(harness) == 0


def test_only_the_clients_own_open_places_on_the_waitlist_are_unfinished():
    harness = WaitlistHarness()
    harness.three_wait()
    own = client_access(harness.avery)
    wait, reader = harness.join(own), HeldWaits(harness.waits)
    assert reader.held(ADMIN, harness.avery).unfinished == 1
    harness.waitlist.leave(own, wait.id)
    assert reader.held(ADMIN, harness.avery).unfinished == 0
