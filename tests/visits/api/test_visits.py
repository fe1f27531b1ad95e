"""What is kept of a visit, and the files shared in it, as a browser sees them."""

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

NOBODYS = "01K00000000000000000000000"
NAME = "Avery's intake.pdf"


@pytest.fixture
def visit(front):
    return open_visit(front)


def purposes(visit, **wanted):
    found = [
        each
        for each in visit.store.entries()
        if all(getattr(each, name) == value for name, value in wanted.items())
    ]
    return [each.purpose for each in found]


def took_place(visit):
    """Ten of twenty minutes."""
    visit.happened("joined", "admitted", "media_up")
    visit.store.clock.pass_seconds(600)
    visit.happened("ended")
    wiring_appointments.completing().complete(system(visit.store.practice), visit.id)


def test_before_anybody_came_there_is_nothing(visit):
    told = visit.history(visit.office.sam).json
    assert (told["notes"], told["files"], told["fact_sheet"], told["fee"]) == ([], [], None, None)
    assert told["appointment"]["id"] == visit.id


def test_staff_see_notes_files_facts_and_the_fee_that_the_rule_proposes(visit):
    host, client = visit.seats
    file = visit.shared()
    visit.said(1, host, "How are you?")
    visit.said(2, client, file=file["id"])
    visit.happened("joined")
    visit.said(3, client, "Better")
    told = visit.history(visit.office.sam).json
    assert [
        (each["n"], each["text"], each["file"] and each["file"]["name"]) for each in told["notes"]
    ] == [
        (1, "How are you?", None),
        (2, None, NAME),
        (3, "Better", None),
    ]
    assert told["files"] == [file]
    assert (told["fact_sheet"]["live"], told["fee"]) == (True, None)


def test_the_fee_is_proposed_when_the_visit_is_over(visit):
    took_place(visit)
    told = visit.history(visit.office.admin).json
    host = next(each for each in told["fact_sheet"]["seats"] if each["seat"] == visit.seats[0])
    assert (host["joined_at"], host["left_at"], host["role"]) == (
        "2026-11-24T15:00:00Z",
        "2026-11-24T15:10:00Z",
        "provider",
    )
    assert (told["fact_sheet"]["live"], told["fact_sheet"]["together"]) == (False, 600)
    why = "10 of 20 booked minutes together: 50% of the fee."
    assert told["fee"] == {
        "proposal": "prorated",
        "minutes": 10,
        "booked_minutes": 20,
        "share": 50,
        "why": why,
    }


def test_a_client_sees_notes_and_files_and_neither_facts_nor_fee(visit):
    visit.said(1, visit.seats[0], "How are you?")
    took_place(visit)
    told = visit.history(visit.avery).json
    assert [each["text"] for each in told["notes"]] == ["How are you?"]
    assert (told["fact_sheet"], told["fee"]) == (None, None)


def test_reading_a_history_is_one_entry_about_that_client(visit):
    """S14."""
    file = visit.shared()
    visit.said(1, visit.seats[0], "How are you?", file["id"])
    visit.history(visit.office.sam)
    (entry,) = [each for each in visit.store.entries() if each.purpose == "visit history"]
    assert (len(entry.records), entry.client, entry.action) == (
        2,
        visit.told["client"]["id"],
        "read",
    )


def test_without_an_entry_nothing_of_a_visit_is_shown(visit):
    """S15: neither its history nor an address of a file."""
    file = visit.shared()
    with faults(connection.client(), lambda call: Fault.UNREACHABLE if call == "PutItem" else None):
        for pattern in (HISTORY, FILE):
            refused = visit.ask(visit.office.sam, pattern, file["id"])
            assert (refused.status, refused.json["error"]) == (503, "Unavailable")
            assert NAME not in refused.text


@pytest.mark.parametrize("who", ["kim", "other"])
def test_whoever_does_not_reach_the_appointment_finds_nothing(visit, who):
    """S2: the answers are those of an unknown appointment, and the attempt is audited."""
    file = visit.shared()["id"]
    asking = visit.office.kim if who == "kim" else visit.office.front.signed_in(Role.CLIENT)
    for pattern, body in ((HISTORY, None), (FILE, None), (FILES, OFFER), (COMPLETE, {})):
        there, nowhere = (visit.ask(asking, pattern, file, body, of) for of in (visit.id, NOBODYS))
        assert (there.status, there.text) == (404, nowhere.text)
    assert purposes(visit, outcome="refused")


def test_a_chat_note_that_is_missing_or_altered_is_no_blank(visit):
    """S21."""
    visit.said(1, visit.seats[0], "One")
    visit.said(3, visit.seats[0], "Three")
    refused = visit.history(visit.office.sam)
    assert (refused.status, refused.json["error"]) == (503, "Unreadable")
    assert visit.store.alarms


