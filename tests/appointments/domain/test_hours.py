"""Tests when providers work, also on the days when the clocks change."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.appointments.domain.availability import SlotRule, open_slots
from chalicelib.appointments.domain.hours import (
    MIDNIGHT,
    DayException,
    Holiday,
    Holidays,
    HoursWindow,
    ProviderHours,
    TimeOff,
    WeeklyWindow,
    clock_of,
    days_off,
    minutes_of,
    open_intervals,
    validate_holidays,
    validate_hours,
)
from chalicelib.appointments.domain.slots import BusyInterval
from chalicelib.kernel.errors import Invalid
from chalicelib.kernel.ids import AppointmentId
from chalicelib.kernel.time_zones import local_time
from tests.appointments.domain.sample_appointments import SAM

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
NEW_YORK = "America/New_York"
SPRING, AUTUMN = date(2026, 3, 8), date(2026, 11, 1)
"""The days on which New York's clocks skip an hour, and repeat one."""
EDGES = [
    (NEW_YORK, SPRING),
    (NEW_YORK, AUTUMN),
    ("Europe/Vienna", date(2026, 3, 29)),
    ("Europe/Vienna", date(2026, 10, 25)),
    ("Australia/Lord_Howe", date(2026, 4, 5)),
    ("Australia/Lord_Howe", date(2026, 10, 4)),
    ("America/Santiago", date(2026, 9, 6)),
    ("Asia/Kathmandu", date(2026, 5, 5)),
]
MINUTES_OF_DAY = st.integers(0, MIDNIGHT)
WINDOWS = st.tuples(MINUTES_OF_DAY, MINUTES_OF_DAY).filter(lambda pair: pair[0] < pair[1])


def every_day(*windows, zone=NEW_YORK, **changed):
    weekly = [WeeklyWindow(day, HoursWindow(*each)) for day in range(7) for each in windows]
    return ProviderHours(SAM, zone, tuple(weekly), **changed)


def around(day):
    since = datetime(day.year, day.month, day.day, tzinfo=UTC) - DAY
    return since, since + 3 * DAY


def locals_of(hours, day, minutes=60):
    since, until = around(day)
    intervals = open_intervals(hours, (), since, until)
    starts = open_slots(SlotRule(minutes), intervals, (), since)
    local = [local_time(at, hours.zone) for at in starts]
    return [f"{at:%H:%M}" for at in local if at.date() == day]


@settings(deadline=None, max_examples=60)
@given(edge=st.sampled_from(EDGES), windows=st.lists(WINDOWS, min_size=1, max_size=3))
def test_a_minute_is_open_exactly_if_the_clock_shows_a_time_in_a_window(edge, windows):
    zone, day = edge
    since, until = around(day)
    intervals = open_intervals(every_day(*windows, zone=zone), (), since, until)
    assert all(one.ends_at < other.starts_at for one, other in pairwise(intervals))
    at = since
    while at < until:
        clock = local_time(at, zone)
        minute = clock.hour * 60 + clock.minute
        shown = any(start <= minute < end for start, end in windows)
        assert shown == any(each.starts_at <= at < each.ends_at for each in intervals), clock
        at += 7 * MINUTE


@settings(deadline=None, max_examples=60)
@given(
    edge=st.sampled_from(EDGES),
    windows=st.lists(WINDOWS, min_size=1, max_size=3),
    minutes=st.sampled_from([15, 50, 90]),
    buffers=st.tuples(st.sampled_from([0, 10]), st.sampled_from([0, 15])),
    busy=st.lists(st.tuples(st.integers(0, 4000), st.integers(5, 200)), max_size=6),
)
def test_each_slot_is_open_and_free_and_none_is_missing(edge, windows, minutes, buffers, busy):
    zone, day = edge
    since, until = around(day)
    intervals = open_intervals(every_day(*windows, zone=zone), (), since, until)
    taken = [
        BusyInterval(since + start * MINUTE, since + (start + length) * MINUTE, AppointmentId("a"))
        for start, length in busy
    ]
    before, after = buffers
    slots = open_slots(SlotRule(minutes, before, after), intervals, taken, since + HOUR)
    expected, at = [], since
    while at < until:
        end = at + minutes * MINUTE
        works = any(each.holds(at, end) for each in intervals)
        is_free = not any(
            each.overlaps(at - before * MINUTE, end + after * MINUTE) for each in taken
        )
        if works and is_free and at >= since + HOUR:
            expected.append(at)
        at += 15 * MINUTE
    assert slots == expected


