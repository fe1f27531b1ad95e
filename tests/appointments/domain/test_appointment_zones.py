"""Tests an appointment's local time in every time zone and at clock changes."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.appointments.domain.times import whole_minute
from chalicelib.kernel.time_zones import time_zone, zone_names
from tests.appointments.domain.sample_appointments import NOON, an_appointment, check_time

ZONES = sorted(zone_names())
INSTANTS = st.integers(0, 2 * 365 * 24 * 60).map(lambda n: NOON + timedelta(minutes=n))
SPRING, FALL = datetime(2027, 3, 14, 7, tzinfo=UTC), datetime(2027, 11, 7, 6, tzinfo=UTC)
"""The instants at which clocks in New York are put forward and back."""


def edges(zone):
    """Return the instants within two years at which a time zone's offset changes."""
    hours = [NOON + timedelta(hours=n) for n in range(2 * 365 * 24)]
    offsets = [each.astimezone(time_zone(zone)).utcoffset() for each in hours]
    return [hours[n] for n in range(1, len(hours)) if offsets[n] != offsets[n - 1]]


@given(at=INSTANTS, zone=st.sampled_from(ZONES))
def test_a_local_time_means_the_instant_that_it_came_from(at, zone):
    """
    An appointment's local time must mean the instant from which it was computed.

    If a clock shows a local time twice, the instant must be one of the two.
    """
    local = datetime.fromisoformat(an_appointment(starts_at=at, zone=zone).local)
    meant = [local.replace(tzinfo=time_zone(zone), fold=fold).astimezone(UTC) for fold in (0, 1)]
    assert at in meant


@given(at=INSTANTS, zone=st.sampled_from(ZONES))
def test_the_offset_in_which_a_time_is_written_does_not_matter(at, zone):
    written = at.astimezone(time_zone(zone)), at, at.astimezone(time_zone("Asia/Kathmandu"))
    assert {whole_minute(each) for each in written} == {at}
    moved = an_appointment().moved(NOON, at + timedelta(hours=15), None, zone)
    assert (
        moved.moved(NOON, None, None, "UTC").starts_at
        == moved.starts_at
        == at + timedelta(hours=15)
    )


def test_an_hour_that_a_clock_skips_is_no_local_time():
    locals_ = {
        an_appointment(starts_at=SPRING + timedelta(minutes=n)).local for n in range(-90, 90)
    }
    assert not [each for each in locals_ if "T02:" in each]
    assert an_appointment(starts_at=SPRING).local == "2027-03-14T03:00"
    assert an_appointment(starts_at=SPRING - timedelta(minutes=1)).local == "2027-03-14T01:59"


def test_an_hour_that_a_clock_shows_twice_is_two_appointments():
    first, second = (an_appointment(starts_at=FALL + timedelta(minutes=n)) for n in (-30, 30))
    assert first.local == second.local == "2027-11-07T01:30"
    assert second.starts_at - first.starts_at == timedelta(hours=1)
    assert first.ends_at <= second.starts_at
    for text, expected in (
        ("2027-11-07T01:30:00-04:00", first),
        ("2027-11-07T01:30:00-05:00", second),
    ):
        assert an_appointment(starts_at=whole_minute(datetime.fromisoformat(text))) == expected


@pytest.mark.parametrize(
    "zone",
    [
        "America/New_York",
        "Europe/Vienna",
        "Australia/Lord_Howe",
        "Africa/Casablanca",
        "Pacific/Apia",
    ],
)
@pytest.mark.parametrize("before", [1, 20, 49])
def test_a_visit_across_a_change_of_the_clock_is_as_long_as_it_was_booked(zone, before):
    for edge in edges(zone):
        over = check_time(
            an_appointment(starts_at=edge - timedelta(minutes=before), zone=zone), NOON
        )
        assert over.ends_at - over.starts_at == timedelta(minutes=50)
        assert over.closes_at - over.opens_at == timedelta(hours=3, minutes=50)


@pytest.mark.parametrize(
    ("stored", "canonical"),
    [("right/America/New_York", "America/New_York"), ("US/Eastern", "America/New_York")],
)
def test_an_appointment_with_an_old_zone_can_be_made_longer(stored, canonical):
    before = an_appointment(zone=stored)
    for sent in (None, stored):
        after = before.moved(NOON, None, 25, sent)
        assert (after.starts_at, after.local, after.zone) == (
            before.starts_at,
            before.local,
            canonical,
        )
