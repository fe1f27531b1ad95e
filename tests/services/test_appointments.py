"""Booking, finding, moving and calling off: who may, whom it reaches, who is told."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.domain.access import Role, system
from chalicelib.domain.appointment import Act, AppointmentStatus
from chalicelib.domain.errors import Conflict, Invalid, NotAllowed, NotFound, Unavailable
from chalicelib.domain.ids import AppointmentId, ClientId, PersonId
from chalicelib.domain.membership import MembershipStatus
from chalicelib.domain.notice import NoticeKind
from chalicelib.services.appointment_ports import Wanted
from chalicelib.services.bookings import Move
from chalicelib.services.invoices import Once
from tests.services.booking import ADMIN, KIM, NOW, SAM, TOMORROW, Booked, wears_client

ONCE = Once("key", "0" * 64)
LATER = Move(TOMORROW + timedelta(hours=3))


@pytest.fixture
def room():
    return Booked()


@pytest.fixture
def avery(room):
    return wears_client(room.avery)


def test_a_provider_takes_part_in_what_he_books(room):
    made = room.book()
    assert [(each.person, each.client) for each in made.participants] == [(SAM.person, None), (None, room.avery)]
    assert [name for _, name in made.names] == ["Sam Rivera", "Avery Stone"]
    assert (made.status, made.version, made.starts_at) == (AppointmentStatus.BOOKED, 1, TOMORROW)


def test_colleagues_and_further_clients_take_part_under_the_names_they_go_by(room):
    room.assigned(room.morgan, SAM.person, KIM.person)
    made = room.book(providers=[SAM.person, KIM.person], participants=[room.morgan])
    assert [name for _, name in made.names] == ["Sam Rivera", "Kim Park", "Avery Stone", "Mo"]
    assert made.client == room.avery


def test_an_admin_says_who_takes_part(room):
    with pytest.raises(Invalid) as no:
        room.book(ADMIN)
    assert list(no.value.fields) == ["provider_ids"]
    assert room.book(ADMIN, providers=[KIM.person]).providers == (KIM.person,)


@pytest.mark.parametrize("which", ["morgan", "nobody", "foreign"])
def test_a_provider_books_for_his_own_clients_only(room, which):
    """S2: whom he does not reach is absent, whether he is there or not, and it is written down."""
    ids = {"morgan": room.morgan, "nobody": ClientId("nobody"), "foreign": ClientId("01K0FOREIGN")}
    for asked in ({"client": ids[which]}, {"participants": [ids[which]]}):
        with pytest.raises(NotFound):
            room.book(SAM, **asked)
    assert len(room.desk.refused) == 2
    assert not room.rows.rows


def test_an_admin_books_for_every_client_of_the_practice_and_no_other(room):
    """S3"""
    assert room.book(ADMIN, client=room.morgan, providers=[SAM.person]).client == room.morgan
    with pytest.raises(NotFound):
        room.book(replace(ADMIN, practice="prc-2"), client=room.morgan, providers=[SAM.person])


def test_a_client_books_nothing(room, avery):
    with pytest.raises(NotAllowed):
        room.book(avery)


@pytest.mark.parametrize("who", ["admin", "invited", "removed", "stranger"])
def test_only_active_providers_of_the_practice_take_part(room, who):
    states = {"invited": MembershipStatus.INVITED, "removed": MembershipStatus.REMOVED}
    person = {"admin": ADMIN.person, "stranger": PersonId("stranger")}.get(who, KIM.person)
    if who in states:
        key = KIM.practice, KIM.person
        room.memberships.rows[key] = replace(room.memberships.rows[key], status=states[who])
    with pytest.raises(Invalid) as no:
        room.book(providers=[SAM.person, person])
    assert list(no.value.fields) == ["provider_ids"]


def test_nothing_is_booked_before_the_agreement(room):
    """S32"""
    room.without_agreement()
    with pytest.raises(Conflict, match="Business Associate Agreement"):
        room.book()


def test_the_same_request_books_once_and_opens_no_door_that_has_closed(room):
    first, again = room.book(once=ONCE), room.book(once=ONCE)
    assert first == again
    assert len(room.rows.rows) == 1
    made = room.book(SAM, once=Once("other", "0" * 64), providers=[KIM.person])
    room.assigned(room.avery, KIM.person)
    with pytest.raises(NotFound):
        room.book(SAM, once=Once("other", "0" * 64), providers=[KIM.person])
    assert room.appointments.get(KIM, made.id).appointment == made


def test_two_appointments_of_one_provider_may_overlap(room):
    """Until there is a calendar that says so: neither is lost."""
    first, second = room.book(), room.book()
    assert room.listed(SAM, Wanted()) == [first.id, second.id]


def test_who_reaches_an_appointment(room):
    """S2: who takes part, to whom all its clients are assigned, and an Admin."""
    room.assigned(room.morgan, KIM.person, SAM.person)
    alone = room.book(SAM)
    both = room.book(SAM, participants=[room.morgan])
    guest = room.book(SAM, providers=[SAM.person, KIM.person])
    reached = {
        "admin": (ADMIN, {alone, both, guest}),
        "sam": (SAM, {alone, both, guest}),
        "kim takes part in one, and is assigned to one of two clients of another": (KIM, {guest}),
        "avery": (wears_client(room.avery), {alone, both, guest}),
        "morgan": (wears_client(room.morgan), {both}),
        "nobody": (wears_client(ClientId("nobody")), set()),
        "foreign": (replace(ADMIN, practice="prc-2"), set()),
    }
    for name, (access, expected) in reached.items():
        assert {each for each in (alone, both, guest) if sees(room, access, each)} == expected, name


def sees(room, access, appointment):
    refused = len(room.rows.refused)
    try:
        found = room.appointments.get(access, appointment.id)
    except NotFound:
        assert access.practice != SAM.practice or len(room.rows.refused) == refused + 1, "S14"
        return False
    return found.appointment == appointment


def test_a_colleague_who_takes_over_a_client_takes_over_his_appointments(room):
    made = room.book()
    assert not sees(room, KIM, made)
    room.assigned(room.avery, KIM.person)
    assert sees(room, KIM, made)
    assert sees(room, SAM, made), "he still takes part"
    assert Act.JOIN not in room.appointments.get(KIM, made.id).acts


def test_lists_hold_what_one_reaches(room, avery):
    """S2"""
    room.assigned(room.morgan, KIM.person, SAM.person)
    alone, both = room.book(SAM).id, room.book(SAM, starts_at=TOMORROW + timedelta(days=1), participants=[room.morgan]).id
    kims = room.book(KIM, client=room.morgan, starts_at=TOMORROW + timedelta(days=2)).id
    assert room.listed(ADMIN, Wanted()) == [alone, both, kims]
    assert room.listed(ADMIN, Wanted(client=room.morgan)) == [both, kims]
    assert room.listed(SAM, Wanted()) == [alone, both]
    assert room.listed(SAM, Wanted(client=room.morgan)) == [both, kims]
    assert room.listed(KIM, Wanted()) == [kims]
    assert room.listed(KIM, Wanted(client=room.morgan)) == [kims], "the other one names a client who is not Kim's"
    assert room.listed(avery, Wanted()) == [alone, both]


@pytest.mark.parametrize("asks", ["kim", "morgan", "admin"])
def test_a_list_of_a_client_out_of_reach_is_absent(room, asks):
    """S2, S3: a filter reveals nothing either, and the attempt is written down."""
    room.book()
    who = {"kim": (KIM, room.avery), "morgan": (wears_client(room.morgan), room.avery), "admin": (ADMIN, ClientId("nobody"))}
    access, client = who[asks]
    with pytest.raises(NotFound):
        room.appointments.page(access, Wanted(client=client))
    assert room.desk.refused == [(access.person, client)]


def test_a_move_keeps_the_room_and_is_told_to_everybody_else(room):
    made = room.book(providers=[SAM.person, KIM.person])
    after = room.bookings.reschedule(SAM, made.id, 1, LATER).appointment
    assert (after.id, after.participants, after.starts_at, after.version) == (made.id, made.participants, LATER.starts_at, 2)
    told = [(each.kind, each.client, each.person) for each in room.outbox.sent[-2:]]
    assert told == [(NoticeKind.APPOINTMENT_MOVED, None, KIM.person), (NoticeKind.APPOINTMENT_MOVED, room.avery, None)]
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
    assert room.bookings.reschedule(SAM, made.id, 1, Move(made.starts_at, 50, made.zone)).appointment == made
    zoned = room.bookings.reschedule(SAM, made.id, 1, Move(zone="America/Chicago")).appointment
    assert (zoned.local, zoned.starts_at, room.outbox.sent) == ("2026-11-25T09:00", made.starts_at, [])


@pytest.mark.parametrize("move", [Move(NOW - timedelta(days=1)), Move(minutes=1), Move(zone="Mars/Olympus")])
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
    assert (after.status, after.cancelled_by, after.cancelled_at) == (AppointmentStatus.CANCELLED, Role.CLIENT, room.at)


def test_a_further_client_does_not_call_it_off_for_the_others(room):
    room.assigned(room.morgan, SAM.person)
    made = room.book(participants=[room.morgan])
    with pytest.raises(NotAllowed):
        room.bookings.cancel(wears_client(room.morgan), made.id, 1)


def test_whoever_did_not_call_it_off_is_told(room, avery):
    for access, expected in (
        (SAM, [(NoticeKind.APPOINTMENT_CANCELLED, room.avery, None)]),
        (avery, [(NoticeKind.CLIENT_CANCELLED, None, SAM.person)]),
        (ADMIN, [(NoticeKind.APPOINTMENT_CANCELLED, None, SAM.person), (NoticeKind.APPOINTMENT_CANCELLED, room.avery, None)]),
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
    acts = {"cancel": lambda: room.bookings.cancel(ADMIN, made.id, 1)}
    acts["reschedule"] = lambda: room.bookings.reschedule(ADMIN, made.id, 1, Move(minutes=25))
    with pytest.raises(Conflict) as no:
        acts[act]()
    assert (no.value.fresh.appointment.version, no.value.fresh.appointment.starts_at) == (2, LATER.starts_at)


@pytest.mark.parametrize("act", ["cancel", "reschedule"])
def test_what_is_over_or_cancelled_is_told_with_how_it_is(room, act):
    made = room.book()
    room.bookings.cancel(SAM, made.id, 1)
    acts = {"cancel": lambda: room.bookings.cancel(SAM, made.id, 2)}
    acts["reschedule"] = lambda: room.bookings.reschedule(SAM, made.id, 2, LATER)
    with pytest.raises(Conflict, match="was cancelled") as no:
        acts[act]()
    assert no.value.fresh.acts == ()


def test_an_appointment_takes_place_once_and_a_cancelled_one_never(room):
    made, off = room.book(), room.book()
    room.bookings.cancel(SAM, off.id, 1)
    for _ in range(2):
        for each in (made, off):
            room.completing.complete(system(SAM.practice), each.id)
    found = [room.appointments.get(SAM, each.id).appointment for each in (made, off)]
    assert [(each.status, each.version) for each in found] == [(AppointmentStatus.COMPLETED, 2), (AppointmentStatus.CANCELLED, 2)]
    with pytest.raises(NotFound):
        room.completing.complete(system(SAM.practice), AppointmentId("nobody"))


def test_it_may_be_joined_from_an_hour_before_until_two_hours_after(room, avery):
    """V9"""
    made = room.book()
    for minutes, may in ((-61, False), (-60, True), (0, True), (169, True), (170, False)):
        room.at = TOMORROW + timedelta(minutes=minutes)
        assert (Act.JOIN in room.appointments.get(avery, made.id).acts) == may, minutes
