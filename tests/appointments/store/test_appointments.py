"""Tests the appointment store; each test runs on the tables and on the fake."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.appointments.domain.notices import moved_notices
from chalicelib.appointments.domain.status import AppointmentStatus
from chalicelib.appointments.usecases.ports import AppointmentFilter
from chalicelib.kernel.access import Role
from chalicelib.kernel.errors import Conflict, Invalid, NotFound
from chalicelib.kernel.idempotency import AlreadyProcessed, IdempotencyKey
from chalicelib.kernel.ids import AppointmentId, PersonId, PracticeId
from chalicelib.practice.domain.visit_terms import Location
from tests.appointments.domain.sample_appointments import (
    AVERY,
    KIM,
    MORGAN,
    NOON,
    SAM,
)
from tests.appointments.store.store_harness import everything, in_memory, on_tables

KEY = IdempotencyKey("key", "0" * 64)


@pytest.fixture(params=[in_memory, on_tables], ids=["fake", "tables"])
def harness(request):
    with request.param() as harness:
        yield harness


def test_an_appointment_is_read_as_it_was_stored(harness):
    appointment = harness.put(clients=(AVERY, MORGAN), providers=(SAM, KIM))
    assert appointment.version == 1
    assert harness.get(appointment) == appointment


def test_some_appointments_are_read_without_names_and_absent_ones_left_out(harness):
    first, second = harness.put(1), harness.put(2)
    ids = [second.id, AppointmentId("apt-absent"), first.id]
    stored = harness.rows.some_without_names(harness.access, ids)
    assert stored == [replace(each, names=()) for each in (second, first)]
    assert harness.rows.some_without_names(harness.access, []) == []


def test_a_late_cancellation_is_read_as_it_was_stored(harness):
    booked = harness.put(notice_period=24 * 60)
    off = booked.cancelled(NOON - timedelta(hours=1), Role.CLIENT)
    stored = harness.rows.change(harness.access, booked, off, ())
    assert (stored.is_late, stored.notice_period) == (True, 24 * 60)
    assert harness.get(booked) == stored
    (listed,), _ = harness.rows.page_without_names(harness.access, AppointmentFilter(client=AVERY))
    assert (listed.is_late, listed.notice_period) == (True, 24 * 60)


def test_the_start_that_a_client_agreed_to_is_read_as_it_was_stored(harness):
    booked = harness.put(notice_period=24 * 60)
    now, new_start = NOON - timedelta(days=2), NOON + timedelta(hours=1)
    stored = harness.rows.change(
        harness.access, booked, booked.moved(now, new_start, None, None), ()
    )
    assert (harness.get(booked), stored.agreed_start) == (stored, NOON)
    (listed,), _ = harness.rows.page_without_names(harness.access, AppointmentFilter(client=AVERY))
    assert (listed.agreed_start, listed.late_after) == (NOON, None)


@pytest.mark.parametrize("location", Location)
def test_each_location_is_stored_and_listed(harness, location):
    stored = harness.put(location=location)
    assert harness.get(stored).location is location
    moved = harness.rows.change(harness.access, stored, replace(stored, minutes=25), ())
    assert harness.get(moved).location is location


def test_another_practices_appointment_is_absent(harness):
    """S3: a person of another practice can neither read nor list an appointment."""
    appointment, foreign = (
        harness.put(),
        replace(harness.access, practice=PracticeId("01K0000000000000000000FRGN")),
    )
    with pytest.raises(NotFound):
        harness.rows.get(foreign, appointment.id, lambda _: None)
    assert harness.rows.page(foreign, AppointmentFilter(), everything)[0] == []


def test_the_check_of_access_sees_no_names_and_a_refusal_returns_nothing(harness):
    """
    S2: the access check sees no names, and a refused read returns nothing.

    The names are decrypted only after the access check.
    """
    appointment, checked = harness.put(), []

    def may_not(nameless):
        checked.append(nameless)
        raise NotFound

    with pytest.raises(NotFound):
        harness.rows.get(harness.access, appointment.id, may_not)
    assert checked == [replace(appointment, names=())]


def test_lists_are_sorted_by_start_and_hold_only_the_persons_own(harness):
    harness.put(1, days=3)
    harness.put(2, days=1, providers=(KIM,))
    harness.put(3, days=2, clients=(MORGAN, AVERY))
    assert harness.list_numbers() == [2, 3, 1]
    assert harness.list_numbers(provider=SAM) == [3, 1]
    assert harness.numbers_without_names(provider=SAM) == [3, 1]
    assert harness.numbers_without_names(provider=SAM, limit=1) == [3, 1]
    assert harness.list_numbers(client=MORGAN) == [3]
    assert harness.list_numbers(client=AVERY) == [2, 3, 1]
    assert harness.list_numbers(provider=PersonId("nobody")) == []


def test_a_list_includes_its_first_moment_and_excludes_its_last(harness):
    for number in range(1, 5):
        harness.put(number, days=number)
    since, until = NOON + timedelta(days=2), NOON + timedelta(days=4)
    for whose in ({}, {"provider": SAM}, {"client": AVERY}):
        assert harness.list_numbers(since=since, until=until, **whose) == [2, 3]
        assert harness.list_numbers(since=since, **whose) == [2, 3, 4]
        assert harness.list_numbers(until=until, **whose) == [3, 2, 1], (
            "past ones are listed from the latest on"
        )


def test_a_list_can_be_limited_to_one_status(harness):
    for number in range(1, 5):
        status = AppointmentStatus.REQUESTED if number % 2 else AppointmentStatus.BOOKED
        harness.put(number, days=number, status=status)
    for whose in ({}, {"provider": SAM}, {"client": AVERY}):
        assert harness.list_numbers(status=AppointmentStatus.REQUESTED, **whose) == [1, 3]
    requested = {"status": AppointmentStatus.REQUESTED, "limit": 1}
    assert harness.numbers_without_names(provider=SAM, **requested) == [1, 3]


@pytest.mark.parametrize("until", [None, NOON + timedelta(days=9)])
def test_the_next_page_begins_where_the_last_one_ended(harness, until):
    for number in range(1, 6):
        harness.put(number, days=number)
    appointments, cursor = [], None
    while True:
        page, cursor = harness.rows.page(
            harness.access,
            AppointmentFilter(until=until, provider=SAM, cursor=cursor, limit=2),
            everything,
        )
        appointments += page
        if cursor is None:
            break
    assert sorted(each.id for each in appointments) == [f"apt-{n}" for n in range(1, 6)]


def test_a_moved_appointment_is_listed_at_its_new_time_only(harness):
    before = harness.put(clients=(AVERY, MORGAN))
    harness.put(2, days=1)
    after = harness.rows.change(
        harness.access, before, replace(before, starts_at=NOON + timedelta(days=2)), ()
    )
    assert (after.version, harness.get(before)) == (2, after)
    for whose in ({}, {"provider": SAM}, {"client": AVERY}):
        assert harness.list_numbers(**whose) == [2, 1]
    assert harness.list_numbers(client=MORGAN, until=NOON + timedelta(days=1)) == []


def test_of_two_changes_of_the_same_version_one_is_refused(harness):
    before = harness.put()
    first = harness.rows.change(harness.access, before, before.cancelled(NOON, Role.CLIENT), ())
    with pytest.raises(Conflict):
        harness.rows.change(harness.access, before, replace(before, minutes=25), ())
    assert harness.get(before) == first
    assert (first.status, first.cancelled_by, first.cancelled_at) == (
        AppointmentStatus.CANCELLED,
        Role.CLIENT,
        NOON,
    )


def test_a_repeated_request_books_no_second_appointment(harness):
    appointment = harness.put(key=KEY)
    with pytest.raises(AlreadyProcessed) as earlier:
        harness.put(2, key=KEY)
    assert earlier.value.result == harness.rows.result_of(harness.access, KEY) == appointment.id
    assert harness.list_numbers() == [1]
    assert harness.rows.result_of(replace(harness.access, person=KIM), KEY) is None
    with pytest.raises(Invalid):
        harness.rows.result_of(harness.access, IdempotencyKey("key", "1" * 64))


def test_each_move_can_store_notices_of_its_own(harness):
    appointment = harness.put()
    for days in (1, 2):
        later = replace(appointment, starts_at=NOON + timedelta(days=days))
        appointment = harness.rows.change(
            harness.access, appointment, later, moved_notices(later, harness.access)
        )
    assert appointment.version == 3
