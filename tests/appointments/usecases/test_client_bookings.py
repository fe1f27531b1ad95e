"""Tests how clients ask for appointments, and book them alone."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.appointments.domain.own_bookings import MAX_REQUESTS, MAX_UPCOMING
from chalicelib.appointments.domain.status import AppointmentStatus
from chalicelib.appointments.usecases.booking_requests import ServiceBooking
from chalicelib.kernel.errors import Conflict, Invalid, NotAllowed, NotFound, SlotTaken
from chalicelib.kernel.idempotency import IdempotencyKey
from chalicelib.notices.domain import NoticeKind
from chalicelib.practice.domain.visit_terms import Bookable
from tests.appointments.booking_harness import (
    KIM,
    SAM,
    TOMORROW,
    BookingHarness,
    client_access,
)

KEY = IdempotencyKey("key", "0" * 64)


@pytest.fixture
def harness():
    harness = BookingHarness()
    harness.work(SAM)
    return harness


@pytest.fixture
def avery(harness):
    return client_access(harness.avery)


def ask(harness, access, service, key=None, **changed):
    request = ServiceBooking(service, TOMORROW, "America/New_York")
    return harness.client_bookings.book(access, replace(request, **changed), key)


def test_a_request_waits_for_the_provider_and_keeps_its_time(harness, avery):
    service = harness.offer(bookable=Bookable.REQUEST, buffer_after=10)
    appointment = ask(harness, avery, service).appointment
    assert (appointment.status, appointment.minutes, appointment.buffer_after) == (
        AppointmentStatus.REQUESTED,
        50,
        10,
    )
    assert (appointment.service, appointment.service_name) == (service, "First visit")
    assert [(each.kind, each.person) for each in harness.outbox.sent] == [
        (NoticeKind.APPOINTMENT_REQUESTED, SAM.person)
    ]
    with pytest.raises(SlotTaken):
        harness.book(allow_overlap=False, starts_at=appointment.ends_at + timedelta(minutes=9))
    assert harness.attendance.confirm(SAM, appointment.id, None)


def test_a_service_that_clients_book_alone_is_booked_at_once(harness, avery):
    appointment = ask(harness, avery, harness.offer()).appointment
    assert appointment.status is AppointmentStatus.BOOKED
    assert [(each.kind, each.person) for each in harness.outbox.sent] == [
        (NoticeKind.APPOINTMENT_BOOKED, SAM.person)
    ]


@pytest.mark.parametrize(
    "minutes", [5, -6 * 60, 8 * 60, 24 * 60 * 3], ids=["off grid", "early", "late", "weekend"]
)
def test_a_time_that_is_not_available_is_refused_with_times_that_are(harness, avery, minutes):
    service = harness.offer()
    at = TOMORROW + timedelta(minutes=minutes)
    with pytest.raises(SlotTaken) as refusal:
        ask(harness, avery, service, starts_at=at)
    first = refusal.value.free[0]["starts_at"]
    assert ask(harness, avery, service, starts_at=TOMORROW.fromisoformat(first))


def test_of_two_clients_one_gets_the_time_and_the_other_free_times(harness, avery):
    harness.assign(harness.morgan, SAM.person)
    service = harness.offer()
    ask(harness, avery, service)
    with pytest.raises(SlotTaken) as refusal:
        ask(harness, client_access(harness.morgan), service)
    assert refusal.value.free[0]["local"] == "2026-11-25T11:00"


def test_without_a_provider_one_who_is_free_takes_part(harness, avery):
    harness.assign(harness.avery, SAM.person, KIM.person)
    harness.work(KIM)
    service = harness.offer(SAM, KIM)
    first, second = (ask(harness, avery, service).appointment for _ in range(2))
    assert {*first.providers, *second.providers} == {SAM.person, KIM.person}
    with pytest.raises(SlotTaken):
        ask(harness, avery, service)


def test_a_repeated_request_books_once(harness, avery):
    service = harness.offer()
    first, again = (ask(harness, avery, service, key=KEY) for _ in range(2))
    assert first.appointment == again.appointment
    assert len(harness.rows.rows) == len(harness.outbox.sent) == 1


def test_a_client_books_only_what_is_for_them(harness, avery):
    """S2: a service or provider that is not for this client does not exist for them."""
    with pytest.raises(NotFound):
        ask(harness, avery, harness.offer(KIM))
    with pytest.raises(NotFound):
        ask(harness, avery, harness.offer(bookable=Bookable.NO))
    with pytest.raises(NotFound):
        ask(harness, avery, harness.offer(SAM, KIM), provider=KIM.person)
    with pytest.raises(NotFound):
        ask(harness, avery, "nothing")
    with pytest.raises(NotAllowed):
        ask(harness, SAM, harness.offer())
    assert not harness.rows.rows


def test_an_unknown_zone_and_a_missing_agreement_are_refused(harness, avery):
    """S32: a client cannot book until the practice accepts the agreement."""
    service = harness.offer()
    with pytest.raises(Invalid):
        ask(harness, avery, service, zone="Mars/Olympus")
    harness.without_agreement()
    with pytest.raises(Conflict, match="Business Associate Agreement"):
        ask(harness, avery, service)


def test_staff_book_a_service_with_its_duration_and_its_providers(harness):
    service = harness.offer(SAM, minutes=25, buffer_before=5)
    appointment = harness.book(service=service, minutes=0)
    assert (appointment.minutes, appointment.buffer_before) == (25, 5)
    assert harness.book(service=service, minutes=40).minutes == 40
    harness.assign(harness.avery, SAM.person, KIM.person)
    with pytest.raises(Invalid) as refusal:
        harness.book(service=service, providers=[KIM.person])
    assert list(refusal.value.fields) == ["provider_ids"]
    with pytest.raises(NotFound):
        harness.book(service="nothing")


def test_free_times_for_staff_follow_the_hours_of_the_provider(harness):
    harness.book(starts_at=TOMORROW, minutes=7 * 60 - 30)
    with pytest.raises(SlotTaken) as refusal:
        harness.book(allow_overlap=False)
    assert refusal.value.free[0]["local"] == "2026-11-26T09:00"


def test_a_client_has_few_requests_that_nobody_answered(harness, avery):
    """One client cannot take a provider's whole calendar."""
    service = harness.offer(bookable=Bookable.REQUEST)
    free = [TOMORROW + timedelta(hours=hour) for hour in range(MAX_REQUESTS)]
    requests = [ask(harness, avery, service, starts_at=at) for at in free]
    late = TOMORROW + timedelta(days=1)
    with pytest.raises(Conflict, match="has not answered yet"):
        ask(harness, avery, service, starts_at=late)
    harness.attendance.decline(SAM, requests[0].appointment.id, None, "")
    assert ask(harness, avery, service, starts_at=late)


def test_a_client_books_a_limited_number_of_appointments_ahead(harness, avery):
    service = harness.offer()
    for number in range(MAX_UPCOMING):
        at = TOMORROW + timedelta(days=number // 5, hours=number % 5)
        assert ask(harness, avery, service, starts_at=at)
    last = TOMORROW + timedelta(days=2)
    with pytest.raises(Conflict, match="appointments ahead"):
        ask(harness, avery, service, starts_at=last)
    assert harness.book(allow_overlap=False, starts_at=last)
