"""Tests which times can be booked, and who changes the hours of providers."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from chalicelib.appointments.domain.hours import Holiday, Holidays, TimeOff
from chalicelib.kernel.errors import Conflict, NotAllowed, NotFound
from chalicelib.practice.domain.visit_terms import Bookable
from tests.appointments.booking_harness import (
    ADMIN,
    KIM,
    NOW,
    SAM,
    TOMORROW,
    BookingHarness,
    client_access,
)

DAY, MIDNIGHT = timedelta(days=1), TOMORROW.replace(hour=0)


@pytest.fixture
def harness():
    return BookingHarness()


@pytest.fixture
def avery(harness):
    return client_access(harness.avery)


def slots(harness, access, service, *, provider=None, since=MIDNIGHT, days=1):
    until = since + days * DAY
    found = harness.availability.slots(access, service, provider, since, until)
    return [f"{each.starts_at:%d %H:%M}" for each in found]


def test_slots_are_the_free_times_within_the_hours(harness, avery):
    harness.work(end=11 * 60)
    service = harness.offer(minutes=60, buffer_after=15)
    assert slots(harness, avery, service) == [
        "25 14:00",
        "25 14:15",
        "25 14:30",
        "25 14:45",
        "25 15:00",
    ]
    harness.book(starts_at=TOMORROW.replace(hour=15, minute=15), minutes=30)
    assert slots(harness, avery, service) == ["25 14:00"]


def test_the_minimum_notice_and_the_present_limit_the_slots(harness, avery):
    harness.work()
    today = NOW.replace(hour=0)
    assert slots(harness, avery, harness.offer(), since=today)[0] == "24 15:00"
    late = harness.offer(minimum_notice=24 * 60 + 30)
    assert slots(harness, avery, late, since=today, days=2)[0] == "25 15:30"


def test_without_hours_there_are_no_slots(harness, avery):
    assert slots(harness, avery, harness.offer(), days=7) == []


def test_holidays_and_time_off_have_no_slots(harness, avery):
    service, day = harness.offer(), TOMORROW.date()
    harness.working_hours.save_holidays(ADMIN, Holidays((Holiday(day, "Harvest"),)))
    harness.work()
    assert slots(harness, avery, service) == []
    harness.work(time_off=(TimeOff(day + DAY, day + 2 * DAY),))
    assert slots(harness, avery, service, days=4) == []


def test_with_any_provider_a_slot_names_all_who_are_free(harness, avery):
    harness.assign(harness.avery, SAM.person, KIM.person)
    harness.work(SAM, end=10 * 60), harness.work(KIM, start=9 * 60 + 15, end=10 * 60 + 15)
    service = harness.offer(SAM, KIM, minutes=45)
    since = MIDNIGHT
    found = harness.availability.slots(avery, service, None, since, since + DAY)
    assert [(f"{each.starts_at:%H:%M}", sorted(each.providers)) for each in found] == [
        ("14:00", ["sam"]),
        ("14:15", ["kim", "sam"]),
        ("14:30", ["kim"]),
    ]


def test_a_client_sees_only_services_and_providers_that_they_can_book(harness, avery):
    """S2: a client learns nothing of services and providers that are not for them."""
    harness.work(SAM), harness.work(KIM)
    kims, hidden = harness.offer(KIM), harness.offer(SAM, bookable=Bookable.NO)
    both = harness.offer(SAM, KIM, bookable=Bookable.REQUEST)
    (only,) = harness.availability.bookable(avery)
    assert (only.service.id, only.providers) == (both, [(SAM.person, "Sam Rivera")])
    for service, provider in ((kims, None), (hidden, None), (both, KIM.person), ("x", None)):
        with pytest.raises(NotFound):
            slots(harness, avery, service, provider=provider)
    assert {each.service.id for each in harness.availability.bookable(SAM)} == {kims, hidden, both}
    assert slots(harness, SAM, kims, provider=KIM.person)


def test_a_slot_of_another_client_is_missing_and_nothing_else_is_told(harness, avery):
    """S2: the free times say nothing about other clients' appointments."""
    harness.assign(harness.morgan, SAM.person)
    harness.work()
    service = harness.offer()
    before = slots(harness, avery, service)
    harness.book(client=harness.morgan)
    assert set(slots(harness, avery, service)) < set(before)


def test_a_provider_changes_their_own_hours_and_an_admin_all(harness):
    """S4: a provider changes neither a colleague's hours nor the holidays."""
    assert harness.working_hours.of(SAM, SAM.person).version == 0
    own = harness.work(SAM)
    assert harness.working_hours.of(ADMIN, SAM.person) == own
    for act in (harness.working_hours.of, lambda who, _: harness.working_hours.save(who, own)):
        with pytest.raises(NotFound):
            act(KIM, SAM.person)
    with pytest.raises(NotFound):
        harness.working_hours.of(ADMIN, "nobody")
    with pytest.raises(NotAllowed):
        harness.working_hours.save_holidays(SAM, Holidays())
    with pytest.raises(NotAllowed):
        harness.working_hours.of(client_access(harness.avery), SAM.person)


def test_an_outdated_change_of_hours_is_refused_with_the_present_ones(harness):
    first = harness.work(SAM)
    with pytest.raises(Conflict) as refusal:
        harness.working_hours.save(SAM, replace(first, version=0))
    assert refusal.value.fresh == first
    days = harness.working_hours.save_holidays(ADMIN, Holidays((Holiday(date(2026, 12, 25), "C"),)))
    with pytest.raises(Conflict) as refusal:
        harness.working_hours.save_holidays(ADMIN, Holidays())
    assert refusal.value.fresh == days
