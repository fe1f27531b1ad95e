"""Tests that the store keeps provider days, on the tables and on the fake."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from chalicelib.appointments.domain.slots import BusyInterval, ProviderDay, busy_interval
from chalicelib.appointments.store.items import AppointmentItem
from chalicelib.appointments.usecases.ports import DaysChanged
from chalicelib.appointments.usecases.slots import Slots
from chalicelib.appointments.usecases.working_hours import WorkingHours
from chalicelib.kernel.access import Role
from chalicelib.kernel.errors import Conflict, NotFound, SlotTaken
from chalicelib.kernel.idempotency import AlreadyProcessed, IdempotencyKey
from chalicelib.kernel.ids import AppointmentId, ServiceId
from tests.appointments.domain.sample_appointments import KIM, NOON, SAM, an_appointment
from tests.appointments.fake_hours import FakeHours
from tests.appointments.store.store_harness import in_memory, on_tables

TODAY, KEY = NOON.date(), IdempotencyKey("key", "0" * 64)


@pytest.fixture(params=[in_memory, on_tables], ids=["fake", "tables"])
def harness(request):
    with request.param() as harness:
        yield harness


def appointment(harness, number=1, **changed):
    ids = {"id": AppointmentId(f"apt-{number}"), "practice": harness.access.practice}
    return an_appointment(**ids | changed)


def days(harness, providers=(SAM,), dates=(TODAY,)):
    return harness.rows.provider_days(harness.access, providers, dates)


def held(harness, each):
    return [day.holding(busy_interval(each)) for day in days(harness, each.providers)]


def test_a_day_is_read_as_it_was_stored_with_its_appointment(harness):
    new = appointment(harness, buffer_before=10, buffer_after=5)
    harness.rows.add(harness.access, new, (), None, held(harness, new))
    (day,) = days(harness)
    minutes = timedelta(minutes=1)
    expected = BusyInterval(NOON - 10 * minutes, NOON + 55 * minutes, new.id)
    assert day == ProviderDay(SAM, TODAY, (expected,), 1)
    assert days(harness, (KIM,)) == [ProviderDay(KIM, TODAY)]
    assert days(harness, (SAM,), (date(2026, 11, 25),)) == [ProviderDay(SAM, date(2026, 11, 25))]


def test_a_day_that_was_never_stored_is_made_of_its_appointments(harness):
    midnight = datetime(2026, 11, 24, tzinfo=UTC)
    late = appointment(harness, 2, starts_at=midnight - timedelta(minutes=20))
    for each in (appointment(harness), late, appointment(harness, 3, providers=(KIM,))):
        harness.rows.add(harness.access, each, (), None)
    off = appointment(harness, 4)
    stored = harness.rows.add(harness.access, off, (), None)
    harness.rows.change(harness.access, stored, stored.cancelled(NOON, Role.ADMIN), ())
    (day,) = days(harness)
    assert [each.appointment for each in day.busy] == ["apt-2", "apt-1"]
    assert day.version == 0


def test_of_twenty_bookings_that_read_the_same_day_one_is_stored(harness):
    """All twenty see the time as free, and then write one after the other."""
    new = [appointment(harness, number) for number in range(20)]
    seen = [held(harness, each) for each in new]
    results = []
    for each, changed in zip(new, seen, strict=True):
        try:
            results.append(harness.rows.add(harness.access, each, (), None, changed))
        except DaysChanged:
            with pytest.raises(NotFound):
                harness.get(each)
    assert [each.id for each in results] == ["apt-0"]
    assert [each.appointment for each in days(harness)[0].busy] == ["apt-0"]


def test_a_change_and_its_days_are_stored_together_or_not_at_all(harness):
    first = harness.rows.add(harness.access, appointment(harness), (), None, ())
    moved = replace(first, starts_at=NOON + timedelta(hours=2))
    outdated = [replace(days(harness)[0], version=7)]
    with pytest.raises(DaysChanged):
        harness.rows.change(harness.access, first, moved, (), outdated)
    assert harness.get(first) == first
    harness.rows.change(harness.access, first, moved, (), [ProviderDay(SAM, TODAY)])
    stale = days(harness)
    with pytest.raises(Conflict):
        harness.rows.change(harness.access, first, moved, (), stale)
    assert days(harness) == stale


def test_a_repeated_request_is_told_so_even_though_the_day_has_changed(harness):
    new = appointment(harness)
    changed = held(harness, new)
    harness.rows.add(harness.access, new, (), KEY, changed)
    with pytest.raises(AlreadyProcessed):
        harness.rows.add(harness.access, appointment(harness, 2), (), KEY, changed)


def test_slots_refuse_a_taken_time_on_every_store(harness):
    slots = Slots(harness.rows, WorkingHours(FakeHours(), None), lambda: NOON)
    first, second = appointment(harness), appointment(harness, 2)

    def book(each):
        write = lambda changed: harness.rows.add(harness.access, each, (), None, changed)  # noqa: E731
        return slots.store(harness.access, None, each, write)

    book(first)
    with pytest.raises(SlotTaken) as refusal:
        book(second)
    assert refusal.value.free[0]["starts_at"] == "2026-11-24T13:00:00Z"


def test_the_service_the_buffers_and_the_reason_are_read_as_they_were_stored(harness):
    service = {"service": ServiceId("svc-1"), "service_name": "First visit"}
    new = appointment(harness, buffer_before=10, **service)
    stored = harness.rows.add(harness.access, new, (), None)
    assert harness.get(stored) == stored
    off = stored.cancelled(NOON, Role.CLIENT, "I am ill")
    assert harness.get(harness.rows.change(harness.access, stored, off, ())).reason == "I am ill"


def test_the_reason_is_not_in_the_row(harness):
    """S22: why an appointment was cancelled is sealed."""
    stored = harness.rows.add(harness.access, appointment(harness), (), None)
    off = stored.cancelled(NOON, Role.CLIENT, "I am very ill")
    harness.rows.change(harness.access, stored, off, ())
    if hasattr(harness.rows, "vault"):
        items = AppointmentItem.scan(AppointmentItem.created.exists())
        rows = [str(row.serialize()) for row in items]
        assert rows
        assert not [row for row in rows if "very ill" in row]