@pytest.mark.parametrize(("zone", "edge"), EDGES)
def test_the_days_off_are_time_off_closed_days_and_holidays_whole_by_the_providers_clock(
    zone, edge
):
    before, after = edge - timedelta(days=1), edge + timedelta(days=1)
    open_on_holiday = DayException(after, (HoursWindow(600, 660),))
    hours = ProviderHours(
        SAM,
        zone,
        exceptions=(DayException(before), open_on_holiday),
        time_off=(TimeOff(edge, edge),),
    )
    noon = datetime(edge.year, edge.month, edge.day, 12, tzinfo=UTC)
    holidays = (edge + timedelta(days=2), after)
    days = days_off(hours, holidays, noon - 9 * DAY, noon + 9 * DAY)
    starts = [local_time(each.starts_at, zone) for each in days]
    assert [each.date() for each in starts] == [before, edge, edge + timedelta(days=2)]
    # A day begins after the last minute of the one before, also where the clocks skip midnight.
    for each in days:
        last = [local_time(at - MINUTE, zone).date() for at in (each.starts_at, each.ends_at)]
        first = [local_time(at, zone).date() for at in (each.starts_at, each.ends_at)]
        assert [day + DAY for day in last] == first
    assert [each.is_holiday for each in days] == [False, False, True]
    assert days_off(hours, holidays, days[0].ends_at, days[1].starts_at + HOUR) == [days[1]]


def test_times_that_the_clock_skips_are_no_slots():
    assert locals_of(every_day((0, 5 * 60)), SPRING) == [
        *(["00:00", "00:15", "00:30", "00:45", "01:00", "01:15", "01:30", "01:45"]),
        *(["03:00", "03:15", "03:30", "03:45", "04:00"]),
    ]


def test_times_that_the_clock_shows_twice_are_slots_twice():
    assert locals_of(every_day((60, 2 * 60)), AUTUMN, minutes=30) == [
        *(["01:00", "01:15", "01:30", "01:45", "01:00", "01:15", "01:30"]),
    ]


def test_a_holiday_time_off_and_an_exception_change_single_days():
    monday = date(2026, 11, 23)
    hours = every_day(
        (540, 600),
        exceptions=(
            DayException(monday + DAY),
            DayException(monday + 2 * DAY, (HoursWindow(600, 660),)),
        ),
        time_off=(TimeOff(monday + 3 * DAY, monday + 4 * DAY),),
    )
    holidays = [monday, monday + 2 * DAY]
    windows = [hours.windows_of(monday + number * DAY, holidays) for number in range(6)]
    assert [[each.start for each in day] for day in windows] == [[], [], [600], [], [], [540]]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"zone": "Mars/Olympus"}, "zone"),
        ({"weekly": (WeeklyWindow(0, HoursWindow(600, 600)),)}, "weekly.0.to"),
        ({"time_off": (TimeOff(SPRING, SPRING - DAY),)}, "time_off.0.to"),
        ({"exceptions": (DayException(SPRING), DayException(SPRING))}, "exceptions.1.day"),
        (
            {"exceptions": (DayException(SPRING, (HoursWindow(9, 5),)),)},
            "exceptions.0.hours.0.to",
        ),
        ({"weekly": (WeeklyWindow(0, HoursWindow(0, 1)),) * 51}, "weekly"),
    ],
)
def test_impossible_hours_are_refused_and_their_field_named(changed, field):
    with pytest.raises(Invalid) as refusal:
        validate_hours(
            every_day((540, 600), **changed)
            if "weekly" not in changed
            else ProviderHours(SAM, NEW_YORK, **changed)
        )
    assert list(refusal.value.fields) == [field]


def test_holidays_are_sorted_and_none_is_there_twice():
    days = Holidays((Holiday(AUTUMN, "B"), Holiday(SPRING, "A")))
    assert [each.name for each in validate_holidays(days).days] == ["A", "B"]
    with pytest.raises(Invalid):
        validate_holidays(Holidays((Holiday(AUTUMN, "B"), Holiday(AUTUMN, "A"))))


@given(MINUTES_OF_DAY)
def test_a_clock_time_is_read_as_it_was_written(minutes):
    assert minutes_of(clock_of(minutes)) == minutes


@pytest.mark.parametrize("text", ["9:00", "24:01", "25:00", "12:60", "", "noon", "09:00:00"])
def test_other_texts_are_no_clock_times(text):
    with pytest.raises(ValueError, match="09:30"):
        minutes_of(text)
