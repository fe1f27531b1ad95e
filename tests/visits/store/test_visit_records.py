"""Tests how the tables of visit records seal, audit and detect changes."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.kernel.errors import Unreadable
from chalicelib.kernel.ids import AppointmentId, ClientId, FileId, SeatId
from chalicelib.platform.dynamodb import connection
from chalicelib.platform.files.file_types import UploadRequest
from chalicelib.platform.files.pending_uploads import DynamoPendingUploads
from chalicelib.platform.files.storage import FileArea
from chalicelib.platform.files.uploads import PendingUpload, UploadKey
from chalicelib.visits.domain.record_access import no_limit
from chalicelib.visits.domain.visit import ChatNote, Fact, FactKind, VisitFile
from chalicelib.visits.store import keys as visits_keys
from chalicelib.visits.store.records import DynamoVisitRecords
from tests.visits.store.sample_records import store_facts, store_note

VISIT, CLIENT, SEAT, FILE = (
    AppointmentId("apt-1"),
    ClientId("cli-1"),
    SeatId("seat-1"),
    FileId("fil-1"),
)


@pytest.fixture
def visits(records):
    return DynamoVisitRecords(records.vault(), records.audit)


def a_file(records, **changed):
    file = VisitFile(
        FILE, VISIT, SEAT, records.clock(), "application/pdf", 12, "Wombat intake.pdf", "v1"
    )
    return replace(file, **changed)


def a_note(records, n=1, **changed):
    return replace(ChatNote(n, f"m{n}", SEAT, records.clock(), "Wombat", "Quokka"), **changed)


def fill(records, visits):
    store_note(records.vault(), records.practice, VISIT, a_note(records))
    store_note(records.vault(), records.practice, VISIT, a_note(records, 2, text="", file=FILE))
    store_facts(records.practice, VISIT, [Fact("f1", FactKind.JOINED, records.clock(), SEAT)])
    visits.add(records.access(), a_file(records), [CLIENT])


def alter(records, key, **attributes):
    names = {f"#{name}": name for name in attributes}
    values = {f":{name}": value for name, value in attributes.items()}
    records.dynamodb.update_item(
        TableName=connection.name_of("records"),
        Key={"pk": {"S": key.pk}, "sk": {"S": key.sk}},
        UpdateExpression="SET " + ", ".join(f"#{name} = :{name}" for name in attributes),
        ExpressionAttributeNames=names,
        ExpressionAttributeValues=values,
    )


def test_a_whole_history_takes_one_query_and_one_audit_entry(records, visits):
    """S14: reading a whole history writes one audit entry."""
    fill(records, visits)
    visits.read(records.access(), VISIT, CLIENT, no_limit)
    calls = Counter()
    records.dynamodb.meta.events.register(
        "before-call.dynamodb", lambda model, **_: calls.update([model.name])
    )
    visits.read(records.access(), VISIT, CLIENT, no_limit)
    assert calls == {"Query": 1, "PutItem": 1}


def test_names_notes_and_file_names_are_not_in_clear(records, visits):
    """S22: names, chat notes and file names are stored sealed."""
    fill(records, visits)
    offer = UploadRequest("Wombat intake.pdf", "application/pdf", 12)
    expires = records.clock() + timedelta(minutes=20)
    key = UploadKey(FileArea.VISITS, VISIT, SEAT, FILE)
    DynamoPendingUploads(records.vault(), records.clock, "visit upload").add_pending(
        records.access(), PendingUpload(key, FILE, offer, expires)
    )
    tables = ("core", "records", "ephemeral", "audit")
    stored = repr(
        [records.dynamodb.scan(TableName=connection.name_of(table))["Items"] for table in tables]
    )
    assert FILE in stored
    assert not [word for word in ("Wombat", "Quokka", "intake") if word in stored]


@pytest.mark.parametrize(
    ("attribute", "value"),
    [
        ("size", {"N": "13"}),
        ("media_type", {"S": "text/plain"}),
        ("seat", {"S": "seat-2"}),
        ("at", {"S": "2026-11-24T15:00:01.000Z"}),
    ],
)
def test_a_files_plain_attributes_cannot_be_altered(records, visits, attribute, value):
    """S21: an altered attribute makes the file unreadable and raises an alarm."""
    fill(records, visits)
    alter(records, visits_keys.visit_file(records.practice, VISIT, FILE), **{attribute: value})
    for act in (
        lambda: visits.read(records.access(), VISIT, CLIENT, no_limit),
        lambda: visits.file(records.access(), VISIT, FILE, CLIENT, no_limit),
    ):
        with pytest.raises(Unreadable):
            act()
    assert records.alarms


@pytest.mark.parametrize(
    ("attribute", "value"),
    [("seat", {"S": "seat-2"}), ("message_id", {"S": "m9"}), ("n", {"N": "7"})],
)
def test_a_chat_notes_plain_attributes_cannot_be_altered(records, visits, attribute, value):
    """S21: an altered attribute makes the note unreadable and raises an alarm."""
    fill(records, visits)
    alter(records, visits_keys.chat_note(records.practice, VISIT, 1), **{attribute: value})
    with pytest.raises(Unreadable):
        visits.read(records.access(), VISIT, CLIENT, no_limit)
    assert records.alarms


def test_a_stored_name_of_a_program_is_read_with_the_ending_of_its_type(records, visits):
    """Records never change, so a name from before the rule is changed when it is read."""
    file = a_file(records, media_type="text/plain", name="lab-results.hta")
    visits.add(records.access(), file, [CLIENT])
    stored = visits.file(records.access(), VISIT, FILE, CLIENT, no_limit)
    assert stored == replace(file, name="lab-results.txt")
