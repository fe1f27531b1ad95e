"""Tests the states of a document, and what each role may do in them."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.documents.domain.document import (
    MAX_VERSIONS,
    PDF,
    Document,
    DocumentAction,
    DocumentKind,
    DocumentStatus,
    DocumentVersion,
    Removal,
)
from chalicelib.documents.domain.signature import Signature
from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.errors import Conflict, Failure, NotFound
from chalicelib.kernel.ids import ClientId, DocumentId, FileId, PersonId, PracticeId
from chalicelib.platform.files.malware import MalwareVerdict

NOW = datetime(2026, 11, 24, 15, tzinfo=UTC)
PRACTICE, CLIENT = PracticeId("prc-1"), ClientId("cli-1")
STAFF = Access(PRACTICE, PersonId("per-1"), Role.PROVIDER)
OWNER = Access(PRACTICE, PersonId("per-2"), Role.CLIENT, client=CLIENT)
VERSION = DocumentVersion(
    0, FileId("fil-1"), "a.pdf", PDF, 9, NOW, STAFF.person, Role.PROVIDER, "v1"
)
NEW = Document(DocumentId("doc-1"), PRACTICE, CLIENT, DocumentKind.FORM, NOW, "a.pdf")
STORED = NEW.with_version(VERSION)
SIGNATURE = Signature(OWNER.person, NOW, "Avery", 1, "ab" * 32)
STEPS = {
    "upload": lambda document: document.with_version(VERSION),
    "share": lambda document: document.shared(NOW, to_sign=False),
    "ask to sign": lambda document: document.shared(NOW, to_sign=True),
    "sign": lambda document: document.signed(SIGNATURE, VERSION),
    "remove": lambda document: document.removed(Removal(NOW, STAFF.person, "wrong client")),
}
NEEDS = {
    "upload": (STAFF, DocumentAction.UPLOAD),
    "share": (STAFF, DocumentAction.SHARE),
    "ask to sign": (STAFF, DocumentAction.SHARE),
    "sign": (OWNER, DocumentAction.SIGN),
    "remove": (STAFF, DocumentAction.REMOVE),
}


@given(st.lists(st.sampled_from(sorted(STEPS)), max_size=12))
def test_no_history_loses_a_version_or_opens_a_removed_document(steps):
    """Whatever people do, versions only grow, and removed documents stay closed."""
    document, count = STORED, 1
    for step in steps:
        access, action = NEEDS[step]
        try:
            document.require(access, action)
            document = STEPS[step](document)
        except Failure:
            continue
        assert len(document.versions) >= count
        count = len(document.versions)
    assert [each.number for each in document.versions] == list(range(1, count + 1))
    if document.status is DocumentStatus.REMOVED:
        assert not document.actions(STAFF)
        assert not document.actions(OWNER)
        with pytest.raises(Conflict):
            document.version_number(None)
    if document.signature:
        assert document.status in {DocumentStatus.SIGNED, DocumentStatus.REMOVED}
    if document.status is DocumentStatus.TO_SIGN:
        assert document.is_shown_to_client


def test_a_private_document_does_not_exist_for_the_client():
    """S2: for the client, a document that was not shared does not exist."""
    for action in DocumentAction:
        with pytest.raises(NotFound):
            STORED.require(OWNER, action)


def test_the_platform_itself_may_do_nothing_with_documents():
    assert not STORED.actions(replace(STAFF, role=Role.SYSTEM))


def test_an_upload_fulfills_a_request_and_keeps_its_title():
    asked = replace(NEW, status=DocumentStatus.REQUESTED, shared_at=NOW, name="Insurance card")
    assert asked.actions(OWNER) == {DocumentAction.UPLOAD}
    assert DocumentAction.SHARE not in asked.actions(STAFF)
    done = asked.with_version(VERSION)
    assert (done.status, done.name) == (DocumentStatus.STORED, "Insurance card")
    assert not done.actions(OWNER)


def test_a_document_has_a_limit_of_versions():
    full = STORED
    for _ in range(MAX_VERSIONS - 1):
        full = full.with_version(VERSION)
    with pytest.raises(Conflict):
        full.with_version(VERSION)


def test_a_verdict_belongs_to_one_version():
    two = STORED.with_version(VERSION)
    clean = two.with_verdict(1, MalwareVerdict.CLEAN)
    assert [each.number for each in clean.unscanned] == [2]


def test_nobody_signs_what_is_no_pdf():
    picture = NEW.with_version(replace(VERSION, media_type="image/png"))
    with pytest.raises(Conflict):
        picture.shared(NOW, to_sign=True)
    with pytest.raises(Conflict):
        STORED.shared(NOW, to_sign=True).with_version(replace(VERSION, media_type="image/png"))
