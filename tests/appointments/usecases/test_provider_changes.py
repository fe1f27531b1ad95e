"""Tests that an appointment can be handed over to another provider."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.appointments.domain.status import AppointmentStatus
from chalicelib.appointments.usecases.booking_requests import ProviderChange
from chalicelib.appointments.usecases.ports import AppointmentFilter
from chalicelib.clients.domain.client import Cover
from chalicelib.kernel.access import Role
from chalicelib.kernel.errors import Conflict, Invalid, NotAllowed, NotFound, SlotTaken
from chalicelib.notices.domain import NoticeKind
from tests.appointments.booking_harness import (
    ADMIN,
    KIM,
    SAM,
    TOMORROW,
    BookingHarness,
    client_access,
)

TO_KIM = ProviderChange(KIM.person)


@pytest.fixture
def harness():
    """Return a harness in which Avery was handed over from Sam to Kim."""
    harness = BookingHarness()
    harness.appointment = harness.book(tell=False)
    harness.assign(harness.avery, KIM.person)
    return harness


def hand_over(harness, change=TO_KIM, access=ADMIN, version=1):
    one = harness.appointment.id
    return harness.provider_changes.hand_over(access, one, version, change).appointment


def test_the_appointment_keeps_its_room_time_and_confirmation_and_has_a_new_provider(harness):
    confirmed = harness.attendance.confirm(client_access(harness.avery), harness.appointment.id, 1)
    after = hand_over(harness, version=2)
    seats = [each.seat for each in confirmed.appointment.participants]
    assert [each.seat for each in after.participants] == seats
    assert (after.id, after.starts_at, after.status, after.providers) == (
        harness.appointment.id,
        TOMORROW,
        AppointmentStatus.CONFIRMED,
        (KIM.person,),
    )
    assert dict(after.names)[seats[0]] != dict(harness.appointment.names)[seats[0]]
    assert harness.room_updates[-1] == after
    assert harness.appointments.get(KIM, after.id).appointment == after
    with pytest.raises(NotFound):
        harness.appointments.get(SAM, after.id)


def test_the_client_learns_of_a_change_and_the_new_provider_of_an_appointment(harness):
    hand_over(harness)
    assert [(each.kind, each.client or each.person) for each in harness.outbox.sent] == [
        (NoticeKind.APPOINTMENT_BOOKED, KIM.person),
        (NoticeKind.APPOINTMENT_MOVED, harness.avery),
    ]


def test_a_request_that_is_handed_over_waits_for_the_new_provider(harness):
    row = replace(harness.appointment, status=AppointmentStatus.REQUESTED)
    harness.rows.rows[row.practice, row.id] = row
    assert hand_over(harness).is_requested
    assert harness.outbox.sent[0].kind is NoticeKind.APPOINTMENT_REQUESTED


def test_the_former_providers_time_is_free_and_the_new_ones_is_taken(harness):
    hand_over(harness)
    harness.assign(harness.avery, KIM.person, SAM.person)
    with pytest.raises(SlotTaken):
        harness.book(KIM, allow_overlap=False)
    assert harness.book(SAM, allow_overlap=False)


def test_a_taken_time_of_the_new_provider_is_refused_with_free_times_unless_it_may_overlap(harness):
    taken = harness.book(KIM, client=harness.morgan)
    with pytest.raises(SlotTaken) as refusal:
        hand_over(harness)
    assert refusal.value.free
    assert harness.appointments.get(ADMIN, harness.appointment.id).appointment.version == 1
    view = harness.provider_changes.hand_over(
        ADMIN, harness.appointment.id, 1, replace(TO_KIM, allow_overlap=True)
    )
    assert [each.appointment for each in view.overlaps] == [taken.id]


def test_a_taken_time_can_be_changed_together_with_the_provider(harness):
    harness.book(KIM, client=harness.morgan)
    later = TOMORROW + timedelta(hours=3)
    after = hand_over(harness, replace(TO_KIM, starts_at=later))
    assert (after.starts_at, after.providers) == (later, (KIM.person,))


def test_an_admin_lists_the_appointments_of_one_provider_and_a_provider_only_their_own(harness):
    other = harness.book(KIM, client=harness.morgan)
    filters = AppointmentFilter(provider=KIM.person)
    assert harness.list_ids(ADMIN, filters) == [other.id]
    assert harness.list_ids(SAM, filters) == []
    assert harness.list_ids(client_access(harness.avery), filters) == [harness.appointment.id]


def test_only_one_of_several_providers_hands_over_and_the_other_keeps_a_double_booking(harness):
    members = harness.directory.memberships
    jordan = members.rows[ADMIN.practice, ADMIN.person]
    members.put(replace(jordan, roles=frozenset({Role.PROVIDER})))
    harness.assign(harness.avery, SAM.person, KIM.person, ADMIN.person)
    shared = harness.book(SAM, providers=[SAM.person, ADMIN.person], tell=False)
    harness.appointment = shared
    with pytest.raises(Invalid) as refusal:
        hand_over(harness)
    assert list(refusal.value.fields) == ["from"]
    after = hand_over(harness, replace(TO_KIM, former=SAM.person))
    assert set(after.providers) == {KIM.person, ADMIN.person}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (ProviderChange(ADMIN.person), "to"),
        (ProviderChange(KIM.person, former=ADMIN.person), "from"),
    ],
)
def test_whoever_cannot_hold_it_or_takes_no_part_is_refused_by_field(harness, change, field):
    with pytest.raises(Invalid) as refusal:
        hand_over(harness, change)
    assert list(refusal.value.fields) == [field]


def test_a_stand_in_takes_over_what_is_in_the_days_of_the_cover(harness):
    """S2: before and after the cover, the stand-in cannot hold a visit."""
    key = ADMIN.practice, harness.avery
    row = harness.client_rows.rows[key]
    for since, until in ((1, 2), (-1, 0)):
        days = TOMORROW + timedelta(since), TOMORROW + timedelta(until)
        cover = Cover(KIM.person, *days, SAM.person)
        harness.client_rows.rows[key] = replace(row, providers={SAM.person}, covers=(cover,))
        with pytest.raises(Invalid):
            hand_over(harness)
    cover = Cover(KIM.person, TOMORROW, TOMORROW + timedelta(1), SAM.person)
    harness.client_rows.rows[key] = replace(row, providers={SAM.person}, covers=(cover,))
    assert hand_over(harness).providers == (KIM.person,)


def test_a_provider_who_does_not_offer_the_service_cannot_take_it_over(harness):
    service = harness.offer(SAM)
    harness.assign(harness.avery, SAM.person, KIM.person)
    harness.appointment = harness.book(service=service, tell=False)
    with pytest.raises(Invalid) as refusal:
        hand_over(harness)
    assert "service" in refusal.value.fields["to"]


@pytest.mark.parametrize(
    "change",
    [
        TO_KIM,
        replace(TO_KIM, former=SAM.person),
        replace(TO_KIM, starts_at=TOMORROW + timedelta(hours=3, seconds=5)),
    ],
)
def test_a_repeated_request_changes_nothing_more(harness, change):
    after = hand_over(harness, change)
    assert hand_over(harness, change) == after
    assert (after.version, len(harness.outbox.sent)) == (2, 2)


def test_another_request_of_the_same_version_is_refused_with_the_current_state(harness):
    after = hand_over(harness)
    harness.assign(harness.avery, SAM.person, KIM.person)
    later = replace(TO_KIM, starts_at=TOMORROW + timedelta(hours=3))
    for change in (later, ProviderChange(SAM.person)):
        with pytest.raises(Conflict) as refusal:
            hand_over(harness, change)
        assert refusal.value.fresh.appointment == after


def test_who_holds_the_appointment_already_is_refused_at_the_field(harness):
    harness.assign(harness.avery, SAM.person)
    with pytest.raises(Invalid) as refusal:
        hand_over(harness, ProviderChange(SAM.person, starts_at=TOMORROW + timedelta(hours=3)))
    assert list(refusal.value.fields) == ["to"]


def test_of_several_providers_one_is_named_also_when_the_other_takes_over(harness):
    harness.assign(harness.avery, SAM.person, KIM.person)
    harness.appointment = harness.book(SAM, providers=[SAM.person, KIM.person], tell=False)
    with pytest.raises(Invalid) as refusal:
        hand_over(harness)
    assert list(refusal.value.fields) == ["from"]


@pytest.mark.parametrize("version", [0, 7])
def test_an_outdated_version_and_an_appointment_that_is_over_are_refused(harness, version):
    with pytest.raises(Conflict):
        hand_over(harness, version=version)
    harness.at = harness.appointment.closes_at
    with pytest.raises(Conflict) as refusal:
        hand_over(harness)
    assert refusal.value.fresh.appointment == harness.appointment


def test_nobody_hands_over_what_they_may_not_see_and_clients_never_do(harness):
    """S2: an appointment of a client who is not theirs does not exist for a provider."""
    with pytest.raises(NotFound):
        hand_over(harness, access=SAM)
    with pytest.raises(NotAllowed):
        hand_over(harness, access=client_access(harness.avery))
