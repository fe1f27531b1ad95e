"""Tests the store of hours and holidays, on the tables and on the fake."""

from contextlib import contextmanager
from dataclasses import replace
from datetime import date

import pytest

from chalicelib.appointments.domain.hours import (
    DayException,
    Holiday,
    Holidays,
    HoursWindow,
    ProviderHours,
    TimeOff,
    WeeklyWindow,
)
from chalicelib.appointments.store.hours import DynamoHours
from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.errors import Conflict
from chalicelib.kernel.ids import PersonId, PracticeId
from tests.appointments.domain.sample_appointments import ADMIN, KIM, SAM
from tests.appointments.fake_hours import FakeHours
from tests.platform.record_store import a_store

CHRISTMAS = date(2026, 12, 25)
WINDOW = HoursWindow(540, 1440)
HOURS = ProviderHours(
    SAM,
    "America/New_York",
    (WeeklyWindow(0, WINDOW), WeeklyWindow(6, HoursWindow(0, 60))),
    (DayException(CHRISTMAS), DayException(date(2026, 12, 24), (WINDOW,))),
    (TimeOff(CHRISTMAS, date(2027, 1, 2)),),
)


@contextmanager
def in_memory():
    yield FakeHours(), Access(PracticeId("prc-1"), ADMIN.person, Role.ADMIN)


@contextmanager
def on_tables():
    with a_store() as store:
        yield DynamoHours(store.audit), Access(store.practice, PersonId("boss"), Role.ADMIN)


@pytest.fixture(params=[in_memory, on_tables], ids=["fake", "tables"])
def store(request):
    with request.param() as store:
        yield store


def test_hours_and_holidays_are_read_as_they_were_stored(store):
    rows, access = store
    assert rows.read(access.practice, [SAM]) == ({}, Holidays())
    hours = rows.save(access, HOURS)
    holidays = rows.save_holidays(access, Holidays((Holiday(CHRISTMAS, "Christmas"),)))
    assert hours == replace(HOURS, version=1)
    assert rows.read(access.practice, [SAM, KIM]) == ({SAM: hours}, holidays)
    assert rows.read(PracticeId("prc-2"), [SAM]) == ({}, Holidays())


def test_of_two_changes_of_one_version_one_is_refused(store):
    rows, access = store
    first = rows.save(access, HOURS)
    for outdated in (HOURS, replace(first, version=7)):
        with pytest.raises(Conflict):
            rows.save(access, outdated)
    assert rows.save(access, replace(first, weekly=())).version == 2
    days = rows.save_holidays(access, Holidays())
    with pytest.raises(Conflict):
        rows.save_holidays(access, replace(days, version=0))
