"""Tests the store of series; each test runs on the tables and on the fake."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.appointments.domain.notices import series_booked_notices
from chalicelib.appointments.domain.recurrence import parse_rule
from chalicelib.appointments.domain.series import (
    FormerTime,
    Series,
    SeriesAction,
    SeriesChange,
    SeriesPlace,
)
from chalicelib.appointments.store.series import DynamoSeries
from chalicelib.kernel.access import Role
from chalicelib.kernel.errors import Conflict, Invalid, NotFound
from chalicelib.kernel.idempotency import AlreadyProcessed, IdempotencyKey
from chalicelib.kernel.ids import AppointmentId, PracticeId, SeriesId
from tests.appointments.domain.sample_appointments import NOON, SAM
from tests.appointments.fake_series import FakeSeries
from tests.appointments.store.store_harness import in_memory, on_tables

KEY = IdempotencyKey("key", "0" * 64)
IDS = (AppointmentId("apt-1"), AppointmentId("apt-2"))
PLACE = SeriesPlace(
    SeriesId("ser-1"),
    parse_rule("FREQ=WEEKLY;BYDAY=TU;COUNT=2"),
    "America/New_York",
    NOON.replace(tzinfo=None, hour=7),
)
FORMER = FormerTime(IDS[0], NOON, 50, "America/New_York", "booked", PLACE.text, 1, NOON, 25, 60)
CHANGE = SeriesChange(SeriesAction.MOVE, IDS, NOON, SAM, Role.PROVIDER, (FORMER,))


@pytest.fixture(params=[in_memory, on_tables], ids=["fake", "tables"])
def harness(request):
    with request.param() as harness:
        is_fake = request.param is in_memory
        harness.series = FakeSeries(harness.rows) if is_fake else DynamoSeries(lambda: NOON)
        yield harness


def begin(harness, key=None, **changed):
    series = Series(SeriesId("ser-1"), harness.access.practice, IDS, CHANGE)
    return harness.series.begin(harness.access, replace(series, **changed), key)


def test_a_series_is_read_as_it_was_stored(harness):
    series = begin(harness)
    assert harness.series.get(harness.access.practice, series.id) == series
    done = harness.series.save(series, replace(series, change=None))
    assert harness.series.get(harness.access.practice, series.id) == done
    assert (done.version, done.change) == (2, None)


def test_another_practices_series_is_absent(harness):
    """S3: a series is found only in its own practice."""
    series = begin(harness)
    with pytest.raises(NotFound):
        harness.series.get(PracticeId("01K0000000000000000000FRGN"), series.id)


def test_of_two_changes_of_the_same_version_one_is_refused(harness):
    series = begin(harness)
    harness.series.save(series, series)
    with pytest.raises(Conflict):
        harness.series.save(series, series)


def test_a_repeated_request_begins_no_second_series(harness):
    begin(harness, KEY)
    with pytest.raises(AlreadyProcessed) as earlier:
        begin(harness, KEY, id=SeriesId("ser-2"))
    assert earlier.value.result == harness.series.of_key(harness.access, KEY) == "ser-1"
    with pytest.raises(Invalid):
        harness.series.of_key(harness.access, IdempotencyKey("key", "1" * 64))


def test_only_changes_that_are_not_complete_are_interrupted(harness):
    series, earlier = begin(harness), NOON - timedelta(seconds=1)
    assert harness.series.interrupted(earlier) == []
    assert harness.series.interrupted(NOON) == [series]
    harness.series.save(series, replace(series, change=None))
    assert harness.series.interrupted(NOON) == []


def test_appointments_keep_their_place_and_are_listed_in_order(harness):
    second = harness.put(2, days=7, series=PLACE)
    first = harness.put(1, series=PLACE)
    stored = harness.series.stored(harness.access.practice, (*IDS, AppointmentId("apt-3")))
    assert [(each.id, each.series) for each in stored] == [(IDS[0], PLACE), (IDS[1], PLACE)]
    assert harness.get(first).series == harness.get(second).series == PLACE


def test_a_removed_appointment_is_gone_from_all_lists_and_frees_its_day(harness):
    appointment = harness.put(1)
    days = harness.rows.provider_days(harness.access, [SAM], [NOON.date()])
    free = [each.without({appointment.id}) for each in days]
    harness.rows.remove(harness.access, appointment, free)
    with pytest.raises(NotFound):
        harness.get(appointment)
    assert harness.list_numbers() == harness.list_numbers(provider=SAM) == []
    assert harness.rows.provider_days(harness.access, [SAM], [NOON.date()])[0].busy == ()


def test_an_appointment_that_has_changed_is_not_removed(harness):
    before = harness.put(1)
    after = harness.rows.change(harness.access, before, replace(before, minutes=25), ())
    with pytest.raises(Conflict):
        harness.rows.remove(harness.access, before)
    assert harness.get(before) == after


def test_notices_are_stored_with_the_series(harness):
    series, appointment = begin(harness), harness.put(1)
    notices = series_booked_notices(appointment, harness.access)
    done = harness.series.save(series, replace(series, change=None), notices)
    with pytest.raises(Conflict):
        harness.series.save(series, series, notices)
    assert done.version == 2
