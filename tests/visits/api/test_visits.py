"""Tests of a visit's history and shared files, through the API."""

from urllib.parse import parse_qs, urlsplit

import pytest

from chalicelib.kernel.access import Role, system
from chalicelib.platform.dynamodb import connection
from chalicelib.wiring import appointments as wiring_appointments
from tests.platform.aws_faults import Fault, faults
from tests.visits.api.visit_harness import (
    BUCKET,
    COMPLETE,
    FILE,
    FILES,
    HISTORY,
    OFFER,
    PDF,
    open_visit,
)

ABSENT = "01K00000000000000000000000"
NAME = "Avery's intake.pdf"


@pytest.fixture
def visit(front):
    return open_visit(front)


def purposes(visit, **fields):
    entries = [
        each
        for each in visit.store.entries()
        if all(getattr(each, name) == value for name, value in fields.items())
    ]
    return [each.purpose for each in entries]


def hold(visit):
    """Store a past visit of twenty booked minutes, ten of them spent together."""
    visit.add_facts("joined", "admitted", "media_up")
    visit.store.clock.pass_seconds(600)
    visit.add_facts("ended")
    wiring_appointments.completing().complete(system(visit.store.practice), visit.id)


def test_before_the_visit_its_history_is_empty(visit):
    history = visit.history(visit.office.sam).json
    shown = [history[name] for name in ("notes", "files", "fact_sheet", "fee")]
    assert shown == [[], [], None, None]
    assert history["appointment"]["id"] == visit.id


def test_staff_see_notes_files_and_the_fact_sheet(visit):
    host, client = visit.seats
    file = visit.share()
    visit.add_note(1, host, "How are you?")
    visit.add_note(2, client, file=file["id"])
    visit.add_facts("joined")
    visit.add_note(3, client, "Better")
    history = visit.history(visit.office.sam).json
    assert [
        (each["n"], each["text"], each["file"] and each["file"]["name"])
        for each in history["notes"]
    ] == [
        (1, "How are you?", None),
        (2, None, NAME),
        (3, "Better", None),
    ]
    assert history["files"] == [file]
    assert (history["fact_sheet"]["live"], history["fee"]) == (True, None)


def test_the_fee_is_proposed_when_the_visit_is_over(visit):
    hold(visit)
    history = visit.history(visit.office.admin).json
    host = next(each for each in history["fact_sheet"]["seats"] if each["seat"] == visit.seats[0])
    assert (host["joined_at"], host["left_at"], host["role"]) == (
        "2026-11-24T15:00:00Z",
        "2026-11-24T15:10:00Z",
        "provider",
    )
    assert (history["fact_sheet"]["live"], history["fact_sheet"]["together"]) == (False, 600)
    why = "10 of 20 booked minutes together: 50% of the fee."
    assert history["fee"] == {
        "proposal": "prorated",
        "minutes": 10,
        "booked_minutes": 20,
        "share": 50,
        "why": why,
    }


def test_a_client_sees_notes_and_files_but_neither_facts_nor_fee(visit):
    visit.add_note(1, visit.seats[0], "How are you?")
    hold(visit)
    history = visit.history(visit.avery).json
    assert [each["text"] for each in history["notes"]] == ["How are you?"]
    assert (history["fact_sheet"], history["fee"]) == (None, None)


def test_reading_a_history_writes_one_audit_entry_about_that_client(visit):
    """S14: whoever reads a history leaves one audit entry about the client."""
    file = visit.share()
    visit.add_note(1, visit.seats[0], "How are you?", file["id"])
    visit.history(visit.office.sam)
    (entry,) = [each for each in visit.store.entries() if each.purpose == "visit history"]
    assert (len(entry.records), entry.client, entry.action) == (
        2,
        visit.appointment["client"]["id"],
        "read",
    )


def test_without_an_audit_entry_nothing_of_a_visit_is_shown(visit):
    """S15: if no audit entry can be written, no history and no file URL is returned."""
    file = visit.share()
    with faults(connection.client(), lambda call: Fault.UNREACHABLE if call == "PutItem" else None):
        for pattern in (HISTORY, FILE):
            answer = visit.ask(visit.office.sam, pattern, file["id"])
            assert (answer.status, answer.json["error"]) == (503, "Unavailable")
            assert NAME not in answer.text


