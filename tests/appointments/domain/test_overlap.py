"""Tests which appointments take the time of another appointment."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.appointments.domain.overlap import busy_time, is_overlapping
from chalicelib.appointments.domain.status import HOLDING, AppointmentStatus
from chalicelib.kernel.ids import AppointmentId
from tests.appointments.domain.sample_appointments import an_appointment

ONE = an_appointment()
MINUTES = st.integers(min_value=5, max_value=480)
GAPS = st.integers(min_value=-600, max_value=600)


def _other(gap, minutes, **changed):
    start = ONE.starts_at + timedelta(minutes=gap)
    return replace(ONE, id=AppointmentId("other"), starts_at=start, minutes=minutes, **changed)


@given(GAPS, MINUTES)
def test_two_appointments_overlap_exactly_if_some_minute_belongs_to_both(gap, minutes):
    shared = set(range(ONE.minutes)) & set(range(gap, gap + minutes))
    assert is_overlapping(busy_time(ONE), _other(gap, minutes)) == bool(shared)


@given(GAPS, MINUTES)
def test_overlapping_is_mutual(gap, minutes):
    other = _other(gap, minutes)
    assert is_overlapping(busy_time(ONE), other) == is_overlapping(busy_time(other), ONE)


def test_an_appointment_does_not_overlap_itself():
    assert not is_overlapping(busy_time(ONE), ONE)


def test_an_appointment_that_is_over_or_called_off_takes_no_time():
    for status in set(AppointmentStatus) - HOLDING:
        assert not is_overlapping(busy_time(ONE), _other(0, 50, status=status))
