"""Booking and finding: who may, under which names, and whom it reaches."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.appointments.domain.appointment import AppointmentAction, AppointmentStatus
from chalicelib.appointments.usecases.bookings import Move
from chalicelib.appointments.usecases.ports import AppointmentFilter
from chalicelib.identity.domain.membership import MembershipStatus
from chalicelib.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from chalicelib.kernel.idempotency import IdempotencyKey
from chalicelib.kernel.ids import ClientId, PersonId
from tests.appointments.booking_harness import ADMIN, KIM, SAM, TOMORROW, Booked, wears_client

ONCE = IdempotencyKey("key", "0" * 64)
LATER = Move(TOMORROW + timedelta(hours=3))


@pytest.fixture
def room():
    return Booked()


@pytest.fixture
def avery(room):
    return wears_client(room.avery)


def test_a_provider_takes_part_in_what_he_books(room):
    made = room.book()
    assert [(each.person, each.client) for each in made.participants] == [
        (SAM.person, None),
        (None, room.avery),
    ]
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
    first, again = room.book(key=ONCE), room.book(key=ONCE)
    assert first == again
    assert len(room.rows.rows) == 1
    made = room.book(SAM, key=IdempotencyKey("other", "0" * 64), providers=[KIM.person])
    room.assigned(room.avery, KIM.person)
    with pytest.raises(NotFound):
        room.book(SAM, key=IdempotencyKey("other", "0" * 64), providers=[KIM.person])
    assert room.appointments.get(KIM, made.id).appointment == made


def test_two_appointments_of_one_provider_may_overlap(room):
    """Until there is a calendar that says so: neither is lost."""
    first, second = room.book(), room.book()
    assert room.listed(SAM, AppointmentFilter()) == [first.id, second.id]


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
    assert AppointmentAction.JOIN not in room.appointments.get(KIM, made.id).actions


def test_lists_hold_what_one_reaches(room, avery):
    """S2"""
    room.assigned(room.morgan, KIM.person, SAM.person)
    alone, both = (
        room.book(SAM).id,
        room.book(SAM, starts_at=TOMORROW + timedelta(days=1), participants=[room.morgan]).id,
    )
    kims = room.book(KIM, client=room.morgan, starts_at=TOMORROW + timedelta(days=2)).id
    assert room.listed(ADMIN, AppointmentFilter()) == [alone, both, kims]
    assert room.listed(ADMIN, AppointmentFilter(client=room.morgan)) == [both, kims]
    assert room.listed(SAM, AppointmentFilter()) == [alone, both]
    assert room.listed(SAM, AppointmentFilter(client=room.morgan)) == [both, kims]
    assert room.listed(KIM, AppointmentFilter()) == [kims]
    assert room.listed(KIM, AppointmentFilter(client=room.morgan)) == [kims], (
        "the other one names a client who is not Kim's"
    )
    assert room.listed(avery, AppointmentFilter()) == [alone, both]


@pytest.mark.parametrize("asks", ["kim", "morgan", "admin"])
def test_a_list_of_a_client_out_of_reach_is_absent(room, asks):
    """S2, S3: a filter reveals nothing either, and the attempt is written down."""
    room.book()
    who = {
        "kim": (KIM, room.avery),
        "morgan": (wears_client(room.morgan), room.avery),
        "admin": (ADMIN, ClientId("nobody")),
    }
    access, client = who[asks]
    with pytest.raises(NotFound):
        room.appointments.page(access, AppointmentFilter(client=client))
    assert room.desk.refused == [(access.person, client)]


def test_it_may_be_joined_from_an_hour_before_until_two_hours_after(room, avery):
    """V9"""
    made = room.book()
    for minutes, may in ((-61, False), (-60, True), (0, True), (169, True), (170, False)):
        room.at = TOMORROW + timedelta(minutes=minutes)
        assert (AppointmentAction.JOIN in room.appointments.get(avery, made.id).actions) == may, (
            minutes
        )
