"""Tests that series are booked, moved and cancelled as one, all or none."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from chalicelib.appointments.domain.recurrence import parse_rule
from chalicelib.appointments.domain.series import SeriesScope
from chalicelib.appointments.domain.status import AppointmentStatus
from chalicelib.appointments.usecases.booking_requests import Booking, Move
from chalicelib.appointments.usecases.series_ports import Repeat
from chalicelib.kernel.errors import Conflict, Failure, Invalid, NotAllowed, SlotTaken
from chalicelib.kernel.idempotency import IdempotencyKey
from chalicelib.notices.domain import NoticeKind
from tests.appointments.booking_harness import ADMIN, KIM, SAM, TOMORROW, client_access
from tests.appointments.series_harness import RULE_WEEKS, WEEKLY, SeriesHarness

KEY = IdempotencyKey("key", "0" * 64)
HOUR, WEEK = timedelta(hours=1), timedelta(weeks=1)
FOLLOWING, ALL = SeriesScope.FOLLOWING, SeriesScope.ALL


@pytest.fixture
def harness():
    return SeriesHarness()


def kinds(harness):
    return [each.kind for each in harness.outbox.sent]


def test_each_date_is_an_appointment_of_its_own_and_one_notice_tells_of_all(harness):
    series = harness.book_series()
    assert harness.clocks(series[0]) == RULE_WEEKS
    assert len({each.id for each in series}) == 5
    seats = {seat.seat for each in series for seat in each.participants}
    assert len(seats) == 10
    assert all(len(dict(each.names)) == 2 for each in series)
    assert kinds(harness) == [NoticeKind.SERIES_BOOKED]
    assert harness.taken() == {each.id for each in series}
    assert len(harness.rows.plans) == 5


def test_a_series_keeps_the_time_of_the_clock_over_a_change_of_the_clocks(harness):
    at = TOMORROW + timedelta(weeks=14)
    series = harness.book_series(starts_at=at)
    assert [f"{each.starts_at:%m-%d %H:%M}" for each in series] == [
        "03-03 15:00",
        "03-10 15:00",
        "03-17 14:00",
        "03-24 14:00",
        "03-31 14:00",
    ]
    assert {clock[6:] for clock in harness.clocks(series[0])} == {"10:00"}


def test_taken_dates_are_named_and_nothing_is_booked_until_they_are_left_out(harness):
    harness.book(starts_at=TOMORROW + WEEK, allow_overlap=False)
    harness.book(starts_at=TOMORROW + 3 * WEEK, allow_overlap=False)
    with pytest.raises(SlotTaken, match="2 of 5 times are taken: December 2, December 16") as no:
        harness.book_series()
    assert [each["local"] for each in no.value.taken] == ["2026-12-02T10:00", "2026-12-16T10:00"]
    assert no.value.free[0]["local"] == "2026-12-02T11:00"
    assert (len(harness.rows.rows), harness.series.rows) == (2, {})
    series = harness.book_series(skip=[date(2026, 12, 2), date(2026, 12, 16)])
    assert harness.clocks(series[0]) == [RULE_WEEKS[0], RULE_WEEKS[2], RULE_WEEKS[4]]


def test_taken_times_are_booked_knowingly_only(harness):
    """S2: a double booking by a series is allowed by a person, and never silent."""
    first = harness.book(starts_at=TOMORROW, allow_overlap=False)
    series = harness.book_series(allow_overlap=True)
    assert len(series) == 5
    overlaps = harness.bookings.overlaps.with_overlaps(
        SAM, harness.appointments.get(SAM, series[0].id)
    ).overlaps
    assert {each.appointment for each in overlaps} == {first.id}


def test_a_preview_names_dates_and_books_nothing(harness):
    harness.book(starts_at=TOMORROW + WEEK, allow_overlap=False)
    booking, repeat = _request(harness)
    dates = harness.series_bookings.preview(SAM, booking, repeat)
    assert [each.is_taken for each in dates] == [False, True, False, False, False]
    assert len(harness.rows.rows) == 1


def _request(harness, rule=WEEKLY):
    return Booking(harness.avery, TOMORROW, 50, "America/New_York"), Repeat(parse_rule(rule))


def test_a_time_that_the_clock_skips_is_shown_and_booked_an_hour_later(harness):
    at = TOMORROW.replace(year=2027, month=3, day=7, hour=7, minute=30)
    booking, repeat = _request(harness, "FREQ=WEEKLY;COUNT=3")
    dates = harness.series_bookings.preview(SAM, replace(booking, starts_at=at), repeat)
    assert [(each.is_shifted, f"{each.starts_at:%H:%M}") for each in dates] == [
        (False, "07:30"),
        (True, "07:30"),
        (False, "06:30"),
    ]


def test_a_repeated_request_books_no_second_series(harness):
    first = harness.book_series(key=KEY)
    assert harness.book_series(key=KEY) == first
    assert len(harness.rows.rows) == 5
    assert kinds(harness) == [NoticeKind.SERIES_BOOKED]


def test_one_is_moved_and_all_the_others_stay(harness):
    series = harness.book_series()
    harness.bookings.reschedule(SAM, series[1].id, 1, Move(series[1].starts_at + HOUR))
    assert harness.clocks(series[0])[1] == "12-02 11:00"
    assert [each for each in harness.clocks(series[0]) if each in RULE_WEEKS] == [
        each for each in RULE_WEEKS if each != "12-02 10:00"
    ]
    assert not harness.all_of(series[0])[1].series.holds(series[1].starts_at + HOUR)


def test_this_and_the_following_move_and_the_earlier_stay(harness):
    series = harness.book_series()
    to = Move(series[2].starts_at + timedelta(days=1, hours=2))
    harness.outbox.sent.clear()
    harness.series_changes.reschedule(SAM, series[2].id, 1, FOLLOWING, to)
    assert harness.clocks(series[0]) == [
        *RULE_WEEKS[:2],
        "12-10 12:00",
        "12-17 12:00",
        "12-24 12:00",
    ]
    assert kinds(harness) == [NoticeKind.SERIES_MOVED]
    assert [each.series.rule.weekdays for each in harness.all_of(series[0])][2:] == [()] * 3


def test_what_was_moved_alone_keeps_its_time_and_takes_a_new_length(harness):
    series = harness.book_series()
    harness.bookings.reschedule(SAM, series[3].id, 1, Move(series[3].starts_at + HOUR))
    later = Move(series[0].starts_at + 4 * HOUR, minutes=25)
    harness.series_changes.reschedule(SAM, series[0].id, 1, ALL, later)
    assert [clock[6:] for clock in harness.clocks(series[0])] == [
        "14:00",
        "14:00",
        "14:00",
        "11:00",
        "14:00",
    ]
    assert {each.minutes for each in harness.all_of(series[0])} == {25}


def test_a_weekly_series_can_move_onto_its_own_next_dates(harness):
    series = harness.book_series()
    harness.series_changes.reschedule(SAM, series[0].id, 1, ALL, Move(TOMORROW + WEEK))
    assert harness.clocks(series[0]) == [*RULE_WEEKS[1:], "12-30 10:00"]
    assert len(harness.taken()) == 5


def test_a_move_into_taken_times_names_them_and_changes_nothing(harness):
    series = harness.book_series()
    harness.book(starts_at=TOMORROW + WEEK + 3 * HOUR, allow_overlap=False)
    with pytest.raises(SlotTaken, match="1 of 5 times are taken: December 2"):
        harness.series_changes.reschedule(SAM, series[0].id, 1, ALL, Move(TOMORROW + 3 * HOUR))
    assert harness.clocks(series[0]) == RULE_WEEKS


def test_cancelled_all_leaves_the_past_untouched(harness):
    series = harness.book_series()
    harness.at = series[1].ends_at + timedelta(hours=3)
    harness.outbox.sent.clear()
    harness.series_changes.cancel(SAM, series[3].id, 1, ALL, "Moving away")
    after = harness.all_of(series[0])
    assert [each.status for each in after] == [AppointmentStatus.BOOKED] * 2 + [
        AppointmentStatus.CANCELLED
    ] * 3
    assert {each.reason for each in after[2:]} == {"Moving away"}
    assert kinds(harness) == [NoticeKind.SERIES_CANCELLED]
    assert harness.taken() == {each.id for each in after[:2]}


def test_this_and_the_following_are_cancelled_and_the_earlier_stay(harness):
    series = harness.book_series()
    harness.series_changes.cancel(SAM, series[2].id, 1, FOLLOWING)
    assert harness.clocks(series[0]) == RULE_WEEKS[:2]


def test_a_client_sees_appointments_and_cancels_one_only(harness):
    series, avery = harness.book_series(), client_access(harness.avery)
    with pytest.raises(NotAllowed):
        harness.series_changes.cancel(avery, series[1].id, 1, ALL)
    with pytest.raises(NotAllowed):
        harness.series_bookings.book(avery, *_request(harness), None)
    harness.bookings.cancel(avery, series[1].id, 1)
    assert len(harness.clocks(series[0])) == 4


def test_a_colleague_without_access_cannot_change_the_series(harness):
    """S2: a series of a client out of reach is as if it did not exist."""
    series = harness.book_series()
    with pytest.raises(Failure, match="does not exist"):
        harness.series_changes.cancel(KIM, series[0].id, 1, ALL)
    assert len(harness.clocks(series[0])) == 5
    harness.series_changes.cancel(ADMIN, series[0].id, 1, ALL)


def test_a_late_change_and_one_without_a_series_are_refused(harness):
    series, single = harness.book_series(), harness.book(KIM, client=harness.morgan)
    harness.bookings.reschedule(SAM, series[0].id, 1, Move(minutes=25))
    with pytest.raises(Conflict):
        harness.series_changes.cancel(SAM, series[0].id, 1, ALL)
    with pytest.raises(Invalid):
        harness.series_changes.cancel(KIM, single.id, 1, ALL)
    move = Move(TOMORROW + HOUR, zone="America/Chicago")
    with pytest.raises(Invalid):
        harness.series_changes.reschedule(SAM, series[1].id, 1, ALL, move)


def test_a_monthly_series_cannot_move_to_a_day_that_some_months_do_not_have(harness):
    series = harness.book_series("FREQ=MONTHLY;COUNT=5")
    before = harness.clocks(series[0])
    with pytest.raises(Invalid) as refusal:
        harness.series_changes.reschedule(
            SAM, series[1].id, 1, SeriesScope.ALL, Move(series[1].starts_at + timedelta(days=6))
        )
    assert set(refusal.value.fields) == {"starts_at"}
    assert harness.clocks(series[0]) == before