@pytest.mark.parametrize("who", ["kim", "other"])
def test_a_stranger_gets_404_for_the_history_and_for_files(visit, who):
    """S2: a stranger gets the response of an unknown appointment; this is audited."""
    file = visit.share()["id"]
    caller = visit.office.kim if who == "kim" else visit.office.front.signed_in(Role.CLIENT)
    for pattern, body in ((HISTORY, None), (FILE, None), (FILES, OFFER), (COMPLETE, {})):
        foreign, absent = (visit.ask(caller, pattern, file, body, of) for of in (visit.id, ABSENT))
        assert (foreign.status, foreign.text) == (404, absent.text)
    assert purposes(visit, outcome="refused")


def test_a_history_with_a_missing_chat_note_is_unreadable(visit):
    """S21: if a chat note is missing, reading the history fails with an alarm."""
    visit.add_note(1, visit.seats[0], "One")
    visit.add_note(3, visit.seats[0], "Three")
    answer = visit.history(visit.office.sam)
    assert (answer.status, answer.json["error"]) == (503, "Unreadable")
    assert visit.store.alarms


def test_a_file_is_uploaded_and_fetched_by_all_who_may(visit):
    reserved = visit.reserve()
    assert (reserved["upload"]["method"], reserved["upload"]["headers"]["Content-Type"]) == (
        "PUT",
        "application/pdf",
    )
    assert reserved["expires_at"] == "2026-11-24T15:10:00Z"
    visit.send(reserved)
    file = visit.ask(visit.avery, COMPLETE, reserved["id"], {}).json
    assert (file["name"], file["size"], file["by"], file["seat"]) == (
        NAME,
        len(PDF),
        "Avery Stone",
        visit.seats[1],
    )
    for who in (visit.avery, visit.office.sam, visit.office.admin):
        link = visit.ask(who, FILE, reserved["id"]).json
        assert (link["name"], link["media_type"], link["expires_at"]) == (
            NAME,
            "application/pdf",
            "2026-11-24T15:01:00Z",
        )
        query = parse_qs(urlsplit(link["url"]).query)
        assert NAME not in link["url"]
        assert query["X-Amz-Expires"] == ["60"]
    stored = visit.bucket.get_object(
        Bucket=BUCKET, Key=visit.key(link["url"]), VersionId=query["versionId"][0]
    )
    assert (stored["Body"].read(), stored["ServerSideEncryption"], stored["SSEKMSKeyId"]) == (
        PDF,
        "aws:kms",
        "unused",
    )
    assert (stored["ContentType"], stored["ContentDisposition"]) == (
        "application/pdf",
        'attachment; filename="document.pdf"',
    )
    assert purposes(visit, action="create").count("add visit file") == 1


def test_the_presigned_upload_url_is_limited_to_the_announced_file(visit):
    """S3, S22: the URL fits only the announced file, for ten minutes, without a name."""
    url = visit.reserve()["upload"]["url"]
    query = parse_qs(urlsplit(url).query)
    signed = (
        "content-length;content-type;host;x-amz-server-side-encryption;"
        "x-amz-server-side-encryption-aws-kms-key-id"
    )
    assert (query["X-Amz-SignedHeaders"], query["X-Amz-Expires"]) == ([signed], ["600"])
    assert query["X-Amz-Algorithm"] == ["AWS4-HMAC-SHA256"]
    assert "Avery" not in url
    assert visit.key(url).split("/")[:3] == ["uploads", visit.store.practice, visit.id]


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"media_type": "text/html"}, "PDF, PNG"),
        ({"media_type": "image/svg+xml"}, "PDF, PNG"),
        ({"size": 25_000_001}, "up to 25 MB"),
        ({"size": 0}, "empty"),
        ({"name": "4242 4242 4242 4242.pdf"}, "card number"),
        ({"name": "forms/"}, ""),
    ],
)
def test_a_file_that_is_not_allowed_is_refused_with_a_sentence(visit, wrong, message):
    answer = visit.ask(visit.avery, FILES, body=OFFER | wrong)
    assert answer.status == 422
    assert list(answer.json["fields"]) == list(wrong)
    assert message in " ".join(answer.json["fields"].values())


