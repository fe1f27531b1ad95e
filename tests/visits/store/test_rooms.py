"""Tests that the fake stores of rooms, sockets and notes behave like DynamoDB."""

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
from chalicelib.visits.domain.room import Room, RoomState
from chalicelib.visits.domain.seat import Seat, SeatState, SocketConnection
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
class Stores:
    """The room, socket and note stores under test: either fakes or DynamoDB."""

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

    def create_room(self):
        self.rooms.create(
            self.room,
            [Seat(HOST, Role.PROVIDER, PersonId("per_h")), Seat(CLIENT, Role.CLIENT)],
            NAMES,
        )
        return self.rooms.snapshot(ROOM)

    def add_note(self, text="Hello", note_id="01KNOTE0000000000000000001", **changes):
        note = ChatNote(0, note_id, CLIENT, NOW, "", text)
        return self.notes.add_note(self.access, self.rooms.snapshot(ROOM), replace(note, **changes))


def in_dynamodb(records):
    records.clock.at = NOW
    vault = records.vault()
    sockets, notes = DynamoConnections(records.clock), DynamoChatNotes(vault, records.audit)
    return Stores(records.practice, DynamoRooms(vault, records.clock), sockets, notes)


@pytest.fixture(params=["fake", "dynamodb"])
def stores(request):
    if request.param == "dynamodb":
        return in_dynamodb(request.getfixturevalue("records"))
    rooms = FakeRooms()
    return Stores(PracticeId("prc"), rooms, FakeConnections(), FakeChatNotes(rooms))


def test_a_new_room_is_read_as_it_was_created(stores):
    assert stores.rooms.snapshot(ROOM) is None
    snapshot = stores.create_room()
    assert snapshot.room == stores.room
    assert [(each.id, each.role, each.state, each.ver) for each in snapshot.seats] == [
        (HOST, Role.PROVIDER, SeatState.INVITED, 0),
        (CLIENT, Role.CLIENT, SeatState.INVITED, 0),
    ]
    assert snapshot.seat(HOST).person == "per_h"


def test_a_room_is_created_once(stores):
    stores.create_room()
    with pytest.raises(Conflict):
        stores.rooms.create(stores.room, [], {})
    assert len(stores.rooms.snapshot(ROOM).seats) == 2


def test_every_field_of_seats_and_rooms_is_stored(stores):
    snapshot = stores.create_room()
    full = replace(
        snapshot.seat(CLIENT),
        state=SeatState.IN,
        conn=SOCKET,
        inst="inst",
        let_in=True,
        since=NOW,
        seen=NOW,
        taken_at=NOW,
        shown_at=NOW,
        notice_at=NOW,
        mailed_at=NOW,
    )
    full = replace(full, after=7, device=DEVICE, links=frozenset({HOST}))
    room = replace(
        snapshot.room,
        state=RoomState.OPEN,
        locked=True,
        sharing=False,
        chat=False,
        version=3,
        closes_at=NOW + timedelta(days=2),
    )
    change = stores.rooms.change(snapshot, replace(snapshot.with_seat(full), room=room), [])
    reread = stores.rooms.snapshot(ROOM)
    assert reread.seats == change.seats
    assert reread.seat(CLIENT) == replace(full, ver=1)
    assert reread.room == change.room == replace(room, ver=1)
    assert reread.seat(HOST).ver == 0


def test_fields_set_to_none_are_removed(stores):
    snapshot = stores.create_room()
    seat = replace(
        snapshot.seat(CLIENT), conn=SOCKET, device=DEVICE, links=frozenset({HOST}), since=NOW
    )
    after = stores.rooms.change(snapshot, snapshot.with_seat(seat), [])
    bare = replace(after.seat(CLIENT), conn=None, device=None, links=frozenset(), since=None)
    stores.rooms.change(after, after.with_seat(bare), [])
    assert stores.rooms.snapshot(ROOM).seat(CLIENT) == replace(bare, ver=2)


def test_a_stale_change_is_refused_as_a_whole(stores):
    """If one row is out of date, no row and no fact of the change is stored."""
    snapshot = stores.create_room()
    one = snapshot.with_seat(replace(snapshot.seat(CLIENT), inst="one"))
    stores.rooms.change(
        snapshot, one, [Fact("01KFACT0000000000000000001", FactKind.JOINED, NOW, CLIENT)]
    )
    both = snapshot.with_seat(replace(snapshot.seat(CLIENT), inst="two")).with_seat(
        replace(snapshot.seat(HOST), inst="two")
    )
    with pytest.raises(Conflict):
        stores.rooms.change(
            snapshot, both, [Fact("01KFACT0000000000000000002", FactKind.LEFT, NOW, CLIENT)]
        )
    assert [each.inst for each in stores.rooms.snapshot(ROOM).seats] == ["", "one"]


def test_two_seats_change_independently(stores):
    snapshot = stores.create_room()
    stores.rooms.change(snapshot, snapshot.with_seat(replace(snapshot.seat(HOST), inst="h")), [])
    stores.rooms.change(snapshot, snapshot.with_seat(replace(snapshot.seat(CLIENT), inst="c")), [])
    assert [each.inst for each in stores.rooms.snapshot(ROOM).seats] == ["h", "c"]


