"""Tests documents through the API: who sees, opens, shares and removes them."""

import json

import pytest

from chalicelib.platform.dynamodb import connection
from tests.documents.api.documents_harness import (
    COMPLETE,
    CONTENT,
    DOCUMENT,
    LIST,
    PDF,
    REMOVAL,
    REQUESTS,
    SHARE,
    open_documents,
)
from tests.platform.files.tagging import INFECTED, UNSUPPORTED

ABSENT = "01K00000000000000000000000"


@pytest.fixture
def api(front):
    return open_documents(front)


def change(api, document, **body):
    text = json.dumps(body | {"version": document["version"]})
    return api.sam.call(
        "PATCH", f"/documents/{document['id']}", text, resource="/documents/{document_id}"
    )


def remove(api, document, reason="Filed for another client"):
    body = {"reason": reason, "version": document["version"]}
    return api.ask(api.sam, REMOVAL, document["id"], body)


def purposes(api, **fields):
    entries = [
        each
        for each in api.store.entries()
        if all(getattr(each, name) == value for name, value in fields.items())
    ]
    return [each.purpose for each in entries]


def test_a_document_is_uploaded_listed_and_opened(api):
    """S14: an upload, each list and each opening of a document write an audit entry."""
    stored = api.upload(name="Consent form.pdf")
    (version,) = stored["versions"]
    assert (stored["name"], stored["status"], stored["kind"]) == (
        "Consent form.pdf",
        "stored",
        "form",
    )
    assert (version["number"], version["size"], version["verdict"]) == (1, len(PDF), "pending")
    (listed,) = api.list(api.sam)
    assert (listed["id"], listed["versions"][0]["verdict"]) == (stored["id"], "clean")
    link = api.ask(api.sam, CONTENT, stored["id"]).json
    assert api.read(link["url"]) == PDF
    assert (link["name"], link["version"]) == ("Consent form.pdf", 1)
    assert "Consent" not in link["url"]
    assert purposes(api, action="create").count("upload document") == 1
    reads = purposes(api, action="read")
    assert (reads.count("document list"), reads.count("open document")) == (1, 1)


def test_a_document_is_private_to_the_staff_until_it_is_shared(api):
    """S2: a client does not see a document that nobody shared with them."""
    document = api.upload()
    assert api.list(api.avery) == []
    for pattern in (DOCUMENT, CONTENT):
        assert api.ask(api.avery, pattern, document["id"]).status == 404
    shared = api.share(document)
    assert shared["shared_at"] is not None
    assert [each["id"] for each in api.list(api.avery)] == [document["id"]]
    assert api.ask(api.avery, CONTENT, document["id"]).status == 200
    ((to, subject, text),) = api.mails
    assert (to, subject) == ("avery@mail.example", "You have a new document")
    assert f"/client/documents/{document['id']}" in text
    assert "intake" not in text
    api.share(document)
    assert len(api.mails) == 1


def test_a_colleague_who_is_not_assigned_finds_nothing(api):
    """S2, S14: documents do not exist for a provider who is not assigned."""
    document, kim = api.upload(), api.office.kim
    body = {"name": "x.pdf", "bytes": 9, "kind": "form"}
    removal = {"reason": "x", "version": 1}
    answers = [
        api.ask(kim, LIST),
        api.ask(kim, LIST, body=body),
        api.ask(kim, REQUESTS, body={"title": "x"}),
        *(api.ask(kim, pattern, document["id"]) for pattern in (DOCUMENT, CONTENT)),
        *(api.ask(kim, pattern, document["id"], {}) for pattern in (COMPLETE, SHARE)),
        api.ask(kim, REMOVAL, document["id"], removal),
    ]
    assert [answer.status for answer in answers] == [404] * len(answers)
    refused = [each for each in api.store.entries() if each.outcome == "refused"]
    assert len(refused) == len(answers)


def test_an_admin_works_with_the_documents_of_all_clients(api):
    document = api.upload(api.office.admin)
    assert [each["id"] for each in api.list(api.office.admin)] == [document["id"]]
    assert api.ask(api.office.admin, CONTENT, document["id"]).status == 200


def test_an_unknown_document_is_absent(api):
    for pattern in (DOCUMENT, CONTENT):
        assert api.ask(api.sam, pattern, ABSENT).status == 404
    assert api.complete(api.sam, ABSENT).status == 404


def test_a_client_uploads_and_the_provider_is_told(api):
    document = api.upload(api.avery, "Insurance card.pdf")
    assert (document["is_own"], document["actions"]) == (True, [])
    ((_, subject, text),) = api.mails
    assert subject == "A client sent a document"
    assert f"/provider/documents/{document['id']}" in text
    assert [each["id"] for each in api.list(api.sam)] == [document["id"]]
    assert [each["id"] for each in api.list(api.avery)] == [document["id"]]


def test_a_client_may_not_do_what_staff_do(api):
    """S4: a client cannot share, request, rename or remove documents."""
    document = api.share(api.upload())
    removal = {"reason": "x", "version": document["version"]}
    answers = [
        api.ask(api.avery, SHARE, document["id"], {}),
        api.ask(api.avery, REQUESTS, body={"title": "x"}),
        api.ask(api.avery, REMOVAL, document["id"], removal),
        api.announce(api.avery, document_id=document["id"]),
    ]
    assert [answer.status for answer in answers] == [403, 403, 403, 409]


