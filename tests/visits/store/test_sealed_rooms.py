"""What the tables hold of a room: sealed names and notes, hashed tickets, and counters."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.ids import (
    PersonId,
    PracticeId,
)
from chalicelib.platform.id_generator import RandomIdGenerator
from chalicelib.visits.domain.room import Seat
from chalicelib.visits.store.connections import DynamoConnections
from chalicelib.visits.store.room_items import RoomItem
from chalicelib.visits.usecases.stores import Ticket
from tests.billing.builders import NOW
from tests.visits.fake_rooms import FakeChatNotes, FakeConnections, FakeRooms
from tests.visits.store.test_rooms import CLIENT, NAMES, ROOM, Kept, in_dynamodb


@pytest.fixture(params=["fake", "dynamodb"])
def kept(request):
    if request.param == "dynamodb":
        return in_dynamodb(request.getfixturevalue("records"))
    rooms = FakeRooms()
    return Kept(PracticeId("prc"), rooms, FakeConnections(), FakeChatNotes(rooms))


def test_a_room_past_its_rest_is_no_room_and_the_next_one_goes_on_counting(records):
    kept = in_dynamodb(records)
    kept.made()
    kept.note()
    records.clock.pass_seconds(2 * 86_400)
    assert kept.rooms.snapshot(ROOM) is None
    kept.rooms.create(
        replace(kept.room, closes_at=NOW + timedelta(days=9)), [Seat(CLIENT, Role.CLIENT)], NAMES
    )
    assert kept.rooms.snapshot(ROOM).room.n == 1
    assert kept.note("two", "01KNOTE0000000000000000002").note.n == 2


def test_a_number_that_lags_behind_the_record_is_put_right(records):
    """A room made anew at the moment of a note: none is written over, none is skipped."""
    kept, other = in_dynamodb(records), RandomIdGenerator().id()
    kept.made()
    for given in ("01KNOTE0000000000000000001", other):
        kept.note(given=given)
    (row,) = list(RoomItem.query(f"ROOM#{ROOM}", RoomItem.sk == "META"))
    row.update([RoomItem.n.set(0)])
    assert kept.note("three", "01KNOTE0000000000000000003").note.n == 3
    assert kept.rooms.snapshot(ROOM).room.n == 3


def test_names_and_notes_rest_sealed_and_open_under_an_entry(records):
    """S14, S22: nothing that people said or are called is in clear."""
    kept = in_dynamodb(records)
    kept.made()
    kept.note("Canary of a note")
    rows = [
        each
        for table in ("ephemeral", "records")
        for each in records.dynamodb.scan(TableName=f"test-{table}")["Items"]
    ]
    assert "Canary" not in repr(rows)
    assert len(rows) == 5
    entries = [(each.action, each.purpose, each.client) for each in records.entries()]
    assert sorted(entries) == [("create", "chat note", "cli_1"), ("read", "chat note", "cli_1")]


def test_a_ticket_and_a_socket_rest_under_a_hash(records):
    """A ticket that is read out of the table opens nothing."""
    sockets, practice = DynamoConnections(records.clock), records.practice
    access = Access(practice, PersonId("per_c"), Role.CLIENT, session="ses")
    sockets.add_ticket("a-secret-of-a-ticket", Ticket(ROOM, CLIENT, access, NOW))
    rows = records.dynamodb.scan(TableName="test-ephemeral")["Items"]
    assert "a-secret-of-a-ticket" not in repr(rows)
    assert len(rows) == 1
