"""
Tests that appointments can be rescheduled, canceled and completed.

The tests also check the notices to the participants and the updates of the video
rooms.
"""

from datetime import timedelta

import pytest

from chalicelib.appointments.domain.status import AppointmentStatus
from chalicelib.appointments.usecases.booking_requests import Move
from chalicelib.kernel.access import Role, system
from chalicelib.kernel.errors import Conflict, Invalid, NotAllowed, NotFound, Unavailable
from chalicelib.kernel.idempotency import IdempotencyKey
from chalicelib.kernel.ids import AppointmentId
from chalicelib.notices.domain import NoticeKind
from tests.appointments.booking_harness import (
    ADMIN,
    KIM,
    NOW,
    SAM,
    TOMORROW,
    BookingHarness,
    client_access,
)

KEY = IdempotencyKey("key", "0" * 64)
LATER = Move(TOMORROW + timedelta(hours=3))


@pytest.fixture
def harness():
    return BookingHarness()


@pytest.fixture
def avery(harness):
    return client_access(harness.avery)


def test_a_move_keeps_the_room_and_notifies_everybody_else(harness):
    harness.assign(harness.avery, SAM.person, KIM.person)
    appointment = harness.book(providers=[SAM.person, KIM.person])
    after = harness.bookings.reschedule(SAM, appointment.id, 1, LATER).appointment
    assert (after.id, after.participants, after.starts_at, after.version) == (
        appointment.id,
        appointment.participants,
        LATER.starts_at,
        2,
    )
    notices = [(each.kind, each.client, each.person) for each in harness.outbox.sent[-2:]]
    assert notices == [
        (NoticeKind.APPOINTMENT_MOVED, None, KIM.person),
        (NoticeKind.APPOINTMENT_MOVED, harness.avery, None),
    ]
    again = harness.bookings.reschedule(SAM, appointment.id, 2, Move(TOMORROW + timedelta(hours=5)))
    assert again.appointment.version == 3
    assert len({each.event for each in harness.outbox.sent}) == len(harness.outbox.sent) == 6


def test_a_room_is_updated_after_stored_changes_only(harness):
    appointment = harness.book()
    moved = harness.bookings.reschedule(SAM, appointment.id, 1, LATER).appointment
    with pytest.raises(Conflict):
        harness.bookings.reschedule(SAM, appointment.id, 1, Move(minutes=25))
    cancelled = harness.bookings.cancel(SAM, appointment.id, 2).appointment
    assert harness.room_updates == [moved, cancelled]


def test_a_change_holds_and_is_notified_even_if_the_room_was_not_updated(harness):
    """
    If the room cannot be updated, the caller still gets no error.

    The change of the appointment is already stored, and its notice is sent.
    """
    appointment, harness.room_error = harness.book(), Unavailable()
    assert (
        harness.bookings.cancel(SAM, appointment.id, 1).appointment.status
        is AppointmentStatus.CANCELLED
    )
    assert harness.outbox.sent[-1].kind is NoticeKind.APPOINTMENT_CANCELLED


def test_a_move_that_changes_no_time_sends_no_notices(harness):
    appointment = harness.book()
    harness.outbox.sent.clear()
    assert (
        harness.bookings.reschedule(
            SAM, appointment.id, 1, Move(appointment.starts_at, 50, appointment.zone)
        ).appointment
        == appointment
    )
    zoned = harness.bookings.reschedule(
        SAM, appointment.id, 1, Move(zone="America/Chicago")
    ).appointment
    assert (zoned.local, zoned.starts_at, harness.outbox.sent) == (
        "2026-11-25T09:00",
        appointment.starts_at,
        [],
    )


@pytest.mark.parametrize(
    "move", [Move(NOW - timedelta(days=1)), Move(minutes=1), Move(zone="Mars/Olympus")]
)
def test_a_move_to_an_invalid_time_is_refused(harness, move):
    appointment = harness.book()
    with pytest.raises(Invalid):
        harness.bookings.reschedule(SAM, appointment.id, 1, move)
    assert harness.appointments.get(SAM, appointment.id).appointment == appointment


def test_a_client_cancels_their_own_until_it_begins_and_cannot_move_it(harness, avery):
    appointment = harness.book()
    with pytest.raises(NotAllowed):
        harness.bookings.reschedule(avery, appointment.id, 1, LATER)
    harness.at = TOMORROW
    with pytest.raises(Conflict) as refusal:
        harness.bookings.cancel(avery, appointment.id, 1)
    assert refusal.value.fresh.appointment == appointment
    harness.at = TOMORROW - timedelta(seconds=1)
    after = harness.bookings.cancel(avery, appointment.id, 1).appointment
    assert (after.status, after.cancelled_by, after.cancelled_at) == (
        AppointmentStatus.CANCELLED,
        Role.CLIENT,
        harness.at,
    )


