"""Tests that a double booking that a person allows is never silent."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.appointments.domain.overlap import BusyTime
from chalicelib.appointments.usecases.booking_requests import Move
from chalicelib.kernel.errors import Invalid, NotAllowed, NotFound, SlotTaken
from chalicelib.kernel.idempotency import IdempotencyKey
from tests.appointments.booking_harness import (
    ADMIN,
    KIM,
    SAM,
    TOMORROW,
    BookingHarness,
    client_access,
)
from tests.failing_calls import raise_unavailable

HALF_AN_HOUR = timedelta(minutes=30)


@pytest.fixture
def harness():
    return BookingHarness()


def needed(harness, at=TOMORROW, providers=(), **changed):
    end = at + timedelta(minutes=50)
    return BusyTime(list(providers), [harness.avery], at, end, **changed)


def people(overlaps):
    return [(each.person, each.client, each.appointment) for each in overlaps]


def booked(harness, who=SAM, **changed):
    booking = harness.book_view(who, **changed)
    return booking.appointment, people(booking.overlaps)


def test_a_second_booking_that_is_allowed_at_the_same_time_is_made_and_reported(harness):
    first, none = booked(harness)
    second, overlaps = booked(harness, starts_at=TOMORROW + HALF_AN_HOUR)
    assert none == []
    assert overlaps == [(SAM.person, None, first.id), (None, harness.avery, first.id)]
    assert second.starts_at == TOMORROW + HALF_AN_HOUR


def test_a_repeated_request_reports_the_double_booking_too(harness):
    key = IdempotencyKey("key", "0" * 64)
    booked(harness)
    assert booked(harness, key=key) == booked(harness, key=key)


def test_a_move_into_another_appointment_is_reported(harness):
    first, _ = booked(harness)
    second, _ = booked(harness, starts_at=TOMORROW + timedelta(hours=3))
    moved = harness.bookings.reschedule(SAM, second.id, 1, Move(TOMORROW, allow_overlap=True))
    assert people(moved.overlaps)[0] == (SAM.person, None, first.id)


def test_an_overlap_with_a_client_out_of_reach_names_neither_client_nor_appointment(harness):
    """S2: a provider learns that a colleague is busy, but not with whom."""
    harness.assign(harness.avery, SAM.person, KIM.person)
    harness.book(KIM, harness.morgan)
    _, overlaps = booked(harness, providers=[SAM.person, KIM.person])
    assert overlaps == [(KIM.person, None, None)]
    assert harness.rows.refused == []


def test_the_same_question_can_be_asked_before_booking(harness):
    first, _ = booked(harness)
    ask = harness.bookings.overlaps.of
    assert people(ask(SAM, needed(harness))) == [
        (SAM.person, None, first.id),
        (None, harness.avery, first.id),
    ]
    assert ask(SAM, needed(harness, first.ends_at)) == []
    assert ask(SAM, replace(needed(harness), clients=[], except_for=first.id)) == []
    assert people(ask(ADMIN, needed(harness, providers=[SAM.person])))[0][0] == SAM.person


def test_an_appointment_of_eight_hours_is_noticed_at_its_end(harness):
    first, _ = booked(harness, minutes=480)
    late = first.ends_at - timedelta(minutes=1)
    assert harness.bookings.overlaps.of(SAM, needed(harness, late))


def test_only_people_whom_the_caller_may_book_can_be_asked_about(harness):
    """S2: the check before a booking refuses what the booking refuses."""
    ask = harness.bookings.overlaps.of
    with pytest.raises(NotFound):
        ask(KIM, needed(harness))
    with pytest.raises(NotFound):
        ask(KIM, needed(harness, except_for=harness.book().id))
    with pytest.raises(Invalid):
        ask(SAM, needed(harness, providers=[SAM.person, KIM.person]))
    with pytest.raises(NotAllowed):
        ask(client_access(harness.avery), needed(harness))


def test_an_overlap_is_found_behind_any_number_of_cancelled_appointments(harness):
    for _ in range(120):
        each = harness.book()
        harness.bookings.cancel(SAM, each.id, each.version)
    first, _ = booked(harness, starts_at=TOMORROW + HALF_AN_HOUR)
    late = TOMORROW + 2 * HALF_AN_HOUR
    _, overlaps = booked(harness, starts_at=late)
    assert overlaps == [(SAM.person, None, first.id), (None, harness.avery, first.id)]


def test_a_move_that_changes_nothing_reports_the_double_booking_too(harness):
    first, _ = booked(harness)
    second, _ = booked(harness)
    for move in (Move(), Move(TOMORROW, 50, "America/New_York")):
        unmoved = harness.bookings.reschedule(SAM, second.id, 1, move)
        assert people(unmoved.overlaps)[0] == (SAM.person, None, first.id)
    assert unmoved.appointment.version == 1


def test_a_booking_holds_although_its_overlaps_cannot_be_read(harness, monkeypatch):
    monkeypatch.setattr(harness.rows, "page_without_names", raise_unavailable)
    booking = harness.book_view()
    appointment = booking.appointment
    assert booking.overlaps is None
    assert harness.appointments.get(SAM, appointment.id)


def test_the_question_counts_the_buffers_with_which_a_booking_is_refused(harness):
    service = harness.offer(minutes=50, buffer_before=10, buffer_after=20)
    first, _ = booked(harness, service=service)
    ask, gap = harness.bookings.overlaps.of, timedelta(minutes=15)
    after = needed(harness, first.ends_at + gap)
    assert people(ask(SAM, after)) == [(SAM.person, None, first.id)], "a client needs no buffer"
    before = needed(harness, TOMORROW - timedelta(minutes=55))
    assert people(ask(SAM, before)) == [(SAM.person, None, first.id)]
    late = needed(harness, first.ends_at + 2 * gap - timedelta(minutes=5))
    assert ask(SAM, late) == []
    assert people(ask(SAM, late, service)) == [(SAM.person, None, first.id)]


@pytest.mark.parametrize("minutes", [70, 79, 80])
def test_a_booking_is_refused_exactly_when_the_question_names_a_provider(harness, minutes):
    service = harness.offer(minutes=50, buffer_before=10, buffer_after=20)
    booked(harness, service=service)
    at = TOMORROW + timedelta(minutes=minutes)
    overlaps = harness.bookings.overlaps.of(SAM, needed(harness, at), service)
    is_taken = any(each.person for each in overlaps)
    try:
        booked(harness, starts_at=at, service=service, allow_overlap=False)
    except SlotTaken:
        assert is_taken
    else:
        assert not is_taken


def test_a_move_is_asked_about_with_the_buffers_of_what_moves(harness):
    service = harness.offer(minutes=50, buffer_before=10)
    first, _ = booked(harness)
    second, _ = booked(harness, service=service, starts_at=TOMORROW + timedelta(hours=3))
    question = replace(needed(harness, first.ends_at), except_for=second.id)
    assert people(harness.bookings.overlaps.of(SAM, question)) == [(SAM.person, None, first.id)]
