"""Tests electronic signatures through the API."""

from hashlib import sha256
from io import BytesIO

import pytest
from pypdf import PdfReader

from tests.documents.api.documents_harness import CONTENT, PDF, SHARE, open_documents
from tests.documents.sample_pdf import a_pdf


@pytest.fixture
def api(front):
    return open_documents(front)


@pytest.fixture
def to_sign(api):
    document = api.share(api.upload(name="Consent.pdf"), signature=True)
    api.mails.clear()
    return document


def copy_of(api, who, document):
    api.scan()
    return api.read(api.ask(who, CONTENT, document["id"]).json["url"])


def test_a_client_signs_and_gets_a_copy_with_evidence(api, to_sign):
    """S14: a signature is recorded with its hash and time, and audited."""
    (todo,) = api.list(api.avery, open="true")
    assert (todo["status"], todo["actions"]) == ("to_sign", ["sign"])
    assert "sign it electronically" in todo["consent"]
    signed = api.sign(to_sign, version=1, drawing=[[[0, 0], [50, 60]], [[100, 20]]])
    assert signed.status == 200, signed.text
    signature = signed.json["signature"]
    assert (signed.json["status"], signature["name"], signature["version"]) == (
        "signed",
        "Avery Stone",
        1,
    )
    assert signature["sha256"] == sha256(PDF).hexdigest()
    assert signature["at"] == "2026-11-24T15:00:00Z"
    assert [each["number"] for each in signed.json["versions"]] == [1, 2]
    for who in (api.avery, api.sam):
        reader = PdfReader(BytesIO(copy_of(api, who, to_sign)))
        text = reader.pages[-1].extract_text()
        assert len(reader.pages) == 2
        for word in ("Avery Stone", "Consent.pdf", signature["sha256"], "Willow Creek"):
            assert word in text
        assert "2026-11-24 10:00:00 America/New_York" in text
        assert "Signed in with\na password\n" in text
    assert sorted(subject for _, subject, _ in api.mails) == [
        "A client sent a document",
        "Your signed copy is ready",
    ]
    changes = [each.purpose for each in api.store.entries() if each.action == "change"]
    assert changes.count("sign document") == 1


def test_the_signed_bytes_stay_as_they_were(api, to_sign):
    api.sign(to_sign)
    url = api.ask(api.sam, CONTENT, to_sign["id"], version="1").json["url"]
    assert api.read(url) == PDF


def test_a_second_signature_changes_nothing(api, to_sign):
    first, second = api.sign(to_sign), api.sign(to_sign, name="Another Name")
    assert (second.status, second.json) == (200, first.json)


def test_a_name_in_any_script_is_kept(api, to_sign):
    signed = api.sign(to_sign, name="علي محمد 😀")
    assert signed.json["signature"]["name"] == "علي محمد 😀"
    reader = PdfReader(BytesIO(copy_of(api, api.avery, to_sign)))
    (evidence,) = reader.attachments["signature-evidence.json"]
    assert "علي محمد 😀" in evidence.decode()
    text = reader.pages[-1].extract_text()
    assert all(word in text for word in ("علي محمد", "😀"))


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"intent": False}, "intent"),
        ({"name": " "}, "name"),
        ({"name": "x" * 101}, "name"),
        ({"drawing": [[[0, 0], [9999, 0]]]}, "drawing"),
        ({"drawing": [[[-1, 0]]]}, "drawing"),
        ({"drawing": [[[0, 0]] * 5000]}, "drawing"),
    ],
)
def test_a_signature_needs_intent_and_a_name(api, to_sign, changed, field):
    answer = api.sign(to_sign, **changed)
    assert (answer.status, [name.split(".")[0] for name in answer.json["fields"]]) == (422, [field])
    assert api.list(api.avery)[0]["status"] == "to_sign"


def test_a_document_that_was_replaced_must_be_read_again(api, to_sign):
    api.upload(data=a_pdf(2), document_id=to_sign["id"])
    answer = api.sign(to_sign, version=1)
    assert (answer.status, "Read it again" in answer.json["message"]) == (409, True)
    assert api.sign(to_sign, version=2).json["signature"]["sha256"] == sha256(a_pdf(2)).hexdigest()


def test_a_version_that_the_client_never_opened_is_not_signed_unseen(api, to_sign):
    """Who does not name a version signs the newest only if they opened it."""
    api.ask(api.avery, CONTENT, to_sign["id"])
    api.upload(data=a_pdf(2), document_id=to_sign["id"])
    answer = api.sign(to_sign)
    assert (answer.status, "have not opened the newest" in answer.json["message"]) == (409, True)
    assert answer.json["fresh"]["status"] == "to_sign"
    assert api.ask(api.sam, CONTENT, to_sign["id"], view="true").status == 200
    assert api.sign(to_sign).status == 409
    assert api.ask(api.avery, CONTENT, to_sign["id"], view="true").status == 200
    assert api.sign(to_sign).json["signature"]["sha256"] == sha256(a_pdf(2)).hexdigest()


def test_only_the_client_of_the_document_signs(api, to_sign):
    """S2, S4: neither staff nor another client can sign in a client's place."""
    assert api.sign(to_sign, api.sam).status == 403
    assert api.sign(to_sign, api.office.admin).status == 403


def test_a_document_is_not_signed_unless_the_practice_asks(api):
    shared = api.share(api.upload())
    assert api.sign(shared).status == 409
    private = api.upload()
    assert api.sign(private).status == 404


def test_a_document_is_not_signed_before_it_is_scanned(api):
    document = api.share(api.upload(scan=""), signature=True)
    answer = api.sign(document)
    assert (answer.status, "being checked" in answer.json["message"]) == (409, True)


@pytest.mark.parametrize("data", [b"%PDF-1.7 damaged", a_pdf(password="secret")])
def test_a_pdf_that_takes_no_page_is_not_signed(api, data):
    document = api.share(api.upload(data=data), signature=True)
    answer = api.sign(document)
    assert (answer.status, "damaged or protected" in answer.json["message"]) == (422, True)
    assert api.list(api.avery)[0]["status"] == "to_sign"


def test_only_a_pdf_can_be_signed(api):
    picture = api.upload(name="x.png", data=b"\x89PNG\r\n\x1a\n rest")
    answer = api.ask(api.sam, SHARE, picture["id"], {"signature": True})
    assert (answer.status, "Only a PDF" in answer.json["message"]) == (409, True)


def test_a_document_to_sign_is_not_replaced_by_a_picture(api, to_sign):
    reserved = api.announce(api.sam, "x.png", b"\x89PNG\r\n\x1a\n", document_id=to_sign["id"])
    api.send(reserved.json, b"\x89PNG\r\n\x1a\n")
    assert api.complete(api.sam, to_sign["id"]).status == 409
    assert len(api.list(api.sam)[0]["versions"]) == 1


def test_a_client_who_has_not_signed_is_asked_again_once_for_each_request(api, to_sign):
    body = {"signature": True, "again": to_sign["version"]}
    asked = [api.ask(api.sam, SHARE, to_sign["id"], body) for _ in range(2)]
    assert [each.status for each in asked] == [200, 200]
    assert [each.json["status"] for each in asked] == ["to_sign", "to_sign"]
    assert [subject for _, subject, _ in api.mails] == ["You have a document to sign"]
    assert api.sign(to_sign).status == 200
    body["again"] = asked[0].json["version"] + 1
    assert api.ask(api.sam, SHARE, to_sign["id"], body).status == 409
