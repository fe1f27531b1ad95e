"""Tests that a change of a series that fails between two writes is not half-made."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.appointments.domain.series import SeriesScope
from chalicelib.appointments.domain.status import AppointmentStatus
from chalicelib.appointments.usecases.booking_requests import Move
from chalicelib.kernel.errors import Conflict, Failure, SlotTaken, Unavailable
from chalicelib.kernel.idempotency import IdempotencyKey
from chalicelib.notices.domain import NoticeKind
from tests.appointments.booking_harness import SAM, TOMORROW
from tests.appointments.series_harness import RULE_WEEKS, SeriesHarness

KEY = IdempotencyKey("key", "0" * 64)
HOUR, WEEK = timedelta(hours=1), timedelta(weeks=1)
ALL = SeriesScope.ALL


@pytest.fixture
def harness():
    return SeriesHarness()


@pytest.mark.parametrize("is_stored", [False, True])
@pytest.mark.parametrize("number", range(7))
def test_a_booking_that_fails_at_any_write_is_completed_by_the_same_request(
    harness, number, is_stored
):
    harness.fail_at(number, is_stored=is_stored)
    with pytest.raises(Failure):
        harness.book_series(key=KEY)
    harness.heal()
    series = harness.book_series(key=KEY)
    assert harness.clocks(series[0]) == RULE_WEEKS
    assert len(harness.rows.rows) == 5
    assert [each.kind for each in harness.rows.notices] == [NoticeKind.SERIES_BOOKED]


@pytest.mark.parametrize("is_stored", [False, True])
@pytest.mark.parametrize("number", range(6))
def test_a_booking_that_fails_and_is_not_repeated_is_undone(harness, number, is_stored):
    harness.fail_at(number, is_stored=is_stored)
    with pytest.raises(Failure):
        harness.book_series(key=KEY)
    harness.heal()
    assert harness.series_recovery.settle_all() == 0, "the request may still go on"
    harness.at += timedelta(minutes=6)
    harness.series_recovery.settle_all()
    assert (harness.rows.rows, harness.taken(), harness.rows.plans) == ({}, set(), {})
    assert not harness.rows.notices
    series = harness.book_series(key=KEY)
    assert harness.clocks(series[0]) == RULE_WEEKS


def test_an_undo_that_fails_is_repeated(harness):
    harness.fail_at(3)
    with pytest.raises(Unavailable):
        harness.book_series()
    harness.at += timedelta(minutes=6)
    harness.fail_at(2)
    harness.series_recovery.settle_all()
    harness.heal()
    harness.series_recovery.settle_all()
    assert (harness.rows.rows, harness.taken()) == ({}, set())


def test_a_time_that_is_taken_while_the_series_is_booked_undoes_all_of_it(harness):
    add = harness.rows.add

    def book_the_third_first(access, appointment, *rest):
        if appointment.starts_at == TOMORROW + 2 * WEEK:
            harness.rows.add = add
            harness.book(starts_at=TOMORROW + 2 * WEEK, allow_overlap=False)
        return add(access, appointment, *rest)

    harness.rows.add = book_the_third_first
    with pytest.raises(SlotTaken) as refusal:
        harness.book_series(key=KEY)
    assert [each["local"] for each in refusal.value.taken] == ["2026-12-09T10:00"]
    assert len(harness.rows.rows) == 1
    assert len(harness.taken()) == 1


@pytest.mark.parametrize("number", range(1, 6))
@pytest.mark.parametrize("is_stored", [False, True])
def test_a_move_that_fails_at_any_write_is_undone(harness, number, is_stored):
    series = harness.book_series()
    harness.fail_at(number, is_stored=is_stored)
    with pytest.raises(Unavailable):
        harness.series_changes.reschedule(SAM, series[0].id, 1, ALL, Move(TOMORROW + HOUR))
    harness.heal()
    current = harness.appointments.get(SAM, series[0].id).appointment.version
    with pytest.raises(Conflict, match="being changed"):
        harness.series_changes.cancel(SAM, series[0].id, current, ALL)
    harness.at += timedelta(minutes=6)
    assert harness.series_recovery.settle_all() == 1
    assert harness.clocks(series[0]) == RULE_WEEKS
    assert len({each.series.rule for each in harness.all_of(series[0])}) == 1


@pytest.mark.parametrize("number", range(2, 6))
def test_undoing_a_move_brings_the_notice_period_back_that_the_move_ended(harness, number):
    series, period = harness.book_series(), 20 * 60
    for key, each in harness.rows.rows.items():
        agreed = each.starts_at - 6 * HOUR
        harness.rows.rows[key] = replace(each, notice_period=period, agreed_start=agreed)
    harness.fail_at(number)
    with pytest.raises(Unavailable):
        harness.series_changes.reschedule(SAM, series[0].id, 1, ALL, Move(TOMORROW - 6 * HOUR))
    harness.heal()
    assert {each.notice_period for each in harness.all_of(series[0])} == {0, period}
    harness.at += timedelta(minutes=6)
    harness.series_recovery.settle_all()
    assert harness.clocks(series[0]) == RULE_WEEKS
    assert {each.notice_period for each in harness.all_of(series[0])} == {period}


def test_undoing_a_move_keeps_what_somebody_has_changed_since(harness):
    series = harness.book_series()
    harness.fail_at(3)
    with pytest.raises(Unavailable):
        harness.series_changes.reschedule(SAM, series[0].id, 1, ALL, Move(TOMORROW + HOUR))
    harness.heal()
    agreed = TOMORROW + timedelta(days=1)
    harness.bookings.reschedule(SAM, series[0].id, 2, Move(agreed))
    harness.at += timedelta(minutes=6)
    harness.series_recovery.settle_all()
    assert harness.clocks(series[0]) == ["11-26 10:00", *RULE_WEEKS[1:]]


def test_a_booking_is_not_gone_on_with_while_it_is_undone(harness):
    harness.fail_at(4)
    with pytest.raises(Unavailable):
        harness.book_series(key=KEY)
    harness.heal()
    harness.at += timedelta(minutes=5, seconds=1)
    with pytest.raises(Unavailable):
        harness.book_series(key=KEY)
    harness.series_recovery.settle_all()
    assert not harness.rows.rows
    assert len(harness.book_series(key=KEY)) == 5


@pytest.mark.parametrize("number", range(1, 7))
@pytest.mark.parametrize("is_stored", [False, True])
def test_a_cancellation_that_fails_at_any_write_is_completed_or_did_not_begin(
    harness, number, is_stored
):
    series = harness.book_series()
    harness.fail_at(number, is_stored=is_stored)
    with pytest.raises(Unavailable):
        harness.series_changes.cancel(SAM, series[0].id, 1, ALL, "Moving away")
    harness.heal()
    harness.at += timedelta(minutes=6)
    harness.series_recovery.settle_all()
    after = harness.all_of(series[0])
    assert {each.status for each in after} in (
        {AppointmentStatus.BOOKED},
        {AppointmentStatus.CANCELLED},
    )
    is_off = after[0].status is AppointmentStatus.CANCELLED
    assert is_off or (number, is_stored) == (1, False)
    assert {each.reason for each in after} == {"Moving away" if is_off else ""}
    told = [each.kind for each in harness.rows.notices]
    assert told.count(NoticeKind.SERIES_CANCELLED) == is_off
