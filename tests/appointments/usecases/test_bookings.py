"""Moving and calling off: who may and until when, who is told, and what becomes of the room."""

from datetime import timedelta

import pytest

from chalicelib.appointments.domain.appointment import AppointmentStatus
from chalicelib.appointments.usecases.bookings import Move
from chalicelib.kernel.access import Role, system
from chalicelib.kernel.errors import Conflict, Invalid, NotAllowed, NotFound, Unavailable
from chalicelib.kernel.idempotency import IdempotencyKey
from chalicelib.kernel.ids import AppointmentId
from chalicelib.notices.domain import NoticeKind
from tests.appointments.booking_harness import ADMIN, KIM, NOW, SAM, TOMORROW, Booked, wears_client

ONCE = IdempotencyKey("key", "0" * 64)
LATER = Move(TOMORROW + timedelta(hours=3))


@pytest.fixture
def room():
    return Booked()


@pytest.fixture
def avery(room):
    return wears_client(room.avery)


def test_a_move_keeps_the_room_and_is_told_to_everybody_else(room):
    made = room.book(providers=[SAM.person, KIM.person])
    after = room.bookings.reschedule(SAM, made.id, 1, LATER).appointment
    assert (after.id, after.participants, after.starts_at, after.version) == (
        made.id,
        made.participants,
        LATER.starts_at,
        2,
    )
    told = [(each.kind, each.client, each.person) for each in room.outbox.sent[-2:]]
    assert told == [
        (NoticeKind.APPOINTMENT_MOVED, None, KIM.person),
        (NoticeKind.APPOINTMENT_MOVED, room.avery, None),
    ]
    again = room.bookings.reschedule(SAM, made.id, 2, Move(TOMORROW + timedelta(hours=5)))
    assert again.appointment.version == 3
    assert len({each.event for each in room.outbox.sent}) == len(room.outbox.sent) == 6


def test_a_room_follows_what_was_stored_and_nothing_else(room):
    made = room.book()
    moved = room.bookings.reschedule(SAM, made.id, 1, LATER).appointment
    with pytest.raises(Conflict):
        room.bookings.reschedule(SAM, made.id, 1, Move(minutes=25))
    cancelled = room.bookings.cancel(SAM, made.id, 2).appointment
    assert room.followed == [moved, cancelled]


def test_a_change_that_its_room_could_not_follow_counts_and_is_told(room):
    """It is stored: nobody is told that nothing was changed."""
    made, room.keeping = room.book(), Unavailable()
    assert room.bookings.cancel(SAM, made.id, 1).appointment.status is AppointmentStatus.CANCELLED
    assert room.outbox.sent[-1].kind is NoticeKind.APPOINTMENT_CANCELLED


def test_a_move_that_moves_nothing_is_told_to_nobody(room):
    made = room.book()
    room.outbox.sent.clear()
    assert (
        room.bookings.reschedule(SAM, made.id, 1, Move(made.starts_at, 50, made.zone)).appointment
        == made
    )
    zoned = room.bookings.reschedule(SAM, made.id, 1, Move(zone="America/Chicago")).appointment
    assert (zoned.local, zoned.starts_at, room.outbox.sent) == (
        "2026-11-25T09:00",
        made.starts_at,
        [],
    )


@pytest.mark.parametrize(
    "move", [Move(NOW - timedelta(days=1)), Move(minutes=1), Move(zone="Mars/Olympus")]
)
def test_a_move_to_nowhere_is_refused(room, move):
    made = room.book()
    with pytest.raises(Invalid):
        room.bookings.reschedule(SAM, made.id, 1, move)
    assert room.appointments.get(SAM, made.id).appointment == made


def test_a_client_calls_off_his_own_until_it_begins_and_moves_nothing(room, avery):
    made = room.book()
    with pytest.raises(NotAllowed):
        room.bookings.reschedule(avery, made.id, 1, LATER)
    room.at = TOMORROW
    with pytest.raises(Conflict) as no:
        room.bookings.cancel(avery, made.id, 1)
    assert no.value.fresh.appointment == made
    room.at = TOMORROW - timedelta(seconds=1)
    after = room.bookings.cancel(avery, made.id, 1).appointment
    assert (after.status, after.cancelled_by, after.cancelled_at) == (
        AppointmentStatus.CANCELLED,
        Role.CLIENT,
        room.at,
    )


