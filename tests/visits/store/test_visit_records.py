"""What is kept of visits, in the tables."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.kernel.errors import Conflict, NotFound, Unreadable
from chalicelib.kernel.ids import AppointmentId, ClientId, FileId, PracticeId, SeatId
from chalicelib.platform.dynamodb import connection
from chalicelib.visits.domain.file_types import UploadRequest
from chalicelib.visits.domain.visit import ChatNote, Fact, FactKind, VisitFile
from chalicelib.visits.store import keys as visits_keys
from chalicelib.visits.store.records import DynamoVisitRecords
from chalicelib.visits.store.uploads import DynamoPendingUploads
from chalicelib.visits.usecases.files import PendingUpload
from tests.visits.store.sample_records import keep_facts, keep_note

VISIT, CLIENT, SEAT, FILE = (
    AppointmentId("apt-1"),
    ClientId("cli-1"),
    SeatId("seat-1"),
    FileId("fil-1"),
)


@pytest.fixture
def kept(records):
    return DynamoVisitRecords(records.vault(), records.audit)


def a_file(records, **changed):
    made = VisitFile(
        FILE, VISIT, SEAT, records.clock(), "application/pdf", 12, "Wombat intake.pdf", "v1"
    )
    return replace(made, **changed)


def a_note(records, n=1, **changed):
    return replace(ChatNote(n, f"m{n}", SEAT, records.clock(), "Wombat", "Quokka"), **changed)


def filled(records, kept):
    keep_note(records.vault(), records.practice, VISIT, a_note(records))
    keep_note(records.vault(), records.practice, VISIT, a_note(records, 2, text="", file=FILE))
    keep_facts(records.practice, VISIT, [Fact("f1", FactKind.JOINED, records.clock(), SEAT)])
    kept.add(records.access(), a_file(records), CLIENT)


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


def test_everything_comes_back_as_it_was_written(records, kept):
    filled(records, kept)
    found = kept.read(records.access(), VISIT, CLIENT)
    assert found.notes == [a_note(records), a_note(records, 2, text="", file=FILE)]
    assert found.files == {FILE: a_file(records)}
    assert found.facts == [Fact("f1", FactKind.JOINED, records.clock(), SEAT)]
    assert kept.file(records.access(), VISIT, FILE, CLIENT) == a_file(records)
    assert kept.count(records.access(), VISIT) == 1


def test_a_whole_history_is_one_query_and_one_entry(records, kept):
    """S14."""
    filled(records, kept)
    kept.read(records.access(), VISIT, CLIENT)
    calls = Counter()
    records.dynamodb.meta.events.register(
        "before-call.dynamodb", lambda model, **_: calls.update([model.name])
    )
    kept.read(records.access(), VISIT, CLIENT)
    assert calls == {"Query": 1, "PutItem": 1}


def test_nothing_that_people_wrote_is_in_clear(records, kept):
    """S22: neither a name, nor a note, nor what a file is called."""
    filled(records, kept)
    offer = UploadRequest("Wombat intake.pdf", "application/pdf", 12)
    expires = records.clock() + timedelta(minutes=20)
    DynamoPendingUploads(records.vault(), records.clock).add_pending(
        records.access(), PendingUpload(FILE, VISIT, SEAT, offer, expires)
    )
    rooms = ("core", "records", "ephemeral", "audit")
    stored = repr(
        [records.dynamodb.scan(TableName=connection.name_of(room))["Items"] for room in rooms]
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
def test_a_files_facts_cannot_be_changed_beside_its_seal(records, kept, attribute, value):
    """S21."""
    filled(records, kept)
    alter(records, visits_keys.visit_file(records.practice, VISIT, FILE), **{attribute: value})
    for act in (
        lambda: kept.read(records.access(), VISIT, CLIENT),
        lambda: kept.file(records.access(), VISIT, FILE, CLIENT),
    ):
        with pytest.raises(Unreadable):
            act()
    assert records.alarms


@pytest.mark.parametrize(
    ("attribute", "value"), [("seat", {"S": "seat-2"}), ("given", {"S": "m9"}), ("n", {"N": "7"})]
)
def test_a_chat_notes_writer_and_place_cannot_be_changed_beside_its_seal(
    records, kept, attribute, value
):
    """S21."""
    filled(records, kept)
    alter(records, visits_keys.chat_note(records.practice, VISIT, 1), **{attribute: value})
    with pytest.raises(Unreadable):
        kept.read(records.access(), VISIT, CLIENT)
    assert records.alarms


def test_a_file_is_recorded_once(records, kept):
    filled(records, kept)
    with pytest.raises(Conflict):
        kept.add(records.access(), a_file(records, version="v2"), CLIENT)
    assert kept.file(records.access(), VISIT, FILE, CLIENT).version == "v1"


def test_another_practice_finds_nothing(records, kept):
    """S3."""
    filled(records, kept)
    stranger = records.access(practice=PracticeId("prc-other"))
    assert kept.read(stranger, VISIT, CLIENT).files == {}
    with pytest.raises(NotFound):
        kept.file(stranger, VISIT, FILE, CLIENT)


def test_what_was_announced_is_forgotten_when_its_time_is_over(records):
    uploads = DynamoPendingUploads(records.vault(), records.clock)
    offer = UploadRequest("Wombat.pdf", "application/pdf", 12)
    announced = PendingUpload(FILE, VISIT, SEAT, offer, records.clock() + timedelta(minutes=20))
    uploads.add_pending(records.access(), announced)
    assert uploads.get_pending(records.access(), VISIT, FILE, CLIENT) == announced
    records.clock.pass_seconds(20 * 60)
    with pytest.raises(NotFound):
        uploads.get_pending(records.access(), VISIT, FILE, CLIENT)
