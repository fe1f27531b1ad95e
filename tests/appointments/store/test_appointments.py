"""Appointments: one suite for the tables and for the fake."""

from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.appointments.domain.appointment import AppointmentStatus
from chalicelib.appointments.domain.notices import booked_notices, moved_notices
from chalicelib.appointments.store.appointments import DynamoAppointments
from chalicelib.appointments.usecases.ports import AppointmentFilter
from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.errors import Conflict, Invalid, NotFound
from chalicelib.kernel.idempotency import AlreadyProcessed, IdempotencyKey
from chalicelib.kernel.ids import AppointmentId, PersonId, PracticeId
from tests.appointments.domain.sample_appointments import (
    ADMIN,
    AVERY,
    KIM,
    MORGAN,
    NOON,
    SAM,
    an_appointment,
)
from tests.appointments.fake_appointments import FakeAppointments
from tests.platform.record_store import a_store

ONCE = IdempotencyKey("key", "0" * 64)


class Book:
    """The rows with one practice, and what tests put into them."""

    def __init__(self, rows, practice):
        self.rows, self.access = rows, Access(practice, ADMIN.person, Role.ADMIN)

    def put(self, number=1, days=0, key=None, **changed):
        starts = NOON + timedelta(days=days)
        made = an_appointment(
            id=AppointmentId(f"apt-{number}"),
            practice=self.access.practice,
            starts_at=starts,
            **changed,
        )
        return self.rows.add(self.access, made, booked_notices(made, self.access), key)

    def get(self, appointment):
        return self.rows.get(self.access, appointment.id, lambda _: None)

    def listed(self, **wanted):
        return [
            int(each.id[4:]) for each in self.rows.page(self.access, AppointmentFilter(**wanted))[0]
        ]


@contextmanager
def in_memory():
    yield Book(FakeAppointments(), PracticeId("prc-1"))


@contextmanager
def on_tables():
    with a_store() as store:
        yield Book(DynamoAppointments(store.vault(), store.audit, store.clock), store.practice)


@pytest.fixture(params=[in_memory, on_tables], ids=["fake", "tables"])
def book(request):
    with request.param() as made:
        yield made


def test_what_was_booked_is_read_as_it_was(book):
    made = book.put(clients=(AVERY, MORGAN), providers=(SAM, KIM))
    assert made.version == 1
    assert book.get(made) == made


def test_another_practices_appointment_is_absent(book):
    """S3."""
    made, foreign = (
        book.put(),
        replace(book.access, practice=PracticeId("01K0000000000000000000FRGN")),
    )
    with pytest.raises(NotFound):
        book.rows.get(foreign, made.id, lambda _: None)
    assert book.rows.page(foreign, AppointmentFilter())[0] == []


def test_who_may_not_is_shown_no_name_and_gets_nothing(book):
    """S2."""
    made, shown = book.put(), []

    def may_not(found):
        shown.append(found)
        raise NotFound

    with pytest.raises(NotFound):
        book.rows.get(book.access, made.id, may_not)
    assert shown == [replace(made, names=())]


def test_lists_are_by_start_and_of_whom_they_should(book):
    book.put(1, days=3)
    book.put(2, days=1, providers=(KIM,))
    book.put(3, days=2, clients=(MORGAN, AVERY))
    assert book.listed() == [2, 3, 1]
    assert book.listed(provider=SAM) == [3, 1]
    assert book.listed(client=MORGAN) == [3]
    assert book.listed(client=AVERY) == [2, 3, 1]
    assert book.listed(provider=PersonId("nobody")) == []


def test_a_list_begins_with_its_first_moment_and_ends_before_its_last(book):
    for number in range(1, 5):
        book.put(number, days=number)
    since, until = NOON + timedelta(days=2), NOON + timedelta(days=4)
    for whose in ({}, {"provider": SAM}, {"client": AVERY}):
        assert book.listed(since=since, until=until, **whose) == [2, 3]
        assert book.listed(since=since, **whose) == [2, 3, 4]
        assert book.listed(until=until, **whose) == [3, 2, 1], "what is past is told from its end"


@pytest.mark.parametrize("until", [None, NOON + timedelta(days=9)])
def test_a_long_list_goes_on_where_it_stopped(book, until):
    for number in range(1, 6):
        book.put(number, days=number)
    found, cursor = [], None
    while True:
        page, cursor = book.rows.page(
            book.access, AppointmentFilter(until=until, provider=SAM, cursor=cursor, limit=2)
        )
        found += page
        if cursor is None:
            break
    assert sorted(each.id for each in found) == [f"apt-{n}" for n in range(1, 6)]


def test_what_is_moved_is_in_every_list_at_its_new_time_only(book):
    before = book.put(clients=(AVERY, MORGAN))
    book.put(2, days=1)
    after = book.rows.change(
        book.access, before, replace(before, starts_at=NOON + timedelta(days=2)), ()
    )
    assert (after.version, book.get(before)) == (2, after)
    for whose in ({}, {"provider": SAM}, {"client": AVERY}):
        assert book.listed(**whose) == [2, 1]
    assert book.listed(client=MORGAN, until=NOON + timedelta(days=1)) == []


def test_of_two_changes_of_the_same_version_one_is_lost(book):
    before = book.put()
    first = book.rows.change(book.access, before, before.cancelled(NOON, Role.CLIENT), ())
    with pytest.raises(Conflict):
        book.rows.change(book.access, before, replace(before, minutes=25), ())
    assert book.get(before) == first
    assert (first.status, first.cancelled_by, first.cancelled_at) == (
        AppointmentStatus.CANCELLED,
        Role.CLIENT,
        NOON,
    )


def test_a_request_sent_again_books_nothing_more(book):
    made = book.put(key=ONCE)
    with pytest.raises(AlreadyProcessed) as before:
        book.put(2, key=ONCE)
    assert before.value.result == book.rows.result_of(book.access, ONCE) == made.id
    assert book.listed() == [1]
    assert book.rows.result_of(replace(book.access, person=KIM), ONCE) is None
    with pytest.raises(Invalid):
        book.rows.result_of(book.access, IdempotencyKey("key", "1" * 64))


def test_a_move_can_be_told_again_and_again(book):
    appointment = book.put()
    for days in (1, 2):
        later = replace(appointment, starts_at=NOON + timedelta(days=days))
        appointment = book.rows.change(
            book.access, appointment, later, moved_notices(later, book.access)
        )
    assert appointment.version == 3