def test_a_further_client_does_not_call_it_off_for_the_others(room):
    room.assigned(room.morgan, SAM.person)
    made = room.book(participants=[room.morgan])
    with pytest.raises(NotAllowed):
        room.bookings.cancel(wears_client(room.morgan), made.id, 1)


def test_whoever_did_not_call_it_off_is_told(room, avery):
    for access, expected in (
        (SAM, [(NoticeKind.APPOINTMENT_CANCELLED, room.avery, None)]),
        (avery, [(NoticeKind.CLIENT_CANCELLED, None, SAM.person)]),
        (
            ADMIN,
            [
                (NoticeKind.APPOINTMENT_CANCELLED, None, SAM.person),
                (NoticeKind.APPOINTMENT_CANCELLED, room.avery, None),
            ],
        ),
    ):
        made = room.book(tell=False)
        room.bookings.cancel(access, made.id, 1)
        assert [(each.kind, each.client, each.person) for each in room.outbox.sent] == expected
        room.outbox.sent.clear()


def test_a_booking_is_told_unless_it_is_not_to_be(room):
    made = room.book()
    assert [(each.kind, each.about, each.client) for each in room.outbox.sent] == [
        (NoticeKind.APPOINTMENT_BOOKED, made.id, room.avery)
    ]
    room.book(tell=False)
    assert room.outbox.sent == room.rows.told
    assert len(room.outbox.sent) == 1


@pytest.mark.parametrize("act", ["cancel", "reschedule"])
def test_a_late_change_is_shown_how_it_is_now(room, act):
    """Nothing is decided on what somebody else has changed."""
    made = room.book()
    room.bookings.reschedule(SAM, made.id, 1, LATER)
    actions = {"cancel": lambda: room.bookings.cancel(ADMIN, made.id, 1)}
    actions["reschedule"] = lambda: room.bookings.reschedule(ADMIN, made.id, 1, Move(minutes=25))
    with pytest.raises(Conflict) as no:
        actions[act]()
    assert (no.value.fresh.appointment.version, no.value.fresh.appointment.starts_at) == (
        2,
        LATER.starts_at,
    )


@pytest.mark.parametrize("act", ["cancel", "reschedule"])
def test_what_is_over_or_cancelled_is_told_with_how_it_is(room, act):
    made = room.book()
    room.bookings.cancel(SAM, made.id, 1)
    actions = {"cancel": lambda: room.bookings.cancel(SAM, made.id, 2)}
    actions["reschedule"] = lambda: room.bookings.reschedule(SAM, made.id, 2, LATER)
    with pytest.raises(Conflict, match="was cancelled") as no:
        actions[act]()
    assert no.value.fresh.actions == ()


def test_one_that_is_moved_while_it_ends_takes_place_at_its_new_time(room, monkeypatch):
    made = room.book()
    room.at = made.starts_at
    change = room.rows.change

    def moved_first(*given):
        monkeypatch.setattr(room.rows, "change", change)
        room.bookings.reschedule(
            SAM, made.id, 1, Move(starts_at=made.starts_at + timedelta(days=7))
        )
        return change(*given)

    monkeypatch.setattr(room.rows, "change", moved_first)
    room.completing.complete(system(SAM.practice), made.id)
    assert room.appointments.get(SAM, made.id).appointment.status is AppointmentStatus.BOOKED


def test_an_appointment_takes_place_once_and_a_cancelled_one_never(room):
    made, off = room.book(), room.book()
    room.bookings.cancel(SAM, off.id, 1)
    room.completing.complete(system(SAM.practice), made.id)
    assert room.appointments.get(SAM, made.id).appointment.status is AppointmentStatus.BOOKED, (
        "it is still to come"
    )
    room.at = made.starts_at
    for _ in range(2):
        for each in (made, off):
            room.completing.complete(system(SAM.practice), each.id)
    found = [room.appointments.get(SAM, each.id).appointment for each in (made, off)]
    assert [(each.status, each.version) for each in found] == [
        (AppointmentStatus.COMPLETED, 2),
        (AppointmentStatus.CANCELLED, 2),
    ]
    with pytest.raises(NotFound):
        room.completing.complete(system(SAM.practice), AppointmentId("nobody"))
