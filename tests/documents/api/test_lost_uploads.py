"""Tests uploads into existing documents that are refused, late, or two at a time."""

import pytest

from chalicelib.platform.files.file_types import MAX_FILE_BYTES
from chalicelib.platform.files.storage import SLOWEST_BYTES_PER_SECOND
from tests.documents.api.documents_harness import DOCUMENT, LIST, PDF, open_documents
from tests.documents.sample_pdf import a_pdf

OTHER = a_pdf(2)


@pytest.fixture
def api(front):
    return open_documents(front)


@pytest.fixture
def requested(api):
    return api.request().json


def versions(api, document):
    return len(api.ask(api.sam, DOCUMENT, document["id"]).json["versions"])


@pytest.mark.parametrize("names_upload", [True, False])
def test_a_refused_file_is_never_answered_as_stored(api, requested, names_upload):
    reserved = api.announce(api.avery, document_id=requested["id"]).json
    api.send(reserved, b"x" * len(PDF))
    body = {"upload_id": reserved["upload_id"]} if names_upload else {}
    first, second = (api.complete(api.avery, requested["id"], **body) for _ in range(2))
    assert (first.status, second.status) == (422, 409)
    assert "was not stored" in second.json["message"]
    assert second.json["fresh"]["versions"] == []
    api.upload(api.avery, document_id=requested["id"])
    assert versions(api, requested) == 1


@pytest.mark.parametrize("names_upload", [True, False])
def test_a_file_that_arrives_too_late_is_not_answered_as_stored(api, requested, names_upload):
    reserved = api.announce(api.avery, document_id=requested["id"]).json
    api.send(reserved)
    api.store.clock.pass_seconds(21 * 60)
    body = {"upload_id": reserved["upload_id"]} if names_upload else {}
    answer = api.complete(api.avery, requested["id"], **body)
    assert (answer.status, "took too long" in answer.json["message"]) == (409, True)
    assert versions(api, requested) == 0


def test_a_second_version_that_is_refused_is_not_answered_with_the_first(api):
    document = api.upload()
    reserved = api.announce(api.sam, document_id=document["id"]).json
    api.send(reserved, b"x" * len(PDF))
    statuses = [api.complete(api.sam, document["id"]).status for _ in range(3)]
    assert statuses == [422, 409, 409]
    assert versions(api, document) == 1


def test_nobody_completes_what_they_did_not_announce(api):
    document = api.share(api.upload())
    assert api.complete(api.avery, document["id"]).status == 409
    assert api.complete(api.office.admin, document["id"]).status == 409


def test_a_repeated_call_returns_what_the_first_one_stored(api):
    document = api.upload()
    reserved = api.announce(api.sam, data=OTHER, document_id=document["id"]).json
    api.send(reserved, OTHER)
    named, unnamed = {"upload_id": reserved["upload_id"]}, {}
    answers = [api.complete(api.sam, document["id"], **body) for body in (named, named, unnamed)]
    assert [(each.status, len(each.json["versions"])) for each in answers] == [(200, 2)] * 3


def test_two_tabs_upload_versions_of_one_document_at_a_time(api):
    document = api.upload()
    first, second = (
        api.announce(api.sam, data=data, document_id=document["id"]).json for data in (PDF, OTHER)
    )
    assert first["upload_id"] != second["upload_id"]
    api.send(first, PDF)
    done = api.complete(api.sam, document["id"], upload_id=first["upload_id"])
    assert (done.status, done.json["versions"][-1]["size"]) == (200, len(PDF))
    api.send(second, OTHER)
    done = api.complete(api.sam, document["id"], upload_id=second["upload_id"])
    assert (done.status, done.json["versions"][-1]["size"]) == (200, len(OTHER))
    assert versions(api, document) == 3


def test_the_largest_file_has_time_to_arrive_over_a_slow_connection(api):
    """25 MB at 0.25 Mbit/s take 13 minutes, and two files share the connection."""
    reserved = api.announce(api.sam, bytes=MAX_FILE_BYTES).json
    seconds = 10 * 60 + 2 * MAX_FILE_BYTES // SLOWEST_BYTES_PER_SECOND
    for part in (seconds - 1200, 1199):
        api.store.clock.pass_seconds(part)
        api.list(api.sam)
    answer = api.complete(api.sam, reserved["id"])
    assert (answer.status, "not arrived" in answer.json["message"]) == (422, True)
    api.store.clock.pass_seconds(1)
    assert api.complete(api.sam, reserved["id"]).status == 404


def test_a_repeated_announcement_returns_its_own_upload(api):
    document = api.upload()
    body = {"name": "a.pdf", "bytes": len(PDF), "kind": "form", "document_id": document["id"]}
    first, second = (
        api.ask(api.sam, LIST, body=body, **{"Idempotency-Key": key}).json for key in ("a", "b")
    )
    again = api.ask(api.sam, LIST, body=body, **{"Idempotency-Key": "a"}).json
    assert again["upload_id"] == first["upload_id"] != second["upload_id"]
    assert again["expires_at"] == first["expires_at"]