def test_a_rooms_setting_conflicts_with_another_but_not_with_a_note(stores):
    snapshot = stores.create_room()
    stores.add_note()
    stores.rooms.change(snapshot, replace(snapshot, room=replace(snapshot.room, locked=True)), [])
    assert (stores.rooms.snapshot(ROOM).room.locked, stores.rooms.snapshot(ROOM).room.n) == (
        True,
        1,
    )
    with pytest.raises(Conflict):
        stores.rooms.change(
            snapshot, replace(snapshot, room=replace(snapshot.room, chat=False)), []
        )


def test_a_sign_of_life_counts_only_for_the_socket_that_holds_the_seat(stores):
    snapshot = stores.create_room()
    stores.rooms.change(
        snapshot, snapshot.with_seat(replace(snapshot.seat(CLIENT), conn=SOCKET)), []
    )
    stores.rooms.mark_seen(ROOM, CLIENT, ConnectionId("old="), NOW)
    assert stores.rooms.snapshot(ROOM).seat(CLIENT).seen is None
    stores.rooms.mark_seen(ROOM, CLIENT, SOCKET, NOW)
    assert (
        stores.rooms.snapshot(ROOM).seat(CLIENT).seen,
        stores.rooms.snapshot(ROOM).seat(CLIENT).ver,
    ) == (NOW, 1)


def test_a_ticket_is_returned_once(stores):
    """A ticket opens only one socket (docs/video.md#a1)."""
    ticket = Ticket(
        ROOM, CLIENT, replace(stores.access, request="socket"), NOW + timedelta(seconds=45)
    )
    stores.sockets.add_ticket("secret", ticket)
    assert stores.sockets.take_ticket("another") is None
    assert stores.sockets.take_ticket("secret") == ticket
    assert stores.sockets.take_ticket("secret") is None


def test_an_open_socket_is_found_by_its_id_and_by_its_person(stores):
    connection = SocketConnection(
        SOCKET, ROOM, CLIENT, replace(stores.access, request="socket"), NOW
    )
    other = replace(
        connection,
        id=ConnectionId("other="),
        access=replace(connection.access, person=PersonId("per_c2")),
    )
    for each in (connection, other):
        stores.sockets.add(each)
    assert stores.sockets.get(SOCKET) == connection
    assert list(stores.sockets.of_person(PersonId("per_c"))) == [connection]
    everywhere = [each for number in range(16) for each in stores.sockets.in_shard(number)]
    assert sorted(each.id for each in everywhere) == sorted([SOCKET, "other="])
    for _ in range(2):
        stores.sockets.remove(connection)
    assert (stores.sockets.get(SOCKET), list(stores.sockets.of_person(PersonId("per_c")))) == (
        None,
        [],
    )


def test_a_socket_older_than_the_gateway_allows_is_not_found(records):
    """DynamoDB may delete an expired row days later, so the row is ignored."""
    sockets = DynamoConnections(records.clock)
    records.clock.at = NOW
    connection = SocketConnection(
        SOCKET,
        ROOM,
        CLIENT,
        Access(records.practice, PersonId("per_c"), Role.CLIENT, session="ses"),
        NOW,
    )
    sockets.add(connection)
    records.clock.pass_seconds(2 * 3600 + 600)
    assert (sockets.get(SOCKET), list(sockets.of_person(PersonId("per_c")))) == (None, [])


def test_notes_are_numbered_in_the_order_they_are_stored(stores):
    stores.create_room()
    assert [
        stores.add_note(text, f"01KNOTE000000000000000000{n}").note.n
        for n, text in enumerate(("a", "b", "c"), start=1)
    ] == [1, 2, 3]
    contents = stores.notes.read_contents(stores.access, stores.rooms.snapshot(ROOM), 1)
    assert [(each.note.n, each.note.text, each.note.name) for each in contents.notes] == [
        (2, "b", "Cleo Canary"),
        (3, "c", "Cleo Canary"),
    ]
    assert contents.names == NAMES
    assert stores.notes.read_contents(stores.access, stores.rooms.snapshot(ROOM), None).notes == []


def test_a_note_is_stored_once_by_id_and_seat(stores):
    stores.create_room()
    first, again = stores.add_note("first"), stores.add_note("second")
    assert again == first
    assert stores.add_note("third", seat=HOST).note.n == 2


def test_a_note_with_a_stale_snapshot_gets_the_next_number(stores):
    before = stores.create_room()
    stores.add_note("one", "01KNOTE0000000000000000001")
    late = ChatNote(0, "01KNOTE0000000000000000002", HOST, NOW, "", "two")
    assert stores.notes.add_note(stores.access, before, late).note.n == 2


def test_no_note_is_added_to_a_room_that_ended(stores):
    before = stores.create_room()
    stores.rooms.change(
        before, replace(before, room=replace(before.room, state=RoomState.ENDED)), []
    )
    with pytest.raises(Conflict):
        stores.notes.add_note(
            stores.access,
            before,
            ChatNote(0, "01KNOTE0000000000000000001", CLIENT, NOW, "", "late"),
        )
    assert stores.rooms.snapshot(ROOM).room.n == 0


def test_a_note_about_an_unknown_file_is_refused(stores):
    stores.create_room()
    with pytest.raises(NotFound):
        stores.add_note(file=FileId("nowhere"))
    assert stores.rooms.snapshot(ROOM).room.n == 0
