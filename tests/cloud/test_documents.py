"""Tests documents in the running cloud: uploads, the malware scan, and signatures."""

from io import BytesIO
from zipfile import ZipFile

import pytest
from pypdf import PdfReader

from localstack.api_client import ApiRefused
from tests.cloud.document_uploads import EICAR, announce, upload
from tests.cloud.visit_files import fetch, opened, send
from tests.documents.sample_pdf import a_pdf

PDF = a_pdf()
pytestmark = pytest.mark.usefixtures("scanner")


@pytest.fixture
def staff(other_practice):
    other_practice.staff.switch_role("provider")
    return other_practice.staff


def refused(caller, path):
    with pytest.raises(ApiRefused) as refusal:
        opened(caller, path)
    return refusal.value.status, refusal.value.answer["message"]


def newest(caller, document):
    return caller.get(f"/documents/{document['id']}")["versions"][-1]


def test_a_document_is_uploaded_scanned_and_opened(cloud, other_practice, staff):
    document = upload(staff, other_practice.client_id, "Consent.pdf", PDF)
    link = opened(staff, f"/documents/{document['id']}/content")
    data, headers = fetch(link["url"])
    assert data == PDF
    assert headers["content-disposition"] == 'attachment; filename="document.pdf"'
    assert newest(staff, document)["verdict"] == "clean"
    view = staff.get(f"/documents/{document['id']}/content?view=true")["url"]
    # The emulator ignores the parameter by which S3 lets a browser show the file.
    assert "response-content-disposition=inline" in view


@pytest.mark.parametrize("name", ["note.txt", "note.docx"])
def test_the_test_virus_never_opens(other_practice, staff, name):
    """EICAR's test file is found, alone and inside of a Word file."""
    data = EICAR if name.endswith("txt") else in_word_file(EICAR)
    document = upload(other_practice.client, other_practice.client_id, name, data)
    for caller in (staff, other_practice.client):
        status, message = refused(caller, f"/documents/{document['id']}/content")
        assert (status, "contains a virus" in message) == (409, True)
    assert newest(staff, document)["verdict"] == "infected"


def test_nothing_opens_while_the_scanner_is_down(cloud, other_practice, staff):
    cloud.clamd.stop()
    try:
        document = upload(staff, other_practice.client_id, "Late.pdf", PDF)
        with pytest.raises(ApiRefused) as refusal:
            staff.get(f"/documents/{document['id']}/content")
        assert "being checked for viruses" in refusal.value.answer["message"]
    finally:
        cloud.clamd.start()
    link = opened(staff, f"/documents/{document['id']}/content")
    assert fetch(link["url"])[0] == PDF


def test_an_upload_that_was_cut_off_can_be_sent_again(other_practice, staff):
    announced = announce(staff, other_practice.client_id, "Cut.pdf", PDF)
    assert send(announced, PDF[:100]) == 403
    with pytest.raises(ApiRefused) as refusal:
        staff.post(f"/documents/{announced['id']}/complete")
    assert (refusal.value.status, "not arrived" in refusal.value.answer["message"]) == (422, True)
    assert send(announced, PDF) == 200
    assert staff.post(f"/documents/{announced['id']}/complete")["status"] == "stored"


def test_a_document_is_shared_and_signed(other_practice, staff):
    document = upload(staff, other_practice.client_id, "Consent.pdf", PDF)
    staff.post(f"/documents/{document['id']}/share", {"signature": True})
    client = other_practice.client
    opened(client, f"/documents/{document['id']}/content")
    signed = client.post(
        f"/documents/{document['id']}/signature", {"intent": True, "name": "Xanthippe B."}
    )
    assert signed["status"] == "signed"
    link = opened(client, f"/documents/{document['id']}/content")
    pages = PdfReader(BytesIO(fetch(link["url"])[0])).pages
    assert "Xanthippe B." in pages[-1].extract_text()


def in_word_file(data):
    """Return a Word file that contains these bytes."""
    word = BytesIO()
    with ZipFile(word, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<w/>")
        archive.writestr("word/embeddings/object.bin", data)
    return word.getvalue()
