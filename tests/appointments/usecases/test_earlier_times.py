"""Tests that a wait for an earlier time never makes an appointment later."""

from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.appointments.domain.status import AppointmentStatus
from chalicelib.appointments.domain.waitlist import WaitStatus
from chalicelib.appointments.usecases.booking_requests import Move
from chalicelib.kernel.errors import Failure, Invalid
from tests.appointments.booking_harness import SAM, client_access
from tests.appointments.waitlist_harness import WaitlistHarness


class EarlierHarness(WaitlistHarness):
    """Lets Avery wait for a time earlier than an appointment that they have."""

    def __post_init__(self):
        super().__post_init__()
        self.access = client_access(self.avery)
        self.old = self.book(SAM, starts_at=self.day, minutes=60)
        self.join(self.access, replaces=self.old.id, until=date(2026, 12, 4))
        self.bookings.cancel(SAM, self.taken.id, self.taken.version)

    def status(self):
        return self.rows.rows[SAM.practice, self.old.id].status

    def move(self, starts_at):
        current = self.rows.rows[SAM.practice, self.old.id]
        self.bookings.reschedule(
            SAM, current.id, current.version, Move(starts_at, allow_overlap=True)
        )

    def cancel(self):
        current = self.rows.rows[SAM.practice, self.old.id]
        self.bookings.cancel(SAM, current.id, current.version)


@pytest.fixture
def harness():
    return EarlierHarness()


def test_free_times_after_the_appointment_are_not_offered(harness):
    """Sam is free on each day after the appointment, and on none before."""
    assert harness.offers.run_due() == 0
    assert harness.wait_of(harness.access).before == harness.old.starts_at


def test_a_later_time_cannot_be_offered_by_hand(harness):
    wait = harness.wait_of(harness.access)
    with pytest.raises(Invalid) as refusal:
        harness.waitlist.offer(SAM, wait.id, SAM.person, harness.day + timedelta(days=1))
    assert list(refusal.value.fields) == ["starts_at"]
    assert harness.offered() == []


def test_when_the_appointment_moves_earlier_means_before_its_new_time(harness):
    harness.move(harness.day + timedelta(days=1))
    assert harness.offers.run_due() == 1
    assert harness.wait_of(harness.access).offer.starts_at == harness.day
    harness.accept(harness.access)
    assert harness.status() is AppointmentStatus.CANCELLED


def test_an_appointment_that_moved_before_the_offer_is_kept(harness):
    harness.move(harness.day + timedelta(days=1))
    harness.offers.run_due()
    harness.move(harness.day - timedelta(hours=2))
    assert harness.views.replaced(harness.access, harness.wait_of(harness.access)) is None
    harness.accept(harness.access)
    assert harness.status() is AppointmentStatus.BOOKED


def test_the_client_is_told_which_appointment_an_offer_cancels(harness):
    wait = harness.wait_of(harness.access)
    assert harness.views.replaced(harness.access, wait).id == harness.old.id
    harness.cancel()
    assert harness.views.replaced(harness.access, wait) is None


def test_without_its_appointment_a_wait_goes_on_and_cancels_nothing(harness):
    harness.cancel()
    harness.offers.run_due()
    wait = harness.wait_of(harness.access)
    assert (wait.status, wait.replaces, wait.before) == (WaitStatus.OFFERED, None, None)
    harness.accept(harness.access)
    assert harness.rows.rows[SAM.practice, harness.old.id].status is AppointmentStatus.CANCELLED


def test_after_its_appointment_began_a_wait_goes_on_and_cancels_nothing(harness):
    harness.offers.run_due()
    harness.at = harness.old.starts_at
    assert harness.offers.run_due() == 1
    wait = harness.wait_of(harness.access)
    assert (wait.replaces, wait.before) == (None, None)
    harness.accept(harness.access)
    assert harness.status() is AppointmentStatus.BOOKED


ACTS = ("move", "cancel", "schedule", "offer", "accept", "decline")


@given(
    st.lists(st.tuples(st.sampled_from(ACTS), st.integers(-20, 24 * 7), st.booleans()), max_size=12)
)
@settings(max_examples=60)
def test_no_offer_is_ever_after_the_appointment_that_it_cancels(history):
    harness = EarlierHarness()
    for act, hours, is_long in history:
        harness.at += timedelta(hours=1) if is_long else timedelta(minutes=1)
        at, wait = harness.day + timedelta(hours=hours), harness.wait_of(harness.access)
        steps = {
            "move": lambda at=at: harness.move(at),
            "cancel": harness.cancel,
            "schedule": harness.offers.run_due,
            "offer": lambda at=at, wait=wait: harness.waitlist.offer(SAM, wait.id, SAM.person, at),
            "accept": lambda: harness.accept(harness.access),
            "decline": lambda wait=wait: harness.waitlist.decline(harness.access, wait.id),
        }
        before = harness.rows.rows[SAM.practice, harness.old.id]
        had_offer = wait.offer
        with suppress(Failure):
            steps[act]()
        after, now = (
            harness.rows.rows[SAM.practice, harness.old.id],
            harness.wait_of(harness.access),
        )
        if act in {"schedule", "offer"} and now.offer and now.offer != had_offer and now.replaces:
            assert now.offer.starts_at < before.starts_at
        if act == "accept" and after.status is not before.status:
            assert now.offer.starts_at < before.starts_at
