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
    assert request.confirmed(NOON - SECOND).late_after == NOON - timedelta(days=1)


@given(starts_at=STARTS, new_start=STARTS, period=PERIODS, ahead=BEFORE)
def test_a_move_by_the_practice_never_makes_a_cancellation_late(
    starts_at, new_start, period, ahead
):
    visit, now = an_appointment(starts_at=starts_at, notice_period=period), starts_at - ahead
    if not now < new_start <= now + timedelta(days=700):
        return
    moved = visit.moved(now, new_start, None, None)
    if moved.is_late_at(now):
        assert visit.is_late_at(now)
    else:
        assert moved.notice_period == (
            0 if now > new_start - timedelta(minutes=period) else visit.notice_period
        )


def test_a_series_is_late_only_where_the_notice_period_has_begun():
    week = [
        an_appointment(notice_period=2 * DAY, starts_at=NOON + timedelta(days=n)) for n in (1, 3)
    ]
    assert [each.cancelled(NOON, Role.CLIENT).is_late for each in week] == [True, False]
