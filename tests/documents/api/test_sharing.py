"""Tests how documents are shared by a message while somebody else changes them."""

import json

import pytest

from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.ids import ClientId, DocumentId, PersonId
from chalicelib.wiring import documents as wiring_documents
from tests.documents.api.documents_harness import UNSHARE, open_documents


@pytest.fixture
def api(front):
    return open_documents(front)


@pytest.fixture
def sharing():
    return wiring_documents.sharing()


def as_staff(api):
    return Access(api.store.practice, PersonId("jordan"), Role.ADMIN)


def read(api, sharing, document):
    """Return a document as somebody read it before it was changed."""
    name = DocumentId(document["id"])
    return sharing.by_id(as_staff(api), ClientId(api.client["id"]), [name])[name]


def change(api, document, **body):
    path, pattern = f"/documents/{document['id']}", "/documents/{document_id}"
    text = json.dumps(body | {"version": document["version"]})
    assert api.sam.call("PATCH", path, text, resource=pattern).status == 200


def test_sharing_changes_only_what_the_client_does_not_see(api, sharing):
    hidden, shown = api.upload(), api.share(api.upload())
    documents = [read(api, sharing, each) for each in (hidden, shown)]
    (change,) = sharing.changes(as_staff(api), documents)
    assert (change.before.id, change.after.is_shown_to_client) == (hidden["id"], True)
    assert (change.notices, change.purpose) == ((), "share document by message")
    assert not read(api, sharing, hidden).is_shown_to_client


def test_a_client_no_longer_reads_of_a_document_that_is_not_shared_any_more(api, sharing):
    """S2: a message names nothing of a document that became private again."""
    document = api.upload()
    client, ids = ClientId(api.client["id"]), [DocumentId(document["id"])]
    avery = Access(api.store.practice, PersonId("avery"), Role.CLIENT, client=client)
    assert sharing.by_id(avery, client, ids) == {}
    shared = api.share(document)
    assert list(sharing.by_id(avery, client, ids)) == ids
    api.ask(api.sam, UNSHARE, document["id"], {"version": shared["version"]})
    assert sharing.by_id(avery, client, ids) == {}
    assert list(sharing.by_id(as_staff(api), client, ids)) == ids


def test_an_unknown_id_is_no_document(api, sharing):
    nobodys = DocumentId("01K00000000000000000000000")
    client = ClientId(api.client["id"])
    assert sharing.by_id(as_staff(api), client, [nobodys]) == {}


def test_more_documents_than_one_read_returns_are_read(api, sharing):
    plan = api.upload()
    nobodys = [DocumentId(f"01K{n:023d}") for n in range(150)]
    client = ClientId(api.client["id"])
    assert list(sharing.by_id(as_staff(api), client, [*nobodys, plan["id"]])) == [plan["id"]]
