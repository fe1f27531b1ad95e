"""Tests who may book appointments and who may see them."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.appointments.domain.status import AppointmentAction, AppointmentStatus
from chalicelib.appointments.usecases.booking_requests import Move
from chalicelib.appointments.usecases.ports import AppointmentFilter
from chalicelib.identity.domain.membership import MembershipStatus
from chalicelib.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from chalicelib.kernel.idempotency import IdempotencyKey
from chalicelib.kernel.ids import ClientId, PersonId
from tests.appointments.booking_harness import (
    ADMIN,
    KIM,
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


def test_a_provider_takes_part_in_the_appointments_they_book(harness):
    appointment = harness.book()
    assert [(each.person, each.client) for each in appointment.participants] == [
        (SAM.person, None),
        (None, harness.avery),
    ]
    assert [name for _, name in appointment.names] == ["Sam Rivera", "Avery Stone"]
    assert (appointment.status, appointment.version, appointment.starts_at) == (
        AppointmentStatus.BOOKED,
        1,
        TOMORROW,
    )


def test_colleagues_and_further_clients_take_part_under_their_preferred_names(harness):
    harness.assign(harness.avery, SAM.person, KIM.person)
    harness.assign(harness.morgan, SAM.person, KIM.person)
    appointment = harness.book(providers=[SAM.person, KIM.person], participants=[harness.morgan])
    assert [name for _, name in appointment.names] == [
        "Sam Rivera",
        "Kim Park",
        "Avery Stone",
        "Mo",
    ]
    assert appointment.client == harness.avery


def test_an_admin_says_who_takes_part(harness):
    with pytest.raises(Invalid) as refusal:
        harness.book(ADMIN)
    assert list(refusal.value.fields) == ["provider_ids"]
    harness.assign(harness.avery, KIM.person)
    assert harness.book(ADMIN, providers=[KIM.person]).providers == (KIM.person,)


@pytest.mark.parametrize("access", [SAM, ADMIN])
@pytest.mark.parametrize("participants", [0, 1])
def test_a_provider_who_is_not_assigned_to_each_client_cannot_be_booked(
    harness, access, participants
):
    """
    S2: a booking fails if one of its providers is not assigned to all its clients.

    An appointment must not give a provider access to a client.
    """
    harness.assign(harness.morgan, SAM.person)
    if participants:
        harness.assign(harness.avery, SAM.person, KIM.person)
    further = [harness.morgan] * participants
    with pytest.raises(Invalid) as refusal:
        harness.book(access, providers=[SAM.person, KIM.person], participants=further)
    assert list(refusal.value.fields) == ["provider_ids"]
    assert not harness.rows.rows


@pytest.mark.parametrize("which", ["morgan", "nobody", "foreign"])
def test_a_provider_books_for_their_own_clients_only(harness, which):
    """
    S2: a provider cannot book for a client who is not theirs.

    The response is the same as for an unknown id, and the attempt is audited.
    """
    ids = {
        "morgan": harness.morgan,
        "nobody": ClientId("nobody"),
        "foreign": ClientId("01K0FOREIGN"),
    }
    for people in ({"client": ids[which]}, {"participants": [ids[which]]}):
        with pytest.raises(NotFound):
            harness.book(SAM, **people)
    assert len(harness.directory.refused) == 2
    assert not harness.rows.rows


def test_an_admin_books_for_every_client_of_the_practice_and_no_other(harness):
    """S3: an Admin of another practice cannot book for this practice's client."""
    harness.assign(harness.morgan, SAM.person)
    assert (
        harness.book(ADMIN, client=harness.morgan, providers=[SAM.person]).client == harness.morgan
    )
    with pytest.raises(NotFound):
        harness.book(
            replace(ADMIN, practice="prc-2"), client=harness.morgan, providers=[SAM.person]
        )


def test_a_client_cannot_book(harness, avery):
    with pytest.raises(NotAllowed):
        harness.book(avery)


@pytest.mark.parametrize("who", ["admin", "invited", "removed", "stranger"])
def test_only_active_providers_of_the_practice_take_part(harness, who):
    states = {"invited": MembershipStatus.INVITED, "removed": MembershipStatus.REMOVED}
    person = {"admin": ADMIN.person, "stranger": PersonId("stranger")}.get(who, KIM.person)
    if who in states:
        key = KIM.practice, KIM.person
        harness.memberships.rows[key] = replace(harness.memberships.rows[key], status=states[who])
    with pytest.raises(Invalid) as refusal:
        harness.book(providers=[SAM.person, person])
    assert list(refusal.value.fields) == ["provider_ids"]


def test_nothing_can_be_booked_before_the_agreement(harness):
    """
    S32: nobody can book until the practice accepts the agreement.

    The agreement is the Business Associate Agreement.
    """
    harness.without_agreement()
    with pytest.raises(Conflict, match="Business Associate Agreement"):
        harness.book()


def test_a_repeated_request_books_once_and_restores_no_access_that_was_lost(harness):
    first, again = harness.book(key=KEY), harness.book(key=KEY)
    assert first == again
    assert len(harness.rows.rows) == 1
    harness.assign(harness.avery, SAM.person, KIM.person)
    appointment = harness.book(SAM, key=IdempotencyKey("other", "0" * 64), providers=[KIM.person])
    harness.assign(harness.avery, KIM.person)
    with pytest.raises(NotFound):
        harness.book(SAM, key=IdempotencyKey("other", "0" * 64), providers=[KIM.person])
    assert harness.appointments.get(KIM, appointment.id).appointment == appointment