def test_a_file_is_shared_fetched_and_listed(visit):
    reserved = visit.reserved()
    assert (reserved["upload"]["method"], reserved["upload"]["headers"]["Content-Type"]) == (
        "PUT",
        "application/pdf",
    )
    assert reserved["expires_at"] == "2026-11-24T15:10:00Z"
    visit.send(reserved)
    done = visit.ask(visit.avery, COMPLETE, reserved["id"], {}).json
    assert (done["name"], done["size"], done["by"], done["seat"]) == (
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
        asked = parse_qs(urlsplit(link["url"]).query)
        assert NAME not in link["url"]
        assert asked["X-Amz-Expires"] == ["60"]
    kept = visit.bucket.get_object(
        Bucket=BUCKET, Key=visit.key(link["url"]), VersionId=asked["versionId"][0]
    )
    assert (kept["Body"].read(), kept["ServerSideEncryption"], kept["SSEKMSKeyId"]) == (
        PDF,
        "aws:kms",
        "unused",
    )
    assert (kept["ContentType"], kept["ContentDisposition"]) == (
        "application/pdf",
        'attachment; filename="document.pdf"',
    )
    assert purposes(visit, action="create").count("add visit file") == 1


def test_the_address_of_an_upload_holds_for_exactly_what_was_announced(visit):
    """S3: one object, one size, one kind, our key, ten minutes; and no name in it (S22)."""
    url = visit.reserved()["upload"]["url"]
    asked = parse_qs(urlsplit(url).query)
    signed = (
        "content-length;content-type;host;x-amz-server-side-encryption;"
        "x-amz-server-side-encryption-aws-kms-key-id"
    )
    assert (asked["X-Amz-SignedHeaders"], asked["X-Amz-Expires"]) == ([signed], ["600"])
    assert asked["X-Amz-Algorithm"] == ["AWS4-HMAC-SHA256"]
    assert "Avery" not in url
    assert visit.key(url).split("/")[:3] == ["uploads", visit.store.practice, visit.id]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"media_type": "text/html"}, "PDF, PNG"),
        ({"media_type": "image/svg+xml"}, "PDF, PNG"),
        ({"size": 25_000_001}, "up to 25 MB"),
        ({"size": 0}, "empty"),
        ({"name": "4242 4242 4242 4242.pdf"}, "card number"),
        ({"name": "forms/"}, ""),
    ],
)
def test_what_is_not_taken_is_refused_in_words(visit, wrong, said):
    refused = visit.ask(visit.avery, FILES, body=OFFER | wrong)
    assert refused.status == 422
    assert list(refused.json["fields"]) == list(wrong)
    assert said in " ".join(refused.json["fields"].values())


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
def test_what_arrived_is_looked_at_before_it_counts(visit, data, changed, word):
    reserved = visit.reserved(size=len(data) if word == "not what its name" else len(PDF))
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
    refused = visit.ask(visit.avery, COMPLETE, reserved["id"], {})
    assert (refused.status, word in refused.json["message"]) == (422, True), refused.text
    assert visit.ask(visit.avery, FILE, reserved["id"]).status == 404
    assert visit.history(visit.avery).json["files"] == []


def test_said_twice_a_file_is_kept_once_as_it_was_at_first(visit):
    """What is sent to the same address afterwards changes nothing."""
    reserved = visit.reserved()
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


def test_only_whoever_announced_a_file_says_that_it_has_come(visit):
    reserved = visit.reserved()
    visit.send(reserved)
    assert visit.ask(visit.office.sam, COMPLETE, reserved["id"], {}).status == 404
    assert visit.ask(visit.avery, COMPLETE, NOBODYS, {}).status == 404
    visit.store.clock.pass_seconds(20 * 60)
    assert visit.ask(visit.avery, COMPLETE, reserved["id"], {}).status == 404


def test_an_admin_who_takes_no_part_shares_nothing(visit):
    """S4."""
    assert visit.ask(visit.office.admin, FILES, body=OFFER).status == 403


def test_nothing_is_shared_in_a_room_that_is_not_open(visit):
    path, pattern = f"/appointments/{visit.id}", "/appointments/{appointment_id}"
    cancelled = visit.office.sam.call(
        "PATCH", path, '{"status":"cancelled","version":1}', resource=pattern
    )
    assert cancelled.status == 200
    refused = visit.ask(visit.avery, FILES, body=OFFER)
    assert (refused.status, "while the room" in refused.json["message"]) == (409, True)


def test_a_files_name_is_in_no_key_no_item_and_no_log(visit, printed):
    """S22."""
    visit.shared()
    names = [each["Key"] for each in visit.bucket.list_objects_v2(Bucket=BUCKET)["Contents"]]
    tables = [
        connection.client().scan(TableName=connection.name_of(room))["Items"]
        for room in ("records", "ephemeral", "audit")
    ]
    assert len(names) == 2
    assert "intake" not in repr(names) + repr(tables) + printed()
