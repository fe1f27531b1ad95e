"""Tests how staff stop sharing a document, and what the client sees of it."""

import pytest

from tests.documents.api.documents_harness import CONTENT, DOCUMENT, PDF, UNSHARE, open_documents


@pytest.fixture
def api(front):
    return open_documents(front)


def unshare(api, document, who=None):
    body = {"version": document["version"]}
    return api.ask(who or api.sam, UNSHARE, document["id"], body)


def test_a_shared_document_becomes_private_again(api):
    """S2, S14: stopping is audited, and the client no longer sees the document."""
    document = api.share(api.upload(), signature=True)
    assert "unshare" in document["actions"]
    assert unshare(api, document, api.avery).status == 403
    private = unshare(api, document).json
    assert (private["status"], private["shared_at"]) == ("stored", None)
    assert "unshare" not in private["actions"]
    assert api.list(api.avery) == []
    for pattern in (DOCUMENT, CONTENT):
        assert api.ask(api.avery, pattern, document["id"]).status == 404
    assert api.sign(document).status == 404
    changes = [each.purpose for each in api.store.entries() if each.action == "change"]
    assert changes.count("stop sharing document") == 1
    assert unshare(api, document).status == 409
    assert api.share(private)["shared_at"] is not None


def test_what_a_client_sent_or_signed_stays_theirs(api):
    own = api.upload(api.avery)
    answered = api.upload(api.avery, document_id=api.request().json["id"])
    signed = api.share(api.upload(), signature=True)
    assert api.sign(signed).status == 200
    for each in (own, answered, signed):
        now = api.ask(api.sam, DOCUMENT, each["id"]).json
        assert "unshare" not in now["actions"]
        assert unshare(api, now).status == 409
        assert api.ask(api.avery, DOCUMENT, each["id"]).status == 200


def test_staff_see_that_the_client_sees_a_new_version_of_a_shared_document(api):
    """A document is shared as a whole: the client reads its new versions at once."""
    document = api.share(api.upload())
    api.upload(data=PDF + b"%%EOF", document_id=document["id"])
    assert len(api.list(api.avery)[0]["versions"]) == 2
