"""
Rooms, tickets, sockets and chat notes: the fake of the services' tests and DynamoDB keep the same
contract.
"""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.errors import Conflict, NotFound
from chalicelib.kernel.ids import (
    AppointmentId,
    ClientId,
    ConnectionId,
    FileId,
    PersonId,
    PracticeId,
    SeatId,
)
from chalicelib.visits.domain.room import Room, RoomState, Seat, SeatState, SocketConnection
from chalicelib.visits.domain.visit import ChatNote, Fact, FactKind
from chalicelib.visits.store.chat_notes import DynamoChatNotes
from chalicelib.visits.store.connections import DynamoConnections
from chalicelib.visits.store.rooms import DynamoRooms
from chalicelib.visits.usecases.stores import Ticket
from tests.billing.builders import NOW
from tests.visits.fake_rooms import FakeChatNotes, FakeConnections, FakeRooms

HOST, CLIENT = SeatId("01KSEAT0000000000000000001"), SeatId("01KSEAT0000000000000000002")
ROOM, SOCKET = AppointmentId("01KROOM0000000000000000001"), ConnectionId("L0SM9cOFvHcCIhw=")
NAMES = {HOST: "Pat Provider", CLIENT: "Cleo Canary"}
DEVICE = {"camera": "ok", "browser": "Firefox"}


@dataclass
class Kept:
    """One way of keeping them."""

    practice: PracticeId
    rooms: Any
    sockets: Any
    notes: Any

    @property
    def room(self):
        hours = (NOW, NOW + timedelta(hours=1), NOW + timedelta(hours=2), NOW + timedelta(hours=4))
        return Room(ROOM, self.practice, ClientId("cli_1"), 1, *hours)

    @property
    def access(self):
        return Access(
            self.practice,
            PersonId("per_c"),
            Role.CLIENT,
            frozenset({Role.CLIENT}),
            ClientId("cli_1"),
            session="ses",
        )

    def made(self):
        self.rooms.create(
            self.room,
            [Seat(HOST, Role.PROVIDER, PersonId("per_h")), Seat(CLIENT, Role.CLIENT)],
            NAMES,
        )
        return self.rooms.snapshot(ROOM)

    def note(self, text="Hello", given="01KNOTE0000000000000000001", **changes):
        note = ChatNote(0, given, CLIENT, NOW, "", text)
        return self.notes.add_note(self.access, self.rooms.snapshot(ROOM), replace(note, **changes))


def in_dynamodb(records):
    records.clock.at = NOW
    vault = records.vault()
    sockets, notes = DynamoConnections(records.clock), DynamoChatNotes(vault, records.audit)
    return Kept(records.practice, DynamoRooms(vault, records.clock), sockets, notes)


@pytest.fixture(params=["fake", "dynamodb"])
def kept(request):
    if request.param == "dynamodb":
        return in_dynamodb(request.getfixturevalue("records"))
    rooms = FakeRooms()
    return Kept(PracticeId("prc"), rooms, FakeConnections(), FakeChatNotes(rooms))


def test_a_room_is_there_as_it_was_made(kept):
    assert kept.rooms.snapshot(ROOM) is None
    here = kept.made()
    assert here.room == kept.room
    assert [(each.id, each.role, each.state, each.ver) for each in here.seats] == [
        (HOST, Role.PROVIDER, SeatState.INVITED, 0),
        (CLIENT, Role.CLIENT, SeatState.INVITED, 0),
    ]
    assert here.seat(HOST).person == "per_h"


def test_a_room_is_made_once(kept):
    kept.made()
    with pytest.raises(Conflict):
        kept.rooms.create(kept.room, [], {})
    assert len(kept.rooms.snapshot(ROOM).seats) == 2


def test_everything_of_a_seat_and_of_a_room_comes_back(kept):
    here = kept.made()
    full = replace(
        here.seat(CLIENT),
        state=SeatState.IN,
        conn=SOCKET,
        inst="inst",
        let_in=True,
        since=NOW,
        seen=NOW,
        taken_at=NOW,
    )
    full = replace(full, after=7, device=DEVICE, links=frozenset({HOST}))
    room = replace(
        here.room,
        state=RoomState.OPEN,
        locked=True,
        sharing=False,
        chat=False,
        version=3,
        closes_at=NOW + timedelta(days=2),
    )
    told = kept.rooms.change(here, replace(here.with_seat(full), room=room), [])
    again = kept.rooms.snapshot(ROOM)
    assert again.seats == told.seats
    assert again.seat(CLIENT) == replace(full, ver=1)
    assert again.room == told.room == replace(room, ver=1)
    assert again.seat(HOST).ver == 0


def test_what_is_taken_away_is_gone(kept):
    here = kept.made()
    seat = replace(
        here.seat(CLIENT), conn=SOCKET, device=DEVICE, links=frozenset({HOST}), since=NOW
    )
    after = kept.rooms.change(here, here.with_seat(seat), [])
    bare = replace(after.seat(CLIENT), conn=None, device=None, links=frozenset(), since=None)
    kept.rooms.change(after, after.with_seat(bare), [])
    assert kept.rooms.snapshot(ROOM).seat(CLIENT) == replace(bare, ver=2)


def test_a_change_of_what_is_no_longer_so_is_refused_whole(kept):
    """Also its facts, and the other rows."""
    here = kept.made()
    one = here.with_seat(replace(here.seat(CLIENT), inst="one"))
    kept.rooms.change(here, one, [Fact("01KFACT0000000000000000001", FactKind.JOINED, NOW, CLIENT)])
    both = here.with_seat(replace(here.seat(CLIENT), inst="two")).with_seat(
        replace(here.seat(HOST), inst="two")
    )
    with pytest.raises(Conflict):
        kept.rooms.change(
            here, both, [Fact("01KFACT0000000000000000002", FactKind.LEFT, NOW, CLIENT)]
        )
    assert [each.inst for each in kept.rooms.snapshot(ROOM).seats] == ["", "one"]


