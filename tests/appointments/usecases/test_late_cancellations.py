"""Tests that a client is told before a late cancellation, and that staff see it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.appointments.domain.refusals import LATE
from chalicelib.appointments.domain.series import SeriesScope
from chalicelib.appointments.domain.status import AppointmentStatus
from chalicelib.appointments.usecases.booking_requests import Move, ServiceBooking
from chalicelib.kernel.access import Role
from chalicelib.kernel.errors import Conflict
from chalicelib.practice.domain.visit_terms import Bookable, VisitTerms
from chalicelib.practice.usecases.visit_services import VisitServiceFacts
from tests.appointments.booking_harness import (
    ADMIN,
    SAM,
    TOMORROW,
    BookingHarness,
    client_access,
)
from tests.appointments.series_harness import SeriesHarness
from tests.appointments.usecases.test_earlier_times import EarlierHarness
from tests.appointments.waitlist_harness import WaitlistHarness

DAY, HOUR = 24 * 60, timedelta(hours=1)


@pytest.fixture
def harness():
    harness = BookingHarness()
    harness.work(SAM)
    return harness


@pytest.fixture
def avery(harness):
    return client_access(harness.avery)


def test_a_late_cancellation_is_refused_until_the_client_knows_and_is_then_kept(harness, avery):
    visit = harness.book(service=harness.offer(notice_period=DAY))
    harness.at = TOMORROW - HOUR
    with pytest.raises(Conflict) as refusal:
        harness.bookings.cancel(avery, visit.id, 1)
    assert (str(refusal.value), refusal.value.fresh.appointment) == (LATE, visit)
    after = harness.bookings.cancel(avery, visit.id, 1, "I am ill", allow_late=True).appointment
    assert (after.status, after.is_late, after.cancelled_by, after.cancelled_at, after.reason) == (
        AppointmentStatus.CANCELLED,
        True,
        Role.CLIENT,
        harness.at,
        "I am ill",
    )
    assert harness.appointments.get(SAM, visit.id).appointment == after


def test_a_cancellation_in_time_is_not_late_even_if_a_late_one_was_allowed(harness, avery):
    visit = harness.book(service=harness.offer(notice_period=DAY))
    harness.at = TOMORROW - 24 * HOUR
    after = harness.bookings.cancel(avery, visit.id, 1, allow_late=True).appointment
    assert (after.status, after.is_late) == (AppointmentStatus.CANCELLED, False)


def test_staff_cancel_at_any_time_without_being_late(harness):
    visit = harness.book(service=harness.offer(notice_period=DAY))
    harness.at = TOMORROW - HOUR
    assert not harness.bookings.cancel(SAM, visit.id, 1).appointment.is_late


def test_the_period_of_the_booking_counts_and_not_a_later_one(harness, avery):
    service = harness.offer(notice_period=60)
    staffs = harness.book(service=service)
    request = ServiceBooking(service, TOMORROW + 2 * HOUR, "America/New_York")
    own = harness.client_bookings.book(avery, request, None).appointment
    terms = VisitTerms(50, notice_period=12 * 60)
    facts = VisitServiceFacts("First visit", "", terms, [SAM.person])
    harness.visit_services.change(ADMIN, service, facts, 1)
    for visit in (staffs, own):
        assert visit.late_after == visit.starts_at - HOUR
        after = harness.bookings.cancel(avery, visit.id, 1).appointment
        assert not after.is_late
    assert harness.book(service=service).notice_period == 12 * 60


def test_what_staff_book_when_its_notice_period_is_over_is_never_late(harness, avery):
    visit = harness.book(service=harness.offer(notice_period=7 * DAY))
    assert visit.late_after is None
    assert not harness.bookings.cancel(avery, visit.id, 1).appointment.is_late


def test_a_client_who_books_alone_within_the_notice_period_was_told_and_cancels_late(
    harness, avery
):
    request = ServiceBooking(harness.offer(notice_period=7 * DAY), TOMORROW, "America/New_York")
    own = harness.client_bookings.book(avery, request, None).appointment
    assert harness.bookings.cancel(avery, own.id, 1, allow_late=True).appointment.is_late


def test_a_series_keeps_the_notice_period_where_it_is_still_ahead():
    harness = SeriesHarness()
    service = harness.offer(notice_period=7 * DAY)
    series = harness.book_series(service=service)
    assert [each.notice_period for each in series] == [0, *[7 * DAY] * (len(series) - 1)]


def test_a_time_that_is_offered_within_the_notice_period_is_never_late():
    harness = WaitlistHarness()
    terms = VisitTerms(60, bookable=Bookable.ONLINE, notice_period=14 * DAY)
    facts = VisitServiceFacts("First visit", "", terms, [SAM.person])
    harness.visit_services.change(ADMIN, harness.visit, facts, 1)
    avery = client_access(harness.avery)
    harness.join(avery)
    assert harness.free() == 1
    booked = harness.accept(avery)
    assert (booked.service, booked.late_after) == (harness.visit, None)


def test_a_client_who_confirms_what_staff_moved_agrees_to_its_notice_period(harness, avery):
    visit = harness.book(service=harness.offer(notice_period=60))
    later = TOMORROW + 2 * HOUR
    moved = harness.bookings.reschedule(SAM, visit.id, 1, Move(later)).appointment
    assert moved.late_after is None
    harness.attendance.confirm(avery, visit.id, 2)
    assert harness.appointments.get(SAM, visit.id).appointment.late_after == later - HOUR


def test_a_visit_that_is_given_up_for_an_offered_time_is_not_late():
    harness = EarlierHarness()
    harness.move(harness.day + timedelta(days=1))
    key = SAM.practice, harness.old.id
    harness.rows.rows[key] = replace(harness.rows.rows[key], notice_period=14 * DAY)
    harness.offers.run_due()
    harness.accept(harness.access)
    after = harness.rows.rows[key]
    assert (after.status, after.cancelled_by) == (AppointmentStatus.CANCELLED, Role.CLIENT)
    assert not after.is_late


def test_staff_who_cancel_a_whole_series_make_no_visit_late():
    harness = SeriesHarness()
    first = harness.book_series()[0]
    for key, each in harness.rows.rows.items():
        harness.rows.rows[key] = replace(each, notice_period=14 * DAY)
    harness.series_changes.cancel(SAM, first.id, 1, SeriesScope.ALL)
    assert {(each.status, each.is_late) for each in harness.rows.rows.values()} == {
        (AppointmentStatus.CANCELLED, False)
    }
