"""Tests that a provider's time is taken once, and freed when it is not needed."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.appointments.usecases.booking_requests import Move
from chalicelib.kernel.access import system
from chalicelib.kernel.errors import SlotTaken, Unavailable
from chalicelib.kernel.idempotency import IdempotencyKey
from tests.appointments.booking_harness import (
    ADMIN,
    KIM,
    SAM,
    TOMORROW,
    BookingHarness,
    client_access,
)

KEY = IdempotencyKey("key", "0" * 64)
HALF_AN_HOUR, HOUR = timedelta(minutes=30), timedelta(hours=1)


@pytest.fixture
def harness():
    return BookingHarness()


def book(harness, access=SAM, at=TOMORROW, **changed):
    return harness.book(access, starts_at=at, **{"allow_overlap": False} | changed)


def test_a_taken_time_is_refused_with_free_times_and_nothing_is_stored(harness):
    book(harness)
    with pytest.raises(SlotTaken) as refusal:
        book(harness, at=TOMORROW + HALF_AN_HOUR)
    locals_ = [each["local"][11:] for each in refusal.value.free]
    assert locals_ == ["11:00", "11:15", "11:30", "11:45", "12:00"]
    assert len(harness.rows.rows) == 1
    assert len(harness.outbox.sent) == 1


def test_each_offered_time_can_be_booked(harness):
    book(harness)
    for _ in range(4):
        with pytest.raises(SlotTaken) as refusal:
            book(harness)
        book(harness, at=TOMORROW.fromisoformat(refusal.value.free[0]["starts_at"]))


def test_free_times_skip_the_night(harness):
    late = TOMORROW.replace(hour=0) + timedelta(days=1, hours=1, minutes=30)
    book(harness, at=late)
    with pytest.raises(SlotTaken) as refusal:
        book(harness, at=late)
    assert refusal.value.free[0]["local"] == "2026-11-26T07:00"


def test_appointments_that_only_touch_are_both_booked(harness):
    first = book(harness)
    book(harness, at=first.ends_at)
    book(harness, at=first.starts_at - timedelta(minutes=50))
    assert len(harness.rows.rows) == 3


def test_colleagues_have_a_time_of_their_own_and_a_shared_visit_needs_both(harness):
    harness.assign(harness.avery, SAM.person, KIM.person)
    harness.assign(harness.morgan, KIM.person)
    book(harness)
    book(harness, KIM, client=harness.morgan)
    both = {"providers": [SAM.person, KIM.person]}
    with pytest.raises(SlotTaken):
        book(harness, **both)
    shared = book(harness, at=TOMORROW + HOUR, **both)
    for who in (SAM, KIM):
        with pytest.raises(SlotTaken):
            book(harness, ADMIN, at=shared.starts_at, providers=[who.person])


def test_a_cancelled_moved_or_completed_appointment_frees_its_time(harness):
    first = book(harness)
    harness.bookings.cancel(SAM, first.id, 1)
    second = book(harness)
    harness.bookings.reschedule(SAM, second.id, 1, Move(TOMORROW + 2 * HOUR))
    third = book(harness)
    harness.at = third.starts_at
    harness.completion.complete(system(SAM.practice), third.id)
    assert book(harness).starts_at == TOMORROW


def test_a_move_within_its_own_time_is_no_conflict_but_one_into_another_is(harness):
    first, second = book(harness), book(harness, at=TOMORROW + HOUR)
    moved = harness.bookings.reschedule(SAM, first.id, 1, Move(TOMORROW - HALF_AN_HOUR))
    assert moved.appointment.version == 2
    with pytest.raises(SlotTaken):
        harness.bookings.reschedule(SAM, second.id, 1, Move(TOMORROW))
    knowing = Move(TOMORROW, allow_overlap=True)
    assert harness.bookings.reschedule(SAM, second.id, 1, knowing).overlaps


def test_an_appointment_over_midnight_takes_a_part_of_both_days(harness):
    midnight = TOMORROW.replace(hour=0) + timedelta(days=1)
    book(harness, at=midnight - HALF_AN_HOUR)
    for minutes in (-35, -20, 0, 19):
        with pytest.raises(SlotTaken):
            book(harness, at=midnight + timedelta(minutes=minutes))
    book(harness, at=midnight + timedelta(minutes=20))


def test_of_twenty_bookings_that_saw_the_same_free_time_one_is_stored(harness, monkeypatch):
    """Each booking begins after the one before it has read the day."""
    add, results = harness.rows.add, []

    def book_another_first(*arguments):
        if len(results) < 19:
            results.append(None)
            try:
                results.append(book(harness))
            except SlotTaken as refusal:
                results.append(refusal)
        return add(*arguments)

    monkeypatch.setattr(harness.rows, "add", book_another_first)
    with pytest.raises(SlotTaken):
        book(harness)
    assert len(harness.rows.rows) == 1


def test_a_day_that_never_stands_still_is_given_up(harness, monkeypatch):
    days = harness.rows.provider_days

    def outdated(*arguments):
        return [replace(each, version=each.version + 7) for each in days(*arguments)]

    monkeypatch.setattr(harness.rows, "provider_days", outdated)
    with pytest.raises(Unavailable):
        book(harness)
    assert not harness.rows.rows


def test_the_second_of_two_equal_requests_gets_the_first_ones_appointment(harness, monkeypatch):
    """A double click sends one request twice, and both get the appointment."""
    days, first = harness.rows.provider_days, []

    def booked_meanwhile(*arguments):
        monkeypatch.setattr(harness.rows, "provider_days", days)
        first.append(book(harness, key=KEY))
        return days(*arguments)

    monkeypatch.setattr(harness.rows, "provider_days", booked_meanwhile)
    assert book(harness, key=KEY) == first[0]
    assert len(harness.rows.rows) == 1


def test_appointments_from_before_the_days_were_stored_keep_their_time(harness):
    first = book(harness)
    harness.rows.days.clear()
    with pytest.raises(SlotTaken):
        book(harness)
    harness.bookings.cancel(SAM, first.id, 1)
    assert book(harness)


def test_a_client_cannot_free_a_time_that_is_not_theirs(harness):
    """S2: the refusal of a taken time tells nothing of other clients."""
    harness.assign(harness.morgan, SAM.person)
    book(harness, client=harness.morgan)
    with pytest.raises(SlotTaken) as refusal:
        book(harness)
    text = f"{refusal.value} {refusal.value.free}"
    assert not [name for name in ("Mo", harness.morgan) if name in text]
    assert client_access(harness.avery).client == harness.avery


def test_the_rest_of_a_visit_that_ended_early_can_be_booked_by_clients(harness):
    harness.work()
    service, avery = harness.offer(minutes=30), client_access(harness.avery)
    first = book(harness, at=TOMORROW + HOUR, minutes=120)
    later = first.starts_at + HOUR

    def is_free():
        until = later + HALF_AN_HOUR
        return bool(harness.availability.slots(avery, service, None, later, until))

    harness.at = first.starts_at
    assert not is_free()
    harness.completion.complete(system(SAM.practice), first.id)
    assert is_free()
