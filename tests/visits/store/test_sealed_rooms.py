"""Tests that a room's names and notes are stored sealed and its tickets hashed."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.errors import Conflict
from chalicelib.kernel.ids import (
    AppointmentId,
    FileId,
    PersonId,
    PracticeId,
)
from chalicelib.notices.domain import Notice, NoticeKind
from chalicelib.notices.store.outbox import DynamoOutbox
from chalicelib.platform.id_generator import RandomIdGenerator
from chalicelib.visits.domain.seat import Seat
from chalicelib.visits.domain.visit import VisitFile
from chalicelib.visits.store.connections import DynamoConnections
from chalicelib.visits.store.records import DynamoVisitRecords
from chalicelib.visits.store.room_items import RoomItem
from chalicelib.visits.usecases.stores import Ticket
from tests.billing.builders import NOW
from tests.visits.fake_rooms import FakeChatNotes, FakeConnections, FakeRooms
from tests.visits.store.test_rooms import CLIENT, NAMES, ROOM, Stores, in_dynamodb


@pytest.fixture(params=["fake", "dynamodb"])
def stores(request):
    if request.param == "dynamodb":
        return in_dynamodb(request.getfixturevalue("records"))
    rooms = FakeRooms()
    return Stores(PracticeId("prc"), rooms, FakeConnections(), FakeChatNotes(rooms))


def notices_of(stores):
    """Return the notices that wait to be sent."""
    if isinstance(stores.rooms, FakeRooms):
        return stores.rooms.notices
    return DynamoOutbox().waiting(NOW + timedelta(days=1))


def test_a_notice_is_stored_with_its_change_or_not_at_all(stores):
    """S27: of two sweeps at once only one stores the notice about a person who waits."""
    snapshot = stores.create_room()
    kind, who = NoticeKind.CLIENT_WAITING, PersonId("per_h")
    first, second = (Notice(kind, stores.practice, ROOM, each, person=who) for each in "12")
    after = snapshot.with_seat(replace(snapshot.seat(CLIENT), notice_at=NOW))
    stores.rooms.change(snapshot, after, [], [first])
    with pytest.raises(Conflict):
        stores.rooms.change(snapshot, after, [], [second])
    assert notices_of(stores) == [first]


def test_a_room_takes_new_names_and_its_next_notes_carry_them(stores):
    """A name that changed before the visit is not stamped on later notes."""
    stores.create_room()
    stores.add_note()
    before = stores.rooms.snapshot(ROOM)
    after = stores.rooms.rename(before, NAMES | {CLIENT: "Cleo Married"})
    assert stores.rooms.snapshot(ROOM) == after
    assert (after.room, after.seats) == (before.room, before.seats)
    assert stores.notes.read_contents(stores.access, after, None).names[CLIENT] == "Cleo Married"
    assert stores.add_note("two", "01KNOTE0000000000000000002").note.name == "Cleo Married"


def test_names_that_did_not_change_are_not_written_again(stores):
    before = stores.create_room()
    assert stores.rooms.rename(before, dict(reversed(NAMES.items()))) is before


def test_of_two_requests_that_rename_at_once_the_second_is_refused(stores):
    before = stores.create_room()
    after = stores.rooms.rename(before, NAMES | {CLIENT: "Cleo Married"})
    with pytest.raises(Conflict):
        stores.rooms.rename(before, NAMES | {CLIENT: "Cleo Older"})
    assert stores.rooms.snapshot(ROOM) == after


def test_equal_names_in_two_rooms_have_different_tags(records):
    """The tags, stored in clear, do not tell which rooms have the same people."""
    stores = in_dynamodb(records)
    first = stores.create_room()
    other = replace(stores.room, id=AppointmentId("01KROOM0000000000000000002"))
    stores.rooms.create(other, [Seat(CLIENT, Role.CLIENT)], NAMES)
    assert stores.rooms.snapshot(other.id).names_tag != first.names_tag
    assert "Cleo" not in first.names_tag


def test_an_expired_room_is_absent_and_its_successor_goes_on_counting_notes(records):
    stores = in_dynamodb(records)
    stores.create_room()
    stores.add_note()
    records.clock.pass_seconds(2 * 86_400)
    assert stores.rooms.snapshot(ROOM) is None
    stores.rooms.create(
        replace(stores.room, closes_at=NOW + timedelta(days=9)), [Seat(CLIENT, Role.CLIENT)], NAMES
    )
    assert stores.rooms.snapshot(ROOM).room.n == 1
    assert stores.add_note("two", "01KNOTE0000000000000000002").note.n == 2


def test_a_note_number_that_lags_behind_the_record_is_corrected(records):
    """The next note gets the next free number, even if the room's counter is behind."""
    stores, other = in_dynamodb(records), RandomIdGenerator().id()
    stores.create_room()
    for note_id in ("01KNOTE0000000000000000001", other):
        stores.add_note(note_id=note_id)
    (row,) = list(RoomItem.query(f"ROOM#{ROOM}", RoomItem.sk == "META"))
    row.update([RoomItem.n.set(0)])
    assert stores.add_note("three", "01KNOTE0000000000000000003").note.n == 3
    assert stores.rooms.snapshot(ROOM).room.n == 3


def test_names_and_notes_are_stored_sealed_and_opened_under_an_audit_entry(records):
    """S14, S22: no row has names or notes in clear, and reading them is audited."""
    stores = in_dynamodb(records)
    stores.create_room()
    stores.add_note("Canary of a note")
    rows = [
        each
        for table in ("ephemeral", "records")
        for each in records.dynamodb.scan(TableName=f"test-{table}")["Items"]
    ]
    assert "Canary" not in repr(rows)
    assert len(rows) == 5
    entries = [(each.action, each.purpose, each.client) for each in records.entries()]
    assert sorted(entries) == [("create", "chat note", "cli_1"), ("read", "chat note", "cli_1")]


def test_a_ticket_is_stored_under_a_hash(records):
    """
    A ticket is stored under its hash, and never in plain text.

    Whoever reads the table therefore gets no secret that opens a socket.
    """
    sockets, practice = DynamoConnections(records.clock), records.practice
    access = Access(practice, PersonId("per_c"), Role.CLIENT, session="ses")
    sockets.add_ticket("a-secret-of-a-ticket", Ticket(ROOM, CLIENT, access, NOW))
    rows = records.dynamodb.scan(TableName="test-ephemeral")["Items"]
    assert "a-secret-of-a-ticket" not in repr(rows)
    assert len(rows) == 1


def test_a_room_has_the_files_of_its_own_appointment_only(records):
    """S3: a file of another appointment is no file of this room."""
    stores = in_dynamodb(records)
    room, other = stores.room, replace(stores.room, id=AppointmentId("01KROOM0000000000000000002"))
    file = VisitFile(FileId("fil-1"), ROOM, CLIENT, NOW, "application/pdf", 12, "x.pdf", "v1")
    DynamoVisitRecords(records.vault(), records.audit).add(records.access(), file, [room.client])
    found = [stores.notes.has_file(each, file.id) for each in (room, other)]
    assert (found, stores.notes.has_file(room, FileId("nowhere"))) == ([True, False], False)
