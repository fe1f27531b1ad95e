"""Tests how files of a visit are shared and fetched through the API."""

from urllib.parse import parse_qs, urlsplit

import pytest

from chalicelib.platform.dynamodb import connection
from tests.platform.files.tagging import INFECTED, UNSUPPORTED, tag_stored
from tests.visits.api.visit_harness import (
    BUCKET,
    COMPLETE,
    FILE,
    FILES,
    OFFER,
    PDF,
    open_visit,
)

ABSENT = "01K00000000000000000000000"
NAME = "Avery's intake.pdf"


@pytest.fixture
def visit(front):
    return open_visit(front)


@pytest.fixture
def inside(visit):
    """A visit with Sam and Avery in its room."""
    visit.let_in()
    return visit


def purposes(visit, **fields):
    entries = [
        each
        for each in visit.store.entries()
        if all(getattr(each, name) == value for name, value in fields.items())
    ]
    return [each.purpose for each in entries]


def test_a_file_is_uploaded_and_fetched_by_all_who_may(inside):
    reserved = inside.reserve()
    assert (reserved["upload"]["method"], reserved["upload"]["headers"]["Content-Type"]) == (
        "PUT",
        "application/pdf",
    )
    assert reserved["expires_at"] == "2026-11-24T15:10:00Z"
    inside.send(reserved)
    file = inside.ask(inside.avery, COMPLETE, reserved["id"], {}).json
    assert (file["name"], file["size"], file["by"], file["seat"]) == (
        NAME,
        len(PDF),
        "Avery Stone",
        inside.seats[1],
    )
    for who in (inside.avery, inside.office.sam, inside.office.admin):
        link = inside.ask(who, FILE, reserved["id"]).json
        assert (link["name"], link["media_type"], link["expires_at"]) == (
            NAME,
            "application/pdf",
            "2026-11-24T15:01:00Z",
        )
        query = parse_qs(urlsplit(link["url"]).query)
        assert NAME not in link["url"]
        assert query["X-Amz-Expires"] == ["60"]
    stored = inside.bucket.get_object(
        Bucket=BUCKET, Key=inside.key(link["url"]), VersionId=query["versionId"][0]
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
    assert purposes(inside, action="create").count("add visit file") == 1


def test_the_presigned_upload_url_is_limited_to_the_announced_file(inside):
    """
    S3, S22: a presigned upload URL accepts only the announced file, and only once.

    The URL is valid for ten minutes, and does not contain the client's name.
    """
    url = inside.reserve()["upload"]["url"]
    query = parse_qs(urlsplit(url).query)
    signed = (
        "content-length;content-type;host;if-none-match;x-amz-server-side-encryption;"
        "x-amz-server-side-encryption-aws-kms-key-id"
    )
    assert (query["X-Amz-SignedHeaders"], query["X-Amz-Expires"]) == ([signed], ["600"])
    assert query["X-Amz-Algorithm"] == ["AWS4-HMAC-SHA256"]
    assert "Avery" not in url
    assert inside.key(url).split("/")[:3] == ["uploads", inside.store.practice, inside.id]


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
def test_a_file_that_is_not_allowed_is_refused_with_a_sentence(inside, wrong, message):
    answer = inside.ask(inside.avery, FILES, body=OFFER | wrong)
    assert answer.status == 422
    assert list(answer.json["fields"]) == list(wrong)
    assert message in " ".join(answer.json["fields"].values())


@pytest.mark.parametrize(
    ("name", "safe"),
    [("lab-results.hta", "lab-results.txt"), ("scan-\u202egnp.bat", "scan-gnp.txt")],
)
def test_no_name_of_a_program_leaves_the_api(inside, name, safe):
    data = b"Dear Avery"
    reserved = inside.reserve(name=name, media_type="text/plain", size=len(data))
    inside.send(reserved, data)
    file = inside.ask(inside.avery, COMPLETE, reserved["id"], {}).json
    link = inside.ask(inside.office.sam, FILE, reserved["id"]).json
    (listed,) = inside.history(inside.office.sam).json["files"]
    assert (file["name"], link["name"], listed["name"]) == (safe, safe, safe)
    stored = inside.bucket.get_object(Bucket=BUCKET, Key=inside.key(link["url"]))
    assert stored["ContentDisposition"] == 'attachment; filename="document.txt"'


@pytest.mark.parametrize(
    ("data", "changed", "word"),
    [
        (None, {}, "not arrived"),
        (PDF + b"!", {}, "damaged"),
        (PDF, {"ContentType": "text/html"}, "damaged"),
        (PDF, {"ServerSideEncryption": "AES256"}, "damaged"),
        (PDF, {"SSEKMSKeyId": "another"}, "damaged"),
        (b"<html> Dear Avery ", {}, "not what its name"),
    ],
)
def test_an_upload_is_checked_before_it_is_kept(inside, data, changed, word):
    reserved = inside.reserve(size=len(data) if word == "not what its name" else len(PDF))
    if changed.get("ServerSideEncryption") == "AES256":
        inside.bucket.put_object(
            Bucket=BUCKET,
            Key=inside.key(reserved["upload"]["url"]),
            Body=data,
            ContentType="application/pdf",
            ServerSideEncryption="AES256",
        )
    elif data:
        inside.send(reserved, data, **changed)
    answer = inside.ask(inside.avery, COMPLETE, reserved["id"], {})
    assert (answer.status, word in answer.json["message"]) == (422, True), answer.text
    assert inside.ask(inside.avery, FILE, reserved["id"]).status == 404
    assert inside.history(inside.avery).json["files"] == []


def test_a_file_that_is_completed_twice_is_kept_as_it_was_at_first(inside):
    """A later upload to the same URL does not change the stored file."""
    reserved = inside.reserve()
    inside.send(reserved)
    first = inside.ask(inside.avery, COMPLETE, reserved["id"], {}).json
    inside.send(reserved, PDF.replace(b"Dear", b"Drat"))
    inside.store.clock.pass_seconds(60)
    assert inside.ask(inside.avery, COMPLETE, reserved["id"], {}).json == first
    link = inside.ask(inside.avery, FILE, reserved["id"]).json["url"]
    version = parse_qs(urlsplit(link).query)["versionId"][0]
    assert (
        inside.bucket.get_object(Bucket=BUCKET, Key=inside.key(link), VersionId=version)[
            "Body"
        ].read()
        == PDF
    )
    assert len(inside.history(inside.avery).json["files"]) == 1


@pytest.mark.parametrize(
    ("status", "word"),
    [
        (None, "being checked for viruses"),
        (INFECTED, "contains a virus"),
        (UNSUPPORTED, "could not be checked"),
    ],
)
def test_a_file_opens_only_after_the_scan_found_it_clean(inside, status, word):
    """Nobody opens a file that the malware scan has not found clean."""
    inside.scans = False
    file = inside.share()
    if status:
        tag_stored(inside.bucket, BUCKET, status)
    for who in (inside.avery, inside.office.sam, inside.office.admin):
        answer = inside.ask(who, FILE, file["id"])
        assert (answer.status, word in answer.json["message"]) == (409, True)


def test_only_the_person_who_announced_a_file_can_complete_it_in_time(inside):
    reserved = inside.reserve()
    inside.send(reserved)
    assert inside.ask(inside.office.sam, COMPLETE, reserved["id"], {}).status == 404
    assert inside.ask(inside.avery, COMPLETE, ABSENT, {}).status == 404
    inside.store.clock.pass_seconds(20 * 60)
    assert inside.ask(inside.avery, COMPLETE, reserved["id"], {}).status == 404


def test_an_admin_who_takes_no_part_shares_nothing(inside):
    """
    S4: an Admin who does not take part in a visit cannot share a file there.

    The Admin role does not give the rights of a participant.
    """
    assert inside.ask(inside.office.admin, FILES, body=OFFER).status == 403


def test_no_file_is_shared_in_a_cancelled_appointment(inside):
    path, pattern = f"/appointments/{inside.id}", "/appointments/{appointment_id}"
    cancelled = inside.office.sam.call(
        "PATCH", path, '{"status":"cancelled","version":1}', resource=pattern
    )
    assert cancelled.status == 200
    answer = inside.ask(inside.avery, FILES, body=OFFER)
    assert (answer.status, "while the visit" in answer.json["message"]) == (409, True)


def test_a_files_name_is_in_no_object_key_no_table_and_no_log(inside, printed):
    """S22: a file's name is stored only sealed, and is never logged."""
    inside.share()
    names = [each["Key"] for each in inside.bucket.list_objects_v2(Bucket=BUCKET)["Contents"]]
    tables = [
        connection.client().scan(TableName=connection.name_of(table))["Items"]
        for table in ("records", "ephemeral", "audit")
    ]
    assert len(names) == 2
    assert "intake" not in repr(names) + repr(tables) + printed()
