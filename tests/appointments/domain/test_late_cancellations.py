"""Tests when a client cancels late, in every zone and at clock changes."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.appointments.domain.status import HOLDING, AppointmentStatus
from chalicelib.kernel.access import Role
from chalicelib.kernel.time_zones import zone_names
from chalicelib.practice.domain.visit_terms import MAX_NOTICE_PERIOD
from tests.appointments.domain.sample_appointments import NOON, an_appointment

DAY = 24 * 60
SECOND = timedelta(seconds=1)
PERIODS = st.integers(1, MAX_NOTICE_PERIOD)
BOOKED = st.sampled_from(sorted(HOLDING - {AppointmentStatus.REQUESTED}))
ZONES = st.sampled_from(sorted(zone_names()))
STARTS = st.integers(0, 2 * 365 * DAY).map(lambda minutes: NOON + timedelta(minutes=minutes))
BEFORE = st.integers(1, 2 * MAX_NOTICE_PERIOD * 60).map(lambda seconds: timedelta(seconds=seconds))


@given(starts_at=STARTS, period=PERIODS, ahead=BEFORE, zone=ZONES, status=BOOKED)
def test_a_client_cancels_late_exactly_when_less_than_the_notice_period_is_left(
    starts_at, period, ahead, zone, status
):
    visit = an_appointment(starts_at=starts_at, notice_period=period, zone=zone, status=status)
    after = visit.cancelled(starts_at - ahead, Role.CLIENT)
    assert after.is_late == (ahead < timedelta(minutes=period))
    assert (after.cancelled_by, after.cancelled_at) == (Role.CLIENT, starts_at - ahead)


@given(period=PERIODS)
def test_at_the_end_of_the_notice_period_it_is_not_late_yet_and_a_second_after_it_is(period):
    visit = an_appointment(notice_period=period)
    assert not visit.cancelled(visit.late_after, Role.CLIENT).is_late
    assert visit.cancelled(visit.late_after + SECOND, Role.CLIENT).is_late


@given(period=PERIODS, ahead=BEFORE, first=ZONES, second=ZONES)
def test_another_zone_of_the_appointment_changes_nothing(period, ahead, first, second):
    visit = an_appointment(notice_period=period, zone=first)
    moved = visit.moved(NOON - ahead, None, None, second)
    assert (moved.late_after, moved.notice_period) == (visit.late_after, period)


@pytest.mark.parametrize(
    ("starts_at", "late_after"),
    [
        # 9 AM on the Sundays on which clocks in New York change; a day is 24 hours.
        (datetime(2027, 3, 14, 13, tzinfo=UTC), "2027-03-13T08:00"),
        (datetime(2027, 11, 7, 14, tzinfo=UTC), "2027-11-06T10:00"),
    ],
)
def test_the_hours_of_the_period_pass_also_when_the_clock_changes(starts_at, late_after):
    visit = an_appointment(starts_at=starts_at, notice_period=DAY)
    assert replace(visit, starts_at=visit.late_after).local == late_after


@given(ahead=BEFORE, by=st.sampled_from([Role.ADMIN, Role.PROVIDER, Role.SYSTEM]))
def test_only_a_client_cancels_late(ahead, by):
    visit = an_appointment(notice_period=MAX_NOTICE_PERIOD)
    assert not visit.cancelled(NOON - ahead, by).is_late


@given(ahead=BEFORE)
def test_without_a_notice_period_no_cancellation_is_late(ahead):
    visit = an_appointment()
    assert visit.late_after is None
    assert not visit.cancelled(NOON - ahead, Role.CLIENT).is_late


def test_a_request_that_nobody_confirmed_is_never_late():
    request = an_appointment(notice_period=DAY, status=AppointmentStatus.REQUESTED)
    assert request.late_after is None
    assert not request.cancelled(NOON - SECOND, Role.CLIENT).is_late
    in_time = NOON - timedelta(days=1)
    assert request.confirmed(in_time, Role.PROVIDER).late_after == in_time
    assert request.confirmed(in_time + SECOND, Role.PROVIDER).late_after is None


@given(starts_at=STARTS, new_start=STARTS, period=PERIODS, ahead=BEFORE, status=BOOKED)
def test_a_start_that_the_practice_set_is_never_late_until_the_client_confirms_it(
    starts_at, new_start, period, ahead, status
):
    visit = an_appointment(starts_at=starts_at, notice_period=period, status=status)
    now = starts_at - ahead
    if new_start == starts_at or not now < new_start <= now + timedelta(days=700):
        return
    moved = visit.moved(now, new_start, None, None)
    for each in (moved, moved.confirmed(now, Role.PROVIDER)):
        assert not each.cancelled(new_start - SECOND, Role.CLIENT).is_late
    late_after = new_start - timedelta(minutes=period)
    agreed = moved.confirmed(now, Role.CLIENT)
    assert agreed.late_after == (None if now > late_after else late_after)


@given(starts_at=STARTS, new_start=STARTS, period=PERIODS, ahead=BEFORE, passed=BEFORE)
def test_a_visit_that_gets_back_its_former_start_is_late_only_if_there_is_still_time(
    starts_at, new_start, period, ahead, passed
):
    visit = an_appointment(starts_at=starts_at, notice_period=period)
    now, then = starts_at - ahead, starts_at - ahead + passed
    if not then < min(starts_at, new_start) or new_start > now + timedelta(days=700):
        return
    back = visit.moved(now, new_start, None, None).moved(then, starts_at, None, None)
    was_moved, is_past = new_start != starts_at, then > visit.late_after
    assert back.late_after == (None if was_moved and is_past else visit.late_after)


def test_an_offer_of_another_time_for_a_request_is_never_late_until_the_client_accepts_it():
    request = an_appointment(notice_period=DAY, status=AppointmentStatus.REQUESTED)
    now, other = NOON - timedelta(days=3), NOON + timedelta(hours=1)
    offer = request.moved(now, other, None, None)
    assert not offer.cancelled(other - SECOND, Role.CLIENT).is_late
    accepted = offer.confirmed(now, Role.CLIENT)
    assert accepted.cancelled(other - SECOND, Role.CLIENT).is_late


def test_a_client_who_is_late_already_stays_late_when_they_or_staff_confirm():
    visit, now = an_appointment(notice_period=DAY), NOON - SECOND
    for by in (Role.CLIENT, Role.PROVIDER):
        assert visit.confirmed(now, by).cancelled(now, Role.CLIENT).is_late


def test_a_new_length_or_zone_changes_nothing_about_lateness():
    visit, now = an_appointment(notice_period=DAY), NOON - SECOND
    assert visit.moved(now, NOON, 25, "Asia/Tokyo").late_after == visit.late_after


def test_a_series_is_late_only_where_the_notice_period_has_begun():
    week = [
        an_appointment(notice_period=2 * DAY, starts_at=NOON + timedelta(days=n)) for n in (1, 3)
    ]
    assert [each.cancelled(NOON, Role.CLIENT).is_late for each in week] == [True, False]