def test_who_may_see_an_appointment(harness):
    """
    S2: an Admin, a participating client or a provider may see an appointment.

    The provider must be assigned to all clients who take part. Nobody else may see the
    appointment.
    """
    harness.assign(harness.morgan, KIM.person, SAM.person)
    harness.assign(harness.avery, KIM.person, SAM.person)
    alone = harness.book(SAM)
    both = harness.book(SAM, participants=[harness.morgan])
    guest = harness.book(SAM, providers=[SAM.person, KIM.person])
    harness.assign(harness.avery, SAM.person)
    visible = {
        "admin": (ADMIN, {alone, both, guest}),
        "sam": (SAM, {alone, both, guest}),
        "kim takes part in one, and is assigned to one of two clients of another": (KIM, set()),
        "avery": (client_access(harness.avery), {alone, both, guest}),
        "morgan": (client_access(harness.morgan), {both}),
        "nobody": (client_access(ClientId("nobody")), set()),
        "foreign": (replace(ADMIN, practice="prc-2"), set()),
    }
    for name, (access, expected) in visible.items():
        assert {each for each in (alone, both, guest) if sees(harness, access, each)} == expected, (
            name
        )


def sees(harness, access, appointment):
    refused = len(harness.rows.refused)
    try:
        view = harness.appointments.get(access, appointment.id)
    except NotFound:
        assert access.practice != SAM.practice or len(harness.rows.refused) == refused + 1, "S14"
        return False
    return view.appointment == appointment


def test_a_provider_taken_off_a_client_loses_the_appointments_with_the_client(harness):
    """
    S2: a provider no longer assigned to the client cannot see the appointment.

    The provider cannot move or cancel the appointment either, although they still take
    part in it.
    """
    appointment = harness.book()
    harness.assign(harness.avery, KIM.person)
    assert not sees(harness, SAM, appointment)
    for act in (
        lambda: harness.bookings.reschedule(SAM, appointment.id, 1, LATER),
        lambda: harness.bookings.cancel(SAM, appointment.id, 1),
    ):
        with pytest.raises(NotFound):
            act()
    assert harness.list_ids(SAM, AppointmentFilter()) == []


def test_a_colleague_who_takes_over_a_client_may_see_their_appointments(harness):
    appointment = harness.book()
    assert not sees(harness, KIM, appointment)
    harness.assign(harness.avery, KIM.person)
    assert sees(harness, KIM, appointment)
    assert AppointmentAction.JOIN not in harness.appointments.get(KIM, appointment.id).actions


def test_lists_hold_the_appointments_that_the_caller_may_see(harness, avery):
    """S2: each person's list has only the appointments that they may open."""
    harness.assign(harness.morgan, KIM.person, SAM.person)
    alone, both = (
        harness.book(SAM).id,
        harness.book(SAM, starts_at=TOMORROW + timedelta(days=1), participants=[harness.morgan]).id,
    )
    kims = harness.book(KIM, client=harness.morgan, starts_at=TOMORROW + timedelta(days=2)).id
    assert harness.list_ids(ADMIN, AppointmentFilter()) == [alone, both, kims]
    assert harness.list_ids(ADMIN, AppointmentFilter(client=harness.morgan)) == [both, kims]
    assert harness.list_ids(SAM, AppointmentFilter()) == [alone, both]
    assert harness.list_ids(SAM, AppointmentFilter(client=harness.morgan)) == [both, kims]
    assert harness.list_ids(KIM, AppointmentFilter()) == [kims]
    assert harness.list_ids(KIM, AppointmentFilter(client=harness.morgan)) == [kims], (
        "the other one names a client who is not Kim's"
    )
    assert harness.list_ids(avery, AppointmentFilter()) == [alone, both]


@pytest.mark.parametrize("asks", ["kim", "morgan", "admin"])
def test_a_list_of_a_client_whom_the_caller_may_not_see_is_absent(harness, asks):
    """S2, S3: filtering by another provider's client is refused and audited."""
    harness.book()
    who = {
        "kim": (KIM, harness.avery),
        "morgan": (client_access(harness.morgan), harness.avery),
        "admin": (ADMIN, ClientId("nobody")),
    }
    access, client = who[asks]
    with pytest.raises(NotFound):
        harness.appointments.page(access, AppointmentFilter(client=client))
    assert harness.directory.refused == [(access.person, client)]


def test_a_visit_may_be_joined_from_an_hour_before_until_two_hours_after(harness, avery):
    """
    V9: a participant may join from one hour before to two hours after the visit.

    Outside that period, the appointment's actions do not include joining.
    """
    appointment = harness.book()
    for minutes, may in ((-61, False), (-60, True), (0, True), (169, True), (170, False)):
        harness.at = TOMORROW + timedelta(minutes=minutes)
        assert (
            AppointmentAction.JOIN in harness.appointments.get(avery, appointment.id).actions
        ) == may, minutes
