"""Tests what hosts know of a person who waits, and when they get a mail about it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.kernel.access import Role
from chalicelib.kernel.ids import (
    AppointmentId,
    ClientId,
    ConnectionId,
    PersonId,
    PracticeId,
    SeatId,
)
from chalicelib.notices.domain import NoticeKind
from chalicelib.visits.domain.room import Room, RoomSnapshot
from chalicelib.visits.domain.seat import Seat, SeatState
from chalicelib.visits.domain.waiting import (
    NOTICE_AFTER,
    NOTICE_INTERVAL,
    host_knowledge,
    is_notice_due,
    waiting_notices,
)
from tests.billing.builders import NOW

HOST = Seat(SeatId("host"), Role.PROVIDER, PersonId("per_h"))
CLIENT = Seat(
    SeatId("client"),
    Role.CLIENT,
    state=SeatState.WAITING,
    conn=ConnectionId("socket"),
    since=NOW,
)
BEFORE, LATER = NOW - timedelta(seconds=1), NOW + NOTICE_AFTER


def a_room(client=CLIENT, host=HOST):
    hours = [NOW + timedelta(hours=each) for each in (-1, 0, 1, 3)]
    room = Room(AppointmentId("apt"), PracticeId("prc"), ClientId("cli"), 1, *hours)
    return RoomSnapshot(room, (host, client))


@pytest.mark.parametrize(
    ("changes", "knowledge"),
    [
        ({}, "nothing"),
        ({"notice_at": LATER}, "nothing"),
        ({"mailed_at": LATER}, "mailed"),
        ({"shown_at": NOW}, "seen"),
        ({"shown_at": LATER, "mailed_at": LATER}, "seen"),
        ({"shown_at": BEFORE, "mailed_at": BEFORE}, "nothing"),
    ],
)
def test_hosts_know_what_happened_since_the_person_arrived(changes, knowledge):
    client = replace(CLIENT, **changes)
    assert host_knowledge(a_room(client), client) == knowledge


def test_a_host_in_the_room_sees_who_waits():
    host = replace(HOST, state=SeatState.IN, conn=ConnectionId("other"))
    assert host_knowledge(a_room(host=host), CLIENT) == "seen"


@pytest.mark.parametrize(
    ("changes", "is_due"),
    [
        ({}, True),
        ({"since": NOW + timedelta(seconds=1)}, False),
        ({"conn": None}, False),
        ({"state": SeatState.LEFT}, False),
        ({"shown_at": NOW}, False),
        ({"shown_at": BEFORE}, True),
        ({"notice_at": NOW}, False),
        ({"mailed_at": NOW}, False),
        ({"notice_at": LATER - NOTICE_INTERVAL}, True),
        ({"notice_at": LATER - NOTICE_INTERVAL + timedelta(seconds=1)}, False),
    ],
)
def test_a_mail_is_due_after_a_minute_in_which_no_host_looked(changes, is_due):
    client = replace(CLIENT, **changes)
    assert is_notice_due(a_room(client), client, LATER) is is_due


def test_no_mail_is_due_while_a_host_is_in_the_room():
    host = replace(HOST, state=SeatState.IN, conn=ConnectionId("other"))
    assert not is_notice_due(a_room(host=host), CLIENT, LATER)


def test_each_of_the_given_hosts_gets_a_notice_and_no_client_does():
    assert waiting_notices(a_room(), ["per_x"], LATER) == ()
    (notice,) = waiting_notices(a_room(), ["per_h"], LATER)
    assert (notice.kind, notice.person, notice.client) == (
        NoticeKind.CLIENT_WAITING,
        "per_h",
        None,
    )
    assert not notice.is_late(LATER + timedelta(minutes=10))
    assert notice.is_late(LATER + timedelta(minutes=10, seconds=1))
    (again,) = waiting_notices(a_room(), ["per_h"], LATER + NOTICE_INTERVAL)
    assert again.event != notice.event
