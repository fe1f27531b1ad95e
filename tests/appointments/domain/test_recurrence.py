"""Tests which rules repeat an appointment, and on which dates and instants."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from chalicelib.appointments.domain.recurrence import (
    MAX_OCCURRENCES,
    RULE_FIELD,
    WEEKDAYS,
    Frequency,
    RepeatRule,
    instant_of,
    is_shifted,
    parse_rule,
)
from chalicelib.appointments.domain.series import SeriesPlace, parse_place
from chalicelib.kernel.errors import Invalid
from chalicelib.kernel.ids import SeriesId
from chalicelib.kernel.time_zones import local_time, zone_names

DAYS = st.dates(date(2026, 1, 1), date(2030, 12, 31))
TIMES = st.datetimes(datetime(2026, 1, 1), datetime(2028, 12, 31))  # noqa: DTZ001 - clocks' times
ZONES = st.sampled_from(sorted(zone_names()))


@st.composite
def rules(draw):
    """Draw a day and a rule that has the day."""
    first = draw(DAYS)
    frequency = draw(st.sampled_from(Frequency))
    weekdays, ordinal = (), None
    if frequency is Frequency.WEEKLY and draw(st.booleans()):
        weekdays = tuple(sorted({first.weekday(), *draw(st.sets(st.integers(0, 6)))}))
    if frequency is Frequency.MONTHLY:
        ordinal = (first.day - 1) // 7 + 1
        weekdays = (first.weekday(),) if ordinal < 5 else ()
        ordinal = ordinal if weekdays else None
        assume(ordinal or first.day <= 28)
    interval, count = draw(st.integers(1, 4)), draw(st.integers(2, 12))
    assume(frequency is not Frequency.MONTHLY or interval * count <= 24)
    rule = RepeatRule(frequency, interval, weekdays, ordinal, count)
    return first, rule


@given(rules())
def test_a_rule_is_read_as_it_is_written_and_has_as_many_dates_as_it_says(drawn):
    first, rule = drawn
    assert parse_rule(rule.text) == rule
    days = rule.dates(first)
    assert (len(days), days[0]) == (rule.count, first)
    assert days == sorted(set(days))


@given(rules(), st.integers(-6, 6))
def test_a_rule_that_moves_has_the_moved_dates(drawn, by):
    first, rule = drawn
    new = first + timedelta(days=by)
    assume(rule.frequency is not Frequency.MONTHLY or (new.month == first.month and new.day <= 28))
    moved = rule.moved(first, new)
    assume(rule.frequency is not Frequency.WEEKLY or len(rule.weekdays) < 2)
    expected = [rule.moved_date(day, first, new) for day in rule.dates(first)]
    assert moved.dates(new) == expected


@given(TIMES, ZONES)
def test_the_clock_shows_the_time_of_the_rule_unless_it_skips_it(local, zone):
    local = local.replace(second=0, microsecond=0)
    at = instant_of(local, zone)
    shown = local_time(at, zone).replace(tzinfo=None)
    if is_shifted(local, zone):
        assert local < shown <= local + timedelta(days=1)
    else:
        assert shown == local
    assert at.tzinfo is UTC


@given(rules(), ZONES, TIMES)
def test_a_place_is_read_as_it_is_written(drawn, zone, slot):
    place = SeriesPlace(SeriesId("01K0"), drawn[1], zone, slot.replace(second=0, microsecond=0))
    assert parse_place(place.text) == place


def test_a_time_that_does_not_exist_is_later_and_one_that_comes_twice_is_the_first():
    skipped, twice = datetime(2027, 3, 14, 2, 30), datetime(2026, 11, 1, 1, 30)  # noqa: DTZ001
    assert instant_of(skipped, "America/New_York") == datetime(2027, 3, 14, 7, 30, tzinfo=UTC)
    assert instant_of(twice, "America/New_York") == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)
    assert (is_shifted(skipped, "America/New_York"), is_shifted(twice, "America/New_York")) == (
        True,
        False,
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Write a rule"),
        ("every week", "Write a rule"),
        ("FREQ=YEARLY;COUNT=3", "FREQ is"),
        ("FREQ=SECONDLY;COUNT=3", "FREQ is"),
        ("INTERVAL=2;COUNT=3", "FREQ is"),
        ("FREQ=WEEKLY", "when the series ends"),
        ("FREQ=WEEKLY;COUNT=3;UNTIL=20270101", "when the series ends"),
        ("FREQ=WEEKLY;COUNT=1", "COUNT is a number"),
        ("FREQ=WEEKLY;COUNT=53", "COUNT is a number"),
        ("FREQ=WEEKLY;COUNT=9999999999999", "COUNT is a number"),
        ("FREQ=WEEKLY;COUNT=-3", "COUNT is a number"),
        ("FREQ=WEEKLY;COUNT=٣", "COUNT is a number"),
        ("FREQ=WEEKLY;COUNT=3;COUNT=4", "Write a rule"),
        ("FREQ=WEEKLY;INTERVAL=0;COUNT=3", "INTERVAL is a number"),
        ("FREQ=WEEKLY;UNTIL=soon", "UNTIL is a day"),
        ("FREQ=WEEKLY;UNTIL=20270230", "UNTIL is a day"),
        ("FREQ=WEEKLY;UNTIL=20270101T2500Z", "UNTIL is a day"),
        ("FREQ=WEEKLY;UNTIL=20270101T235959", "UNTIL is a day"),
        ("FREQ=WEEKLY;BYDAY=XX;COUNT=3", "BYDAY lists"),
        ("FREQ=WEEKLY;BYDAY=MO,MO;COUNT=3", "BYDAY lists"),
        ("FREQ=WEEKLY;BYDAY=2MO;COUNT=3", "A weekly rule"),
        ("FREQ=MONTHLY;BYDAY=5MO;COUNT=3", "A weekly rule"),
        ("FREQ=MONTHLY;BYDAY=1MO,1TU;COUNT=3", "A weekly rule"),
        ("FREQ=DAILY;BYDAY=MO;COUNT=3", "A weekly rule"),
        ("FREQ=WEEKLY;BYHOUR=3;COUNT=3", "BYHOUR is not supported"),
        ("FREQ=WEEKLY;BYSETPOS=1;COUNT=3", "BYSETPOS is not supported"),
        ("DTSTART=20260101;FREQ=WEEKLY;COUNT=3", "DTSTART is not supported"),
    ],
)
def test_another_rule_is_refused_with_words(text, words):
    with pytest.raises(Invalid) as refusal:
        parse_rule(text)
    assert words in refusal.value.fields[RULE_FIELD]


@given(st.text(alphabet="FREQ=WEKLYDAI;COUNT1234567890,MOTUNILBVAZ-+ ", max_size=60))
def test_any_text_is_a_rule_or_is_refused(text):
    try:
        rule = parse_rule(text)
    except Invalid:
        return
    assert parse_rule(rule.text) == rule


@pytest.mark.parametrize(
    ("text", "first", "words"),
    [
        ("FREQ=WEEKLY;BYDAY=MO;COUNT=3", date(2026, 11, 24), "not on a day of the rule"),
        ("FREQ=WEEKLY;UNTIL=20261124", date(2026, 11, 24), "one appointment only"),
        ("FREQ=WEEKLY;UNTIL=20261101", date(2026, 11, 24), "not on a day of the rule"),
        ("FREQ=DAILY;UNTIL=20270131", date(2026, 11, 24), "up to 52 appointments"),
        ("FREQ=MONTHLY;COUNT=40", date(2026, 11, 24), "within two years"),
        ("FREQ=MONTHLY;COUNT=3", date(2026, 12, 31), "Not every month has the day 31"),
    ],
)
def test_a_rule_that_does_not_fit_its_first_day_is_refused(text, first, words):
    with pytest.raises(Invalid) as refusal:
        parse_rule(text).dates(first)
    assert words in refusal.value.fields[RULE_FIELD]


@given(
    first=DAYS,
    minutes=st.integers(0, 24 * 60 - 1),
    days=st.integers(1, 40),
    shift=st.integers(-36 * 3600, 36 * 3600),
    zone=st.sampled_from(["UTC", "America/New_York", "Pacific/Kiritimati", "Pacific/Pago_Pago"]),
)
def test_an_end_in_utc_is_the_last_appointment_that_begins_by_then(
    first, minutes, days, shift, zone
):
    """RFC 5545: a rule with a zone ends in UTC, and the end itself belongs to it."""
    start = time(*divmod(minutes, 60))
    until = instant_of(datetime.combine(first + timedelta(days=days), start), zone)
    until += timedelta(seconds=shift)
    rule = parse_rule(f"FREQ=DAILY;UNTIL={until:%Y%m%dT%H%M%SZ}").in_zone(zone, start)
    begins = [
        instant_of(datetime.combine(first + timedelta(days=n), start), zone) for n in range(48)
    ]
    expected = sum(each <= until for each in begins)
    try:
        assert len(rule.dates(first)) == expected
    except Invalid:
        assert expected <= 1


def test_a_year_of_weeks_is_the_longest_series():
    assert len(parse_rule(f"FREQ=WEEKLY;COUNT={MAX_OCCURRENCES}").dates(date(2026, 11, 24))) == 52
    assert WEEKDAYS[date(2026, 11, 24).weekday()] == "TU"


def test_a_monthly_series_moves_to_another_weekday_of_the_month():
    rule = parse_rule("FREQ=MONTHLY;BYDAY=2TU;COUNT=3")
    old, new = date(2026, 12, 8), date(2026, 12, 31)
    assert rule.moved(old, new).text == "FREQ=MONTHLY;BYDAY=-1TH;COUNT=3"
    assert rule.moved_date(date(2027, 1, 12), old, new) == date(2027, 1, 28)
    by_day = parse_rule("FREQ=MONTHLY;COUNT=3")
    with pytest.raises(Invalid) as refusal:
        by_day.moved(old, new)
    assert "starts_at" in refusal.value.fields
