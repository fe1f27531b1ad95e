"""Tests how files are announced, checked and stored as documents, through the API."""

import pytest

from tests.documents.api.documents_harness import LIST, PDF, open_documents


@pytest.fixture
def api(front):
    return open_documents(front)


@pytest.mark.parametrize(
    ("name", "size", "field", "word"),
    [
        ("intake.pdf", 0, "bytes", "empty"),
        ("intake.pdf", -1, "bytes", "empty"),
        ("intake.pdf", 2 * 2**30, "bytes", "up to 25 MB"),
        ("intake.pdf", 25_000_001, "bytes", "up to 25 MB"),
        ("intake.exe", 9, "name", "must end"),
        ("intake.pdf.exe", 9, "name", "must end"),
        ("intake", 9, "name", "must end"),
        ("scan-\u202efdp.exe", 9, "name", "must end"),
        ("4242 4242 4242 4242.pdf", 9, "name", "card number"),
    ],
)
def test_a_file_that_is_not_accepted_is_refused_at_its_field(api, name, size, field, word):
    answer = api.announce(api.sam, name, bytes=size)
    assert (answer.status, list(answer.json["fields"])) == (422, [field])
    assert word in answer.json["fields"][field]


@pytest.mark.parametrize(
    ("name", "stored"),
    [
        ("evil.exe.pdf", "evil.pdf"),
        ("exe.\u202efdp.pdf", "exe.fdp.pdf"),
        ("..\\..\\intake.pdf", "intake.pdf"),
        ("été.PDF", "été.PDF"),
    ],
)
def test_a_name_is_stored_without_what_makes_it_dangerous(api, name, stored):
    assert api.upload(name=name)["versions"][0]["name"] == stored


@pytest.mark.parametrize(
    ("data", "announced", "word"),
    [
        (None, PDF, "not arrived"),
        (PDF[:-20], PDF, "damaged"),
        (PDF + b"more", PDF, "damaged"),
        (b"MZ" + PDF, b"MZ" + PDF, "not what its name"),
        (b"<html>" + PDF, b"<html>" + PDF, "not what its name"),
        (b"PK\x03\x04" + PDF, b"PK\x03\x04" + PDF, "not what its name"),
        (b"x" * 2000 + PDF, b"x" * 2000 + PDF, "not what its name"),
    ],
)
def test_an_upload_is_checked_before_it_is_stored(api, data, announced, word):
    """An upload that was cut off, changed or is of another type becomes no document."""
    reserved = api.announce(api.sam, data=announced).json
    if data is not None:
        api.send(reserved, data)
    answer = api.complete(api.sam, reserved["id"])
    assert (answer.status, word in answer.json["message"]) == (422, True), answer.text
    assert api.list(api.sam) == []
    if data is None:
        api.send(reserved, announced)
        assert api.complete(api.sam, reserved["id"]).status == 200


def test_a_few_bytes_before_the_header_are_fine(api):
    """Scanners and mail programs write lines before `%PDF-`."""
    assert api.upload(data=b"\xef\xbb\xbf\r\n" + PDF)["status"] == "stored"


def test_two_documents_may_have_the_same_name(api):
    first, second = api.upload(), api.upload()
    assert [each["id"] for each in api.list(api.sam)] == [second["id"], first["id"]]


def test_a_repeated_announcement_returns_the_same_document(api):
    body = {"name": "intake.pdf", "bytes": len(PDF), "kind": "form"}
    key = {"Idempotency-Key": "once"}
    first, second = (api.ask(api.sam, LIST, body=body, **key).json for _ in range(2))
    assert (first["id"], first["expires_at"]) == (second["id"], second["expires_at"])
    api.send(second)
    stored = [api.complete(api.sam, first["id"]) for _ in range(2)]
    assert [each.status for each in stored] == [200, 200]
    assert stored[0].json["versions"] == stored[1].json["versions"]
    other = api.ask(api.sam, LIST, body=body | {"bytes": 9}, **key)
    assert other.status == 422


def test_only_the_person_who_announced_a_document_can_complete_it(api):
    reserved = api.announce(api.avery).json
    api.send(reserved)
    assert api.complete(api.sam, reserved["id"]).status == 404
    api.store.clock.pass_seconds(20 * 60)
    assert api.complete(api.avery, reserved["id"]).status == 404