def test_a_further_client_cannot_cancel_for_the_others(harness):
    harness.assign(harness.morgan, SAM.person)
    appointment = harness.book(participants=[harness.morgan])
    with pytest.raises(NotAllowed):
        harness.bookings.cancel(client_access(harness.morgan), appointment.id, 1)


def test_a_cancellation_notifies_everybody_but_the_one_who_cancels(harness, avery):
    for access, expected in (
        (SAM, [(NoticeKind.APPOINTMENT_CANCELLED, harness.avery, None)]),
        (avery, [(NoticeKind.CLIENT_CANCELLED, None, SAM.person)]),
        (
            ADMIN,
            [
                (NoticeKind.APPOINTMENT_CANCELLED, None, SAM.person),
                (NoticeKind.APPOINTMENT_CANCELLED, harness.avery, None),
            ],
        ),
    ):
        appointment = harness.book(tell=False)
        harness.bookings.cancel(access, appointment.id, 1)
        assert [(each.kind, each.client, each.person) for each in harness.outbox.sent] == expected
        harness.outbox.sent.clear()


def test_a_booking_sends_notices_unless_that_is_switched_off(harness):
    appointment = harness.book()
    assert [(each.kind, each.about, each.client) for each in harness.outbox.sent] == [
        (NoticeKind.APPOINTMENT_BOOKED, appointment.id, harness.avery)
    ]
    harness.book(tell=False)
    assert harness.outbox.sent == harness.rows.notices
    assert len(harness.outbox.sent) == 1


@pytest.mark.parametrize("act", ["cancel", "reschedule"])
def test_a_late_change_is_refused_with_the_present_appointment(harness, act):
    """An edit of an outdated version is refused; the error has the current version."""
    appointment = harness.book()
    harness.bookings.reschedule(SAM, appointment.id, 1, LATER)
    actions = {"cancel": lambda: harness.bookings.cancel(ADMIN, appointment.id, 1)}
    actions["reschedule"] = lambda: harness.bookings.reschedule(
        ADMIN, appointment.id, 1, Move(minutes=25)
    )
    with pytest.raises(Conflict) as refusal:
        actions[act]()
    assert (refusal.value.fresh.appointment.version, refusal.value.fresh.appointment.starts_at) == (
        2,
        LATER.starts_at,
    )


@pytest.mark.parametrize("act", ["cancel", "reschedule"])
def test_a_change_of_a_cancelled_appointment_is_refused_with_its_present_state(harness, act):
    appointment = harness.book()
    harness.bookings.cancel(SAM, appointment.id, 1)
    actions = {"cancel": lambda: harness.bookings.cancel(SAM, appointment.id, 2)}
    actions["reschedule"] = lambda: harness.bookings.reschedule(SAM, appointment.id, 2, LATER)
    with pytest.raises(Conflict, match="was cancelled") as refusal:
        actions[act]()
    assert refusal.value.fresh.actions == ()


def test_an_appointment_that_is_moved_while_its_visit_ends_stays_booked(harness, monkeypatch):
    appointment = harness.book()
    harness.at = appointment.starts_at
    change = harness.rows.change

    def move_first(*arguments):
        monkeypatch.setattr(harness.rows, "change", change)
        harness.bookings.reschedule(
            SAM, appointment.id, 1, Move(starts_at=appointment.starts_at + timedelta(days=7))
        )
        return change(*arguments)

    monkeypatch.setattr(harness.rows, "change", move_first)
    harness.completion.complete(system(SAM.practice), appointment.id)
    assert (
        harness.appointments.get(SAM, appointment.id).appointment.status is AppointmentStatus.BOOKED
    )


def test_an_appointment_is_completed_once_and_a_cancelled_one_never(harness):
    appointment, cancelled = harness.book(), harness.book()
    harness.bookings.cancel(SAM, cancelled.id, 1)
    harness.completion.complete(system(SAM.practice), appointment.id)
    assert (
        harness.appointments.get(SAM, appointment.id).appointment.status is AppointmentStatus.BOOKED
    ), "it is still to come"
    harness.at = appointment.starts_at
    for _ in range(2):
        for each in (appointment, cancelled):
            harness.completion.complete(system(SAM.practice), each.id)
    stored = [
        harness.appointments.get(SAM, each.id).appointment for each in (appointment, cancelled)
    ]
    assert [(each.status, each.version) for each in stored] == [
        (AppointmentStatus.COMPLETED, 2),
        (AppointmentStatus.CANCELLED, 2),
    ]
    with pytest.raises(NotFound):
        harness.completion.complete(system(SAM.practice), AppointmentId("nobody"))
