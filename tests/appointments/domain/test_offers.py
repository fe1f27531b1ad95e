"""Tests how long an offer of the waitlist lasts."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.appointments.domain.offers import SHORTEST_OFFER, offer_end
from chalicelib.kernel.time_zones import local_time
from chalicelib.practice.domain.practice import (
    MAX_OFFER_HOURS,
    MIN_OFFER_HOURS,
    Practice,
)
from chalicelib.practice.domain.reminder_rule import ReminderRule
from tests.appointments.domain.sample_appointments import PRACTICE

ZONE = "America/New_York"
HOURS = st.integers(MIN_OFFER_HOURS, MAX_OFFER_HOURS)
INSTANTS = st.integers(0, 2 * 365 * 24 * 60).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
QUIET = st.builds(
    lambda begin, length: ReminderRule(
        (24,), begin, (datetime.combine(date.min, begin) + timedelta(hours=length)).time()
    ),
    st.builds(time, st.integers(0, 23), st.sampled_from([0, 30])),
    st.integers(0, 16),
)


def a_practice(**changed):
    return Practice(PRACTICE, "Elm", ZONE, **changed)


@given(
    now=INSTANTS,
    ahead=st.integers(0, 60 * 24 * 4),
    notice=st.integers(0, 60 * 48),
    quiet=QUIET,
    hours=HOURS,
)
def test_an_offer_gives_enough_time_outside_quiet_hours(now, ahead, notice, quiet, hours):
    starts_at = now + timedelta(minutes=ahead)
    ends = offer_end(now, starts_at, notice, a_practice(reminders=quiet, offer_hours=hours))
    if ends is None:
        return
    assert now < ends <= starts_at - timedelta(minutes=notice)
    minutes = int((ends - now).total_seconds() // 60)
    awake = sum(
        not quiet.is_quiet(now + timedelta(minutes=minute), ZONE) for minute in range(minutes)
    )
    # A quarter of an hour counts as its first minute does.
    assert awake >= SHORTEST_OFFER.total_seconds() // 60 - 15
    assert awake <= hours * 60 + 15


def test_an_offer_by_day_lasts_two_hours():
    noon = datetime(2026, 11, 24, 17, tzinfo=UTC)
    assert offer_end(noon, noon + timedelta(days=3), 0, a_practice()) == noon + timedelta(hours=2)


def test_the_clock_of_an_offer_stops_in_the_night():
    evening = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)
    assert local_time(evening, ZONE).hour == 20
    ends = offer_end(evening, evening + timedelta(days=3), 0, a_practice())
    assert local_time(ends, ZONE) == local_time(evening, ZONE).replace(hour=9) + timedelta(days=1)


def test_an_offer_ends_when_the_minimum_notice_begins():
    noon = datetime(2026, 11, 24, 17, tzinfo=UTC)
    starts_at = noon + timedelta(hours=3)
    assert offer_end(noon, starts_at, 120, a_practice()) == noon + timedelta(hours=1)
    assert offer_end(noon, starts_at, 170, a_practice()) is None
    assert offer_end(noon, noon, 0, a_practice()) is None


@pytest.mark.parametrize("hours", [1, 5, 24])
def test_the_practice_says_how_long_an_offer_lasts(hours):
    practice = a_practice(offer_hours=hours, reminders=ReminderRule((24,), time(3), time(3)))
    noon = datetime(2026, 11, 24, 17, tzinfo=UTC)
    ends = offer_end(noon, noon + timedelta(days=9), 0, practice)
    assert ends == noon + timedelta(hours=hours)


def test_a_long_offer_leaves_out_every_night():
    """24 hours that count, of which 13 are in each day, end two nights later."""
    noon = datetime(2026, 11, 24, 17, tzinfo=UTC)
    ends = offer_end(noon, noon + timedelta(days=9), 0, a_practice(offer_hours=24))
    # From noon 9 hours until 9 PM, 13 on the next day, and 2 from 8 AM on the third.
    assert local_time(ends, ZONE) == local_time(noon, ZONE).replace(day=26, hour=10)