def test_two_seats_change_side_by_side(kept):
    here = kept.made()
    kept.rooms.change(here, here.with_seat(replace(here.seat(HOST), inst="h")), [])
    kept.rooms.change(here, here.with_seat(replace(here.seat(CLIENT), inst="c")), [])
    assert [each.inst for each in kept.rooms.snapshot(ROOM).seats] == ["h", "c"]


def test_a_switch_loses_to_a_switch_but_not_to_a_note(kept):
    here = kept.made()
    kept.note()
    kept.rooms.change(here, replace(here, room=replace(here.room, locked=True)), [])
    assert (kept.rooms.snapshot(ROOM).room.locked, kept.rooms.snapshot(ROOM).room.n) == (True, 1)
    with pytest.raises(Conflict):
        kept.rooms.change(here, replace(here, room=replace(here.room, chat=False)), [])


def test_a_sign_of_life_counts_for_the_socket_that_holds_the_seat(kept):
    here = kept.made()
    kept.rooms.change(here, here.with_seat(replace(here.seat(CLIENT), conn=SOCKET)), [])
    kept.rooms.mark_seen(ROOM, CLIENT, ConnectionId("old="), NOW)
    assert kept.rooms.snapshot(ROOM).seat(CLIENT).seen is None
    kept.rooms.mark_seen(ROOM, CLIENT, SOCKET, NOW)
    assert (
        kept.rooms.snapshot(ROOM).seat(CLIENT).seen,
        kept.rooms.snapshot(ROOM).seat(CLIENT).ver,
    ) == (NOW, 1)


def test_a_ticket_is_taken_once(kept):
    """A1."""
    ticket = Ticket(
        ROOM, CLIENT, replace(kept.access, request="socket"), NOW + timedelta(seconds=45)
    )
    kept.sockets.add_ticket("secret", ticket)
    assert kept.sockets.take_ticket("another") is None
    assert kept.sockets.take_ticket("secret") == ticket
    assert kept.sockets.take_ticket("secret") is None


def test_an_open_socket_is_found_by_its_name_and_by_its_person(kept):
    mine = SocketConnection(SOCKET, ROOM, CLIENT, replace(kept.access, request="socket"), NOW)
    other = replace(
        mine, id=ConnectionId("other="), access=replace(mine.access, person=PersonId("per_c2"))
    )
    for each in (mine, other):
        kept.sockets.add(each)
    assert kept.sockets.get(SOCKET) == mine
    assert list(kept.sockets.of_person(PersonId("per_c"))) == [mine]
    everywhere = [each for number in range(16) for each in kept.sockets.in_shard(number)]
    assert sorted(each.id for each in everywhere) == sorted([SOCKET, "other="])
    for _ in range(2):
        kept.sockets.remove(mine)
    assert (kept.sockets.get(SOCKET), list(kept.sockets.of_person(PersonId("per_c")))) == (None, [])


def test_a_socket_that_the_gateway_must_have_ended_is_none(records):
    """Deletion by the table may lag by days."""
    sockets = DynamoConnections(records.clock)
    records.clock.at = NOW
    mine = SocketConnection(
        SOCKET,
        ROOM,
        CLIENT,
        Access(records.practice, PersonId("per_c"), Role.CLIENT, session="ses"),
        NOW,
    )
    sockets.add(mine)
    records.clock.pass_seconds(2 * 3600 + 600)
    assert (sockets.get(SOCKET), list(sockets.of_person(PersonId("per_c")))) == (None, [])


def test_notes_are_numbered_in_one_order(kept):
    kept.made()
    assert [
        kept.note(text, f"01KNOTE000000000000000000{n}").note.n
        for n, text in enumerate(("a", "b", "c"), start=1)
    ] == [
        1,
        2,
        3,
    ]
    roster = kept.notes.read_contents(kept.access, kept.rooms.snapshot(ROOM), 1)
    assert [(each.note.n, each.note.text, each.note.name) for each in roster.notes] == [
        (2, "b", "Cleo Canary"),
        (3, "c", "Cleo Canary"),
    ]
    assert roster.names == NAMES
    assert kept.notes.read_contents(kept.access, kept.rooms.snapshot(ROOM), None).notes == []


def test_a_note_is_kept_once(kept):
    kept.made()
    first, again = kept.note("first"), kept.note("second")
    assert again == first
    assert kept.note("third", seat=HOST).note.n == 2


def test_a_note_written_on_what_is_no_longer_so_finds_its_number(kept):
    before = kept.made()
    kept.note("one", "01KNOTE0000000000000000001")
    late = ChatNote(0, "01KNOTE0000000000000000002", HOST, NOW, "", "two")
    assert kept.notes.add_note(kept.access, before, late).note.n == 2


def test_nothing_is_written_into_a_room_that_ended(kept):
    before = kept.made()
    kept.rooms.change(before, replace(before, room=replace(before.room, state=RoomState.ENDED)), [])
    with pytest.raises(Conflict):
        kept.notes.add_note(
            kept.access, before, ChatNote(0, "01KNOTE0000000000000000001", CLIENT, NOW, "", "late")
        )
    assert kept.rooms.snapshot(ROOM).room.n == 0


def test_a_file_that_is_not_there_is_no_note(kept):
    kept.made()
    with pytest.raises(NotFound):
        kept.note(file=FileId("nowhere"))
    assert kept.rooms.snapshot(ROOM).room.n == 0