@pytest.mark.parametrize(
    ("status", "word"),
    [
        ("", "being checked for viruses"),
        (INFECTED, "contains a virus"),
        (UNSUPPORTED, "could not be checked"),
    ],
)
def test_a_document_opens_only_after_the_scan_found_it_clean(api, status, word):
    """No verdict, no opening; also for the Admin."""
    document = api.upload(scan=status)
    api.share(document)
    for who in (api.sam, api.office.admin, api.avery):
        answer = api.ask(who, CONTENT, document["id"])
        assert (answer.status, word in answer.json["message"]) == (409, True)


def test_who_stands_in_is_told_about_an_upload(api):
    """S2: a mail goes to those who can open the document now."""
    sam, kim = (who.get("/me").json["person"] for who in (api.sam, api.office.kim))
    days = {"since": "2026-11-24", "until": "2026-11-25"}
    body = {"giver": sam["id"], "to": kim["id"]} | days
    assert api.office.admin.post("/clients/handover", body).json["clients"] == 1
    api.mails.clear()
    api.upload(api.avery)
    assert len({to for to, *_ in api.mails}) == 2


def test_staff_are_told_once_about_an_infected_file(api):
    document = api.upload(api.avery, scan=INFECTED)
    api.mails.clear()
    assert api.inspect() == 0
    api.store.clock.pass_seconds(60)
    assert (api.inspect(), api.inspect()) == (1, 0)
    ((_, subject, text),) = api.mails
    assert subject == "A file was blocked"
    assert document["id"] in text
    shared = api.ask(api.sam, SHARE, document["id"], {})
    assert (shared.status, "virus" in shared.json["message"]) == (409, True)


def test_a_scan_that_takes_long_is_looked_at_again(api):
    document = api.upload(scan="")
    api.store.clock.pass_seconds(60)
    assert api.inspect() == 0
    api.scan()
    assert api.inspect() == 0
    api.store.clock.pass_seconds(300)
    assert api.inspect() == 1
    assert api.ask(api.sam, DOCUMENT, document["id"]).json["versions"][0]["verdict"] == "clean"


def test_a_new_version_keeps_the_older_one(api):
    document = api.upload()
    second = b"%PDF-1.7 second"
    changed = api.upload(data=second, document_id=document["id"])
    assert [each["number"] for each in changed["versions"]] == [1, 2]
    contents = [
        api.ask(api.sam, CONTENT, document["id"], **query).json["url"]
        for query in ({}, {"version": "1"}, {"version": "2"})
    ]
    assert [api.read(url) for url in contents] == [second, PDF, second]
    assert api.ask(api.sam, CONTENT, document["id"], version="3").status == 404
    assert len(api.list(api.sam)) == 1


def test_a_document_is_renamed_and_put_into_a_folder(api):
    document = api.upload(folder="Forms")
    changed = change(api, document, name="Intake 2026", folder="Intake").json
    assert (changed["name"], changed["folder"]) == ("Intake 2026", "Intake")
    assert change(api, document, name="Too late").status == 409


def test_a_document_is_removed_with_a_reason_and_stays_in_the_list(api):
    document = api.share(api.upload())
    assert remove(api, document, "").status == 422
    removed = remove(api, document)
    assert (removed.json["status"], removed.json["actions"]) == ("removed", [])
    (listed,), (own,) = api.list(api.sam), api.list(api.avery)
    assert listed["removal"]["reason"] == "Filed for another client"
    assert (own["status"], own["removal"]["reason"]) == ("removed", None)
    for who in (api.sam, api.avery, api.office.admin):
        assert api.ask(who, CONTENT, document["id"]).status == 409
    assert api.ask(api.sam, SHARE, document["id"], {}).status == 409
    assert purposes(api, action="delete") == ["remove document"]


def test_viewing_and_downloading_have_purposes_of_their_own(api):
    """S14: the access log tells a look in the browser from a copy of the file."""
    document = api.upload()
    api.ask(api.sam, CONTENT, document["id"], view="true")
    api.ask(api.sam, CONTENT, document["id"])
    reads = purposes(api, action="read")
    assert (reads.count("view document"), reads.count("open document")) == (1, 1)


def test_names_and_reasons_are_in_no_table_no_key_and_no_log(api, printed):
    """S22: names, folders and reasons are stored sealed, and never logged."""
    document = api.upload(name="Wombat diagnosis.pdf", folder="Quokka")
    remove(api, document, "Numbat")
    keys = [each["Key"] for each in api.bucket.list_objects_v2(Bucket="unused")["Contents"]]
    tables = [
        connection.client().scan(TableName=connection.name_of(table))["Items"]
        for table in ("core", "records", "ephemeral", "audit")
    ]
    text = repr(keys) + repr(tables) + printed()
    assert document["id"] in text
    assert not [word for word in ("Wombat", "Quokka", "Numbat") if word in text]
