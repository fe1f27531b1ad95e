"""Tests that time zones come from the pinned table, and how days are counted."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.kernel import time_zones
from chalicelib.kernel.errors import Invalid
from chalicelib.kernel.time_zones import (
    latest_day,
    local_day,
    local_time,
    start_of_day,
    zone_offsets,
)

ZONES = st.sampled_from(sorted(time_zones.zone_names()))
DAYS = st.dates(date(2000, 1, 1), date(2199, 12, 30))
ONE_DAY, MOMENT = timedelta(days=1), timedelta(microseconds=1)


def hint(name):
    with pytest.raises(Invalid) as refusal:
        time_zones.zone(name)
    return refusal.value.fields["zone"]


def test_vancouver_keeps_summer_time_since_2026():
    """The pinned table must know this law; the tables of many machines do not."""
    winter = datetime(2027, 1, 12, 20, tzinfo=UTC)
    assert f"{local_time(winter, 'America/Vancouver'):%H:%M}" == "13:00"


@pytest.mark.parametrize(
    "name",
    [
        "Factory",
        "posixrules",
        "localtime",
        "right/America/New_York",
        "posix/America/New_York",
        "Etc/Unknown",
        "zone.tab",
        "tzdata.zi",
    ],
)
def test_other_files_of_a_table_are_no_zones(name):
    assert hint(name) == "Write a time zone such as America/New_York."


@pytest.mark.parametrize(
    ("old", "canonical"),
    [
        ("US/Eastern", "America/New_York"),
        ("Asia/Calcutta", "Asia/Kolkata"),
        ("america/new_york", "America/New_York"),
    ],
)
def test_the_error_about_an_old_name_contains_the_canonical_one(old, canonical):
    assert canonical in hint(old)


@given(name=ZONES)
def test_a_canonical_name_is_read_as_it_is(name):
    assert time_zones.zone(f" {name} ") == name
    assert time_zones.time_zone(name).key == name


@pytest.mark.parametrize(
    ("stored", "read"),
    [
        ("right/America/New_York", "America/New_York"),
        ("Etc/Unknown", "UTC"),
        ("../../etc/passwd", "UTC"),
        ("America", "UTC"),
        ("", "UTC"),
    ],
)
def test_an_unknown_stored_name_does_not_make_a_record_unreadable(stored, read):
    assert time_zones.time_zone(stored).key == read


@given(day=DAYS, name=ZONES)
def test_a_day_lasts_from_its_start_to_the_start_of_the_next_one(day, name):
    first, end = start_of_day(day, name), start_of_day(day + ONE_DAY, name)
    assert local_day(first, name) == local_day(end - MOMENT, name) == day
    assert local_day(first - MOMENT, name) == day - ONE_DAY


def test_the_latest_day_is_that_of_the_zone_or_of_utc():
    late, early = (datetime(2026, 11, 24, hour, tzinfo=UTC) for hour in (23, 1))
    assert latest_day(late, "Asia/Tokyo") == date(2026, 11, 25)
    assert latest_day(early, "America/New_York") == date(2026, 11, 24)


@given(minutes=st.integers(0, 3 * 365 * 24 * 60), name=ZONES)
def test_the_offsets_of_a_zone_give_its_local_times(minutes, name):
    since = datetime(2026, 1, 1, tzinfo=UTC)
    at = since + timedelta(minutes=minutes)
    offsets = zone_offsets(name, since, since + timedelta(days=3 * 366))
    offset = [each.offset for each in offsets if each.since <= at][-1]
    assert local_time(at, name).replace(tzinfo=None) == (at + offset).replace(tzinfo=None)
