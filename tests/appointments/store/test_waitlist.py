"""Tests the stored waitlist: the same tests for the tables and the fake."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.appointments.domain.freed_times import FreedTime
from chalicelib.appointments.domain.handover import handed_over
from chalicelib.appointments.domain.status import AppointmentStatus
from chalicelib.appointments.domain.waitlist import WaitStatus
from chalicelib.appointments.usecases.ports import DaysChanged
from chalicelib.kernel.errors import Conflict, Invalid, NotFound, Unavailable
from chalicelib.kernel.idempotency import AlreadyProcessed, IdempotencyKey
from chalicelib.kernel.ids import AppointmentId, WaitId
from chalicelib.platform.dynamodb import connection
from tests.appointments.domain.sample_appointments import (
    ADMIN,
    AVERY,
    KIM,
    MORGAN,
    SAM,
    an_appointment,
)
from tests.appointments.store.waits_harness import (
    AT,
    HELD,
    KEY,
    NOW,
    OFFER,
    in_memory,
    on_tables,
)
from tests.platform.aws_faults import Fault, always, faults, once


@pytest.fixture(params=[in_memory, on_tables], ids=["fake", "tables"])
def harness(request):
    with request.param() as harness:
        yield harness


def test_a_wait_is_read_as_it_was_stored(harness):
    wait = harness.add(replaces=AppointmentId("apt-1"), before=AT)
    assert harness.waits.get(harness.practice, wait.id) == wait
    assert harness.waits.all_open(harness.practice) == [wait]
    assert harness.waits.due(NOW) == [wait]
    assert harness.waits.due(NOW - timedelta(seconds=1)) == []
    with pytest.raises(NotFound):
        harness.waits.get(harness.practice, WaitId("another"))


def test_a_repeated_request_adds_no_second_wait(harness):
    wait = harness.add(KEY)
    assert harness.waits.result_of(harness.access, KEY) == wait.id
    with pytest.raises(AlreadyProcessed) as earlier:
        harness.add(KEY, id=WaitId("wait-2"))
    assert earlier.value.result == wait.id
    assert len(harness.waits.all_open(harness.practice)) == 1


def test_the_same_key_with_another_request_is_refused():
    with on_tables() as harness:
        harness.add(KEY)
        with pytest.raises(Invalid):
            harness.add(IdempotencyKey("key-1", "another"), id=WaitId("wait-2"))


def test_an_offer_holds_the_time_until_it_ends(harness):
    offered = harness.offer(harness.add())
    assert harness.waits.get(harness.practice, offered.id) == offered
    assert harness.appointments.held_until(harness.access, HELD) == OFFER.ends
    assert [each.appointment for each in harness.day().busy] == [HELD]
    assert harness.waits.due(OFFER.ends) == [offered]


def test_a_released_time_is_free_and_goes_to_the_next(harness):
    offered = harness.offer(harness.add())
    freed = FreedTime(harness.practice, HELD, offered.version, (SAM,), AT, AT + timedelta(hours=1))
    days = [harness.day().without({HELD})]
    waiting = harness.change(offered, offered.without_offer(NOW), days=days, freed=freed)
    assert harness.waits.get(harness.practice, waiting.id) == waiting
    assert harness.appointments.held_until(harness.access, HELD) is None
    assert harness.day().busy == ()
    assert harness.waits.freed(NOW) == [freed]
    harness.waits.forget(freed)
    assert harness.waits.freed(NOW) == []


def test_the_open_waits_of_a_client_are_counted(harness):
    assert harness.waits.open_count(harness.practice, AVERY) == 0
    first, second = harness.add(), harness.add(id=WaitId("wait-2"))
    harness.add(id=WaitId("wait-3"), client=MORGAN)
    assert harness.waits.open_count(harness.practice, AVERY) == 2
    harness.change(first, first.over(WaitStatus.WITHDRAWN, NOW))
    harness.accept(harness.offer(second))
    assert harness.waits.open_count(harness.practice, AVERY) == 0
    assert harness.waits.open_count(harness.practice, MORGAN) == 1


def test_only_one_of_two_changes_of_a_wait_is_stored(harness):
    offered = harness.offer(harness.add())
    harness.change(offered, offered.without_offer(NOW))
    with pytest.raises(Conflict):
        harness.accept(offered)
    with pytest.raises(Conflict):
        harness.change(offered, offered.over(WaitStatus.WITHDRAWN, NOW))
    assert harness.waits.all_open(harness.practice)[0].status is WaitStatus.WAITING


def test_a_day_that_another_booking_changed_is_told_apart(harness):
    wait, day = harness.add(), harness.day()
    appointment = an_appointment(practice=harness.practice, starts_at=AT)
    harness.appointments.add(harness.access, appointment, (), None, [day])
    with pytest.raises(DaysChanged):
        harness.change(wait, wait.offered(OFFER, NOW), days=[day])
    assert harness.waits.get(harness.practice, wait.id) == wait


def test_an_accepted_offer_is_an_appointment_and_cancels_the_old_one(harness):
    old = harness.appointments.add(
        harness.access,
        an_appointment(practice=harness.practice, starts_at=AT + timedelta(days=7)),
        (),
        None,
    )
    offered = harness.offer(harness.add())
    cancelled = replace(old, status=AppointmentStatus.CANCELLED, cancelled_at=NOW)
    harness.accept(offered, (old, cancelled))
    assert harness.waits.all_open(harness.practice) == []
    assert harness.waits.due(OFFER.ends) == []
    (ended,), _ = harness.waits.ended(harness.access, AVERY, None)
    assert (ended.status, ended.ended_at) == (WaitStatus.BOOKED, NOW)
    assert harness.appointments.held_until(harness.access, HELD) is None
    booked, after = (
        harness.appointments.without_names(harness.access, each) for each in (HELD, old.id)
    )
    assert (booked.status, after.status) == (AppointmentStatus.BOOKED, AppointmentStatus.CANCELLED)
    (freed,) = harness.waits.freed(NOW)
    assert (freed.appointment, freed.starts_at) == (old.id, old.starts_at)


def test_a_changed_old_appointment_stops_the_acceptance(harness):
    old = harness.appointments.add(
        harness.access, an_appointment(practice=harness.practice, starts_at=AT), (), None
    )
    harness.appointments.change(harness.access, old, replace(old, minutes=30), ())
    offered = harness.offer(harness.add())
    with pytest.raises(Conflict):
        harness.accept(offered, (old, replace(old, status=AppointmentStatus.CANCELLED)))
    assert harness.waits.get(harness.practice, offered.id) == offered
    with pytest.raises(NotFound):
        harness.appointments.without_names(harness.access, HELD)


def test_a_check_is_postponed_unless_the_wait_has_changed(harness):
    wait, later = harness.add(), NOW + timedelta(hours=1)
    harness.waits.postpone(wait, later)
    assert harness.waits.due(NOW) == []
    offered = harness.offer(harness.waits.get(harness.practice, wait.id))
    harness.waits.postpone(wait, later + timedelta(days=1))
    assert harness.waits.due(OFFER.ends) == [offered]


@pytest.mark.parametrize("status", [AppointmentStatus.CANCELLED, AppointmentStatus.DECLINED])
def test_a_called_off_appointment_sets_its_time_free(harness, status):
    appointment = harness.appointments.add(
        harness.access, an_appointment(practice=harness.practice, starts_at=AT), (), None
    )
    assert harness.waits.freed(NOW) == []
    harness.appointments.change(
        harness.access, appointment, replace(appointment, status=status), ()
    )
    (freed,) = harness.waits.freed(NOW)
    assert (freed.providers, freed.starts_at) == ((SAM,), AT)


def test_a_hand_over_sets_the_former_providers_time_free(harness):
    people = {"providers": (SAM, ADMIN.person), "practice": harness.practice, "starts_at": AT}
    shared = harness.appointments.add(harness.access, an_appointment(**people), (), None)
    after = handed_over(shared, NOW, SAM, KIM, "Kim")
    stored = harness.appointments.change(harness.access, shared, after, ())
    (freed,) = harness.waits.freed(NOW)
    assert (freed.providers, freed.starts_at) == ((SAM,), AT)
    harness.waits.forget(freed)
    moved = stored.moved(NOW, AT + timedelta(hours=2), None, None)
    harness.appointments.change(harness.access, stored, moved, ())
    (freed,) = harness.waits.freed(NOW)
    assert freed.providers == (KIM, ADMIN.person)


@pytest.mark.parametrize("fault", [Fault.THROTTLED, Fault.UNREACHABLE])
def test_a_failed_write_leaves_nothing_half_made(fault):
    with on_tables() as harness:
        offered = harness.offer(harness.add())
        with (
            faults(connection.client(), always(fault, "TransactWriteItems")),
            pytest.raises(Unavailable),
        ):
            harness.accept(offered)
        assert harness.waits.get(harness.practice, offered.id) == offered
        assert harness.appointments.held_until(harness.access, HELD) == OFFER.ends
        with pytest.raises(NotFound):
            harness.appointments.without_names(harness.access, HELD)


def test_an_acceptance_whose_answer_is_lost_is_stored_whole():
    with on_tables() as harness:
        offered = harness.offer(harness.add())
        plan = once(Fault.LOST, "TransactWriteItems")
        with faults(connection.client(), plan), pytest.raises(Unavailable):
            harness.accept(offered)
        booked = harness.appointments.without_names(harness.access, HELD)
        assert booked.status is AppointmentStatus.BOOKED
        assert harness.waits.get(harness.practice, offered.id).status is WaitStatus.BOOKED


def test_a_held_time_is_in_the_calendar_until_it_is_released(harness):
    def held(since, until):
        return [each.appointment for each in harness.held.held(harness.practice, since, until)]

    offered = harness.offer(harness.add())
    assert held(AT, AT + timedelta(minutes=1)) == [HELD]
    assert (
        held(AT - timedelta(days=1), AT)
        == held(AT + timedelta(minutes=1), AT + timedelta(days=2))
        == []
    )
    (time,) = harness.held.held(harness.practice, NOW, AT + timedelta(days=1))
    assert (time.client, time.provider, time.starts_at, time.minutes, time.until) == (
        AVERY,
        SAM,
        AT,
        OFFER.minutes,
        OFFER.ends,
    )
    harness.change(offered, offered.without_offer(NOW))
    assert held(NOW, AT + timedelta(days=1)) == []
