"""Tests what the calendar of a provider and of a practice shows, and to whom."""

from datetime import timedelta

import pytest

from chalicelib.appointments.domain.hours import TimeOff
from chalicelib.kernel.errors import NotAllowed
from tests.appointments.booking_harness import (
    ADMIN,
    KIM,
    SAM,
    TOMORROW,
    BookingHarness,
    client_access,
)

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
MIDNIGHT = TOMORROW.replace(hour=0)


@pytest.fixture
def harness():
    return BookingHarness()


def read(harness, access, provider=None, since=TOMORROW, until=TOMORROW + DAY):
    return harness.calendar.read(access, provider, since, until)


def ids(calendar):
    return [each.appointment.id for each in calendar.entries]


def test_an_admin_sees_the_whole_practice_and_a_provider_their_own(harness):
    sams = harness.book()
    kims = harness.book(KIM, client=harness.morgan, starts_at=TOMORROW + HOUR)
    whole = read(harness, ADMIN)
    assert ids(whole) == [sams.id, kims.id]
    assert [each.client_name for each in whole.entries] == ["Avery Stone", "Mo"]
    assert whole.providers == [(KIM.person, "Kim Park"), (SAM.person, "Sam Rivera")]
    assert ids(read(harness, SAM)) == [sams.id]
    assert ids(read(harness, ADMIN, KIM.person)) == [kims.id]


def test_a_colleagues_calendar_shows_only_clients_of_the_caller(harness):
    """S2: a colleague's calendar shows only clients who are assigned to the caller."""
    harness.assign(harness.avery, SAM.person, KIM.person)
    harness.book(KIM, client=harness.morgan)
    shared = harness.book(KIM, starts_at=TOMORROW + HOUR)
    assert ids(read(harness, SAM, KIM.person)) == [shared.id]


def test_all_names_are_read_at_once(harness):
    """S14: one audit entry covers all names of a calendar."""
    for number in range(5):
        harness.book(starts_at=TOMORROW + number * HOUR)
    read(harness, ADMIN)
    assert harness.name_reads == 1


def test_an_appointment_that_reaches_into_the_period_is_in_it(harness):
    early = harness.book(starts_at=TOMORROW - HOUR, minutes=61)
    harness.book(starts_at=TOMORROW - 2 * HOUR, minutes=60)
    harness.book(starts_at=TOMORROW + DAY)
    assert ids(read(harness, SAM)) == [early.id]


def test_the_hours_and_the_service_are_shown(harness):
    harness.work()
    harness.book(service=harness.offer())
    calendar = read(harness, SAM, since=MIDNIGHT, until=MIDNIGHT + DAY)
    assert [each.service_name for each in calendar.entries] == ["First visit"]
    (open_hours,) = calendar.open[SAM.person]
    assert (open_hours.starts_at.hour, open_hours.ends_at.hour) == (14, 22)


def test_clients_have_no_calendar(harness):
    with pytest.raises(NotAllowed):
        read(harness, client_access(harness.avery))


def test_a_providers_calendar_has_only_their_own_hours(harness):
    harness.assign(harness.avery, SAM.person, KIM.person)
    harness.work()
    harness.work(KIM, start=0, end=24 * 60)
    harness.book(providers=[SAM.person, KIM.person])
    week = {"since": MIDNIGHT, "until": MIDNIGHT + 7 * DAY}
    assert set(read(harness, SAM, **week).open) == {SAM.person}
    assert set(read(harness, ADMIN, **week).open) == {SAM.person, KIM.person}


def test_a_week_of_time_off_differs_from_a_week_without_hours(harness):
    week = {"since": MIDNIGHT, "until": MIDNIGHT + 7 * DAY}
    assert read(harness, SAM, **week).open == {}
    day = MIDNIGHT.date()
    harness.work(time_off=(TimeOff(day - DAY, day + 8 * DAY),))
    reads = harness.hour_rows.reads
    calendar = read(harness, SAM, **week)
    assert calendar.open == {SAM.person: []}
    assert len(calendar.days_off[SAM.person]) == 8
    assert harness.hour_rows.reads == reads + 1
