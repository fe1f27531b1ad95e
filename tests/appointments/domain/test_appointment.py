"""Tests the rules of appointments: who may book, move, cancel and join, and when."""

from dataclasses import replace
from datetime import UTC, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.appointments.domain.participants import MAX_PARTICIPANTS, seat_participants
from chalicelib.appointments.domain.status import (
    AGREED,
    HOLDING,
    AppointmentAction,
    AppointmentStatus,
)
from chalicelib.kernel.access import Role
from chalicelib.kernel.errors import Conflict, Invalid
from tests.appointments.domain.sample_appointments import (
    ADMIN,
    AVERY,
    EVERYBODY,
    KIM,
    MORGAN,
    NOON,
    SAM,
    SEATS,
    an_appointment,
    check_time,
    client,
    provider,
)

MOMENTS = st.integers(-26 * 60, 26 * 60).map(lambda minutes: NOON + timedelta(minutes=minutes))
STATES = st.sampled_from(AppointmentStatus)
CALLERS = st.sampled_from(EVERYBODY)


@given(access=CALLERS, now=MOMENTS, status=STATES)
def test_only_participants_in_their_present_role_may_join_and_only_while_the_room_is_open(
    access, now, status
):
    """
    V9: only participants may join, and only while the room is open.

    A provider who switched to the role Admin may not join.
    """
    appointment = an_appointment(clients=(AVERY, MORGAN), status=status)
    takes_part = (access.role, access.person) == (Role.PROVIDER, SAM) or access.client in {
        AVERY,
        MORGAN,
    }
    window = NOON - timedelta(hours=1) <= now < NOON + timedelta(minutes=50, hours=2)
    expected = takes_part and window and status in AGREED
    assert (AppointmentAction.JOIN in appointment.actions(access, now)) == expected


@given(access=CALLERS, now=MOMENTS, status=STATES)
def test_staff_move_and_cancel_until_the_room_closes_and_clients_cancel_until_it_begins(
    access, now, status
):
    appointment = an_appointment(clients=(AVERY, MORGAN), status=status)
    is_changeable = status in HOLDING and now < appointment.closes_at
    staff = access.role in {Role.ADMIN, Role.PROVIDER}
    actions = appointment.actions(access, now)
    assert (AppointmentAction.RESCHEDULE in actions) == (is_changeable and staff)
    assert (AppointmentAction.CANCEL in actions) == (
        is_changeable and (staff or (access.client == AVERY and now < NOON))
    )


@given(now=MOMENTS, status=STATES)
def test_an_appointment_that_is_over_or_cancelled_cannot_be_changed(now, status):
    appointment, tomorrow = an_appointment(status=status), now + timedelta(days=1)
    actions = (
        lambda: appointment.cancelled(now, Role.ADMIN),
        lambda: appointment.moved(now, tomorrow, None, None),
    )
    for action in actions:
        if status in HOLDING and now < appointment.closes_at:
            assert action() != appointment
        else:
            with pytest.raises(Conflict):
                action()


@given(n=st.integers(0, 6), m=st.integers(0, 6))
def test_each_participant_gets_a_seat_of_their_own_providers_first(n, m):
    """V2: a booking without a provider or client, or with too many people, is refused."""
    people, clients = [f"p{each}" for each in range(n)], [f"c{each}" for each in range(m)]
    if not n or not m or n + m > MAX_PARTICIPANTS:
        with pytest.raises(Invalid):
            seat_participants(people, clients, SEATS)
        return
    participants = seat_participants(people, clients, SEATS)
    assert len({each.seat for each in participants}) == n + m
    assert [each.person for each in participants] == [*people, *[None] * m]
    assert [each.client for each in participants] == [*[None] * n, *clients]


@pytest.mark.parametrize(
    ("providers", "clients", "field"),
    [((SAM, SAM), (AVERY,), "provider_ids"), ((SAM,), (AVERY, AVERY), "participant_ids")],
)
def test_nobody_can_be_named_twice(providers, clients, field):
    with pytest.raises(Invalid) as refusal:
        seat_participants(providers, clients, SEATS)
    assert list(refusal.value.fields) == [field]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"minutes": 4}, "minutes"),
        ({"minutes": 481}, "minutes"),
        ({"zone": "Mars/Olympus"}, "zone"),
        ({"starts_at": NOON - timedelta(minutes=50)}, "starts_at"),
        ({"starts_at": NOON + timedelta(days=733)}, "starts_at"),
    ],
)
def test_an_invalid_time_is_refused_and_its_field_named(changed, field):
    with pytest.raises(Invalid) as refusal:
        check_time(an_appointment(**changed), NOON)
    assert list(refusal.value.fields) == [field]


def test_an_appointment_that_has_begun_can_be_booked_until_it_is_over():
    """
    An appointment can be booked after its start if its end is still ahead.

    A client who comes without an appointment can therefore be seen at once.
    """
    begun = an_appointment(starts_at=NOON - timedelta(minutes=49))
    assert check_time(begun, NOON) == begun


def test_a_move_keeps_the_room_the_seats_and_all_values_that_are_not_named():
    before = an_appointment()
    after = before.moved(NOON, NOON + timedelta(days=1, seconds=59), None, None)
    assert after == replace(before, starts_at=NOON + timedelta(days=1), agreed_start=NOON)
    assert before.moved(NOON, None, 25, "Europe/Vienna") == replace(
        before, minutes=25, zone="Europe/Vienna"
    )


def test_a_cancellation_stores_by_whom_and_when():
    after = an_appointment().cancelled(NOON, Role.CLIENT)
    assert (after.status, after.cancelled_at, after.cancelled_by) == (
        AppointmentStatus.CANCELLED,
        NOON,
        Role.CLIENT,
    )


def test_a_cancelled_appointment_cannot_be_completed():
    with pytest.raises(Conflict):
        an_appointment().cancelled(NOON, Role.ADMIN).completed(NOON, ADMIN)
    assert an_appointment().completed(NOON, ADMIN).status is AppointmentStatus.COMPLETED


def test_people_take_part_in_one_role_only():
    """S4: a provider who switched to the role Admin does not count as a participant."""
    appointment = an_appointment((SAM, KIM), (AVERY,))
    assert [
        appointment.of(each) is not None for each in (provider(), provider(KIM), client(), ADMIN)
    ] == [
        True,
        True,
        True,
        False,
    ]
    assert appointment.of(provider(SAM, Role.ADMIN)) is None
    assert appointment.of(replace(client(), role=Role.PROVIDER)) is None
    assert (appointment.client, appointment.clients, appointment.providers) == (
        AVERY,
        (AVERY,),
        (SAM, KIM),
    )


def test_the_names_in_an_appointment_are_never_printed():
    """S22: the printed form of an appointment has no names, so none get into a log."""
    assert "Avery" not in repr(an_appointment())
    assert an_appointment().starts_at.tzinfo is UTC