@pytest.mark.parametrize(
    ("data", "changed", "word"),
    [
        (None, {}, "not arrived"),
        (PDF + b"!", {}, "not the file"),
        (PDF, {"ContentType": "text/html"}, "not the file"),
        (PDF, {"ServerSideEncryption": "AES256"}, "not the file"),
        (PDF, {"SSEKMSKeyId": "another"}, "not the file"),
        (b"<html> Dear Avery ", {}, "not what its name"),
    ],
)
def test_an_upload_is_checked_before_it_is_kept(visit, data, changed, word):
    reserved = visit.reserve(size=len(data) if word == "not what its name" else len(PDF))
    if changed.get("ServerSideEncryption") == "AES256":
        visit.bucket.put_object(
            Bucket=BUCKET,
            Key=visit.key(reserved["upload"]["url"]),
            Body=data,
            ContentType="application/pdf",
            ServerSideEncryption="AES256",
        )
    elif data:
        visit.send(reserved, data, **changed)
    answer = visit.ask(visit.avery, COMPLETE, reserved["id"], {})
    assert (answer.status, word in answer.json["message"]) == (422, True), answer.text
    assert visit.ask(visit.avery, FILE, reserved["id"]).status == 404
    assert visit.history(visit.avery).json["files"] == []


def test_a_file_that_is_completed_twice_is_kept_as_it_was_at_first(visit):
    """A later upload to the same URL does not change the stored file."""
    reserved = visit.reserve()
    visit.send(reserved)
    first = visit.ask(visit.avery, COMPLETE, reserved["id"], {}).json
    visit.send(reserved, PDF.replace(b"Dear", b"Drat"))
    visit.store.clock.pass_seconds(60)
    assert visit.ask(visit.avery, COMPLETE, reserved["id"], {}).json == first
    link = visit.ask(visit.avery, FILE, reserved["id"]).json["url"]
    version = parse_qs(urlsplit(link).query)["versionId"][0]
    assert (
        visit.bucket.get_object(Bucket=BUCKET, Key=visit.key(link), VersionId=version)[
            "Body"
        ].read()
        == PDF
    )
    assert len(visit.history(visit.avery).json["files"]) == 1


def test_only_the_person_who_announced_a_file_can_complete_it_in_time(visit):
    reserved = visit.reserve()
    visit.send(reserved)
    assert visit.ask(visit.office.sam, COMPLETE, reserved["id"], {}).status == 404
    assert visit.ask(visit.avery, COMPLETE, ABSENT, {}).status == 404
    visit.store.clock.pass_seconds(20 * 60)
    assert visit.ask(visit.avery, COMPLETE, reserved["id"], {}).status == 404


def test_an_admin_who_takes_no_part_shares_nothing(visit):
    """S4: the Admin role does not give the rights of a participant."""
    assert visit.ask(visit.office.admin, FILES, body=OFFER).status == 403


def test_no_file_is_shared_in_a_cancelled_appointment(visit):
    path, pattern = f"/appointments/{visit.id}", "/appointments/{appointment_id}"
    cancelled = visit.office.sam.call(
        "PATCH", path, '{"status":"cancelled","version":1}', resource=pattern
    )
    assert cancelled.status == 200
    answer = visit.ask(visit.avery, FILES, body=OFFER)
    assert (answer.status, "while the room" in answer.json["message"]) == (409, True)


def test_a_files_name_is_in_no_object_key_no_table_and_no_log(visit, printed):
    """S22: a file's name is stored only sealed, and is never logged."""
    visit.share()
    names = [each["Key"] for each in visit.bucket.list_objects_v2(Bucket=BUCKET)["Contents"]]
    tables = [
        connection.client().scan(TableName=connection.name_of(table))["Items"]
        for table in ("records", "ephemeral", "audit")
    ]
    assert len(names) == 2
    assert "intake" not in repr(names) + repr(tables) + printed()
