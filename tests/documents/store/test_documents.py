"""Tests the store of documents; each test runs on the tables and on the fake."""

from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chalicelib.documents.domain.document import (
    MAX_DAILY_BYTES,
    MAX_DAILY_FILES,
    MAX_DAILY_REFUSALS,
    PDF,
    Document,
    DocumentKind,
    DocumentStatus,
    DocumentVersion,
    Removal,
)
from chalicelib.documents.domain.signature import Signature
from chalicelib.documents.store.documents import DynamoDocuments
from chalicelib.documents.usecases.ports import DocumentChange, DocumentFilter, DocumentUpload
from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.errors import Conflict, Invalid, NotFound
from chalicelib.kernel.idempotency import AlreadyProcessed, IdempotencyKey
from chalicelib.kernel.ids import ClientId, DocumentId, FileId, PersonId, PracticeId
from chalicelib.platform.audit.actions import AuditAction
from tests.documents.fake_documents import FakeDocumentStore
from tests.platform.record_store import Clock, a_store

AT = datetime(2026, 11, 24, 15, tzinfo=UTC)
AVERY, MORGAN = ClientId("cli-1"), ClientId("cli-2")
KEY = IdempotencyKey("key-1", "hash-1")
VERSION = DocumentVersion(0, FileId("f-1"), "a.pdf", PDF, 9, AT, PersonId("p"), Role.PROVIDER, "v1")


@dataclass
class StoreHarness:
    """Writes and reads documents in a store, as an Admin of one practice."""

    rows: Any
    access: Access
    clock: Clock

    def new(self, number=1, client=AVERY, **changed):
        empty = Document(
            DocumentId(f"doc-{number}"), self.access.practice, client, DocumentKind.FORM, AT, "Plan"
        )
        return replace(empty.with_version(VERSION), **changed)

    def change(self, before, after, key=None, **more):
        change = DocumentChange(before, after, AuditAction.CHANGE, "test", **more)
        return self.rows.commit(self.access, change, key)

    def add(self, number=1, client=AVERY, key=None, **changed):
        return self.change(None, self.new(number, client, **changed), key)

    def read(self, document):
        return self.rows.get(self.access, document.client, document.id, "document")

    def listed(self, client=AVERY, **filters):
        page, _ = self.rows.page(self.access, DocumentFilter(client, **filters))
        return [each.id for each in page]


@contextmanager
def in_memory():
    clock = Clock()
    access = Access(PracticeId("prc-1"), PersonId("boss"), Role.ADMIN)
    yield StoreHarness(FakeDocumentStore(clock), access, clock)


@contextmanager
def on_tables():
    with a_store() as store:
        rows = DynamoDocuments(store.vault(), store.audit, store.clock)
        yield StoreHarness(rows, store.access(), store.clock)


@pytest.fixture(params=[in_memory, on_tables], ids=["fake", "tables"])
def harness(request):
    with request.param() as harness:
        yield harness


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"is_own": True},
        {"shared_at": AT, "status": DocumentStatus.TO_SIGN, "folder": "Plans"},
        {"versions": (), "status": DocumentStatus.REQUESTED, "due_on": AT.date()},
        {"removal": Removal(AT, PersonId("p"), "Wrong"), "status": DocumentStatus.REMOVED},
    ],
)
def test_a_document_is_read_as_it_was_stored(harness, changed):
    stored = harness.add(**changed)
    assert stored == replace(harness.new(**changed), version=1)
    assert harness.read(stored) == stored
    assert harness.rows.some(harness.access, AVERY, [stored.id], "documents") == [stored]


def test_a_signature_is_stored_with_its_document(harness):
    stored = harness.add(shared_at=AT, status=DocumentStatus.TO_SIGN)
    signed = stored.signed(Signature(PersonId("p"), AT, "Avery", 1, "ab" * 32), VERSION)
    after = harness.change(stored, signed, is_signature=True)
    assert harness.read(stored) == after == replace(signed, version=2)


def test_a_change_of_a_version_that_is_no_longer_stored_is_refused(harness):
    stored = harness.add()
    after = harness.change(stored, replace(stored, name="New"))
    for before in (stored, None):
        with pytest.raises(Conflict):
            harness.change(before, replace(stored, name="Other"))
    assert harness.read(stored) == after


def test_a_document_belongs_to_one_client_of_one_practice(harness):
    """S2, S3: a document is absent for another client and in another practice."""
    stored = harness.add()
    foreign = replace(harness.access, practice=PracticeId("other"))
    assert harness.rows.client_of(harness.access, stored.id) == AVERY
    for act in (
        lambda: harness.rows.get(harness.access, MORGAN, stored.id, "document"),
        lambda: harness.rows.get(foreign, AVERY, stored.id, "document"),
        lambda: harness.rows.client_of(foreign, stored.id),
        lambda: harness.rows.client_of(harness.access, DocumentId("nobodys")),
    ):
        with pytest.raises(NotFound):
            act()
    assert harness.rows.some(harness.access, MORGAN, [stored.id], "documents") == []
    assert harness.listed(MORGAN) == []


def test_a_list_is_newest_first_filtered_and_paged(harness):
    harness.add(1)
    harness.add(2, shared_at=AT)
    harness.add(3, is_own=True)
    harness.add(4, shared_at=AT, status=DocumentStatus.TO_SIGN)
    assert harness.listed() == ["doc-4", "doc-3", "doc-2", "doc-1"]
    assert harness.listed(only_shown=True) == ["doc-4", "doc-3", "doc-2"]
    assert harness.listed(only_open=True) == ["doc-4"]
    first, cursor = harness.rows.page(harness.access, DocumentFilter(AVERY, limit=3))
    rest, end = harness.rows.page(harness.access, DocumentFilter(AVERY, limit=3, cursor=cursor))
    assert ([each.id for each in (*first, *rest)], end) == (harness.listed(), None)


def test_an_announced_document_has_a_client_until_its_time(harness):
    until, document = harness.clock() + timedelta(hours=1), DocumentId("doc-9")
    upload = DocumentUpload(AVERY, document, FileId("f-1"), until, 1, None)
    harness.rows.announce(harness.access, upload, KEY)
    assert harness.rows.client_of(harness.access, document) == AVERY
    assert harness.rows.last_upload(harness.access, document) == "f-1"
    other = replace(harness.access, person=PersonId("other"))
    assert harness.rows.last_upload(other, document) is None
    with pytest.raises(AlreadyProcessed) as earlier:
        harness.rows.announce(harness.access, replace(upload, document=DocumentId("doc-8")), KEY)
    assert earlier.value.result == "doc-9 f-1"
    harness.rows.announce(harness.access, replace(upload, file=FileId("f-2")), None)
    assert harness.rows.last_upload(harness.access, document) == "f-2"
    harness.clock.pass_seconds(3600)
    with pytest.raises(NotFound):
        harness.rows.client_of(harness.access, document)


def test_a_request_that_is_repeated_stores_once(harness):
    assert harness.rows.result_of(harness.access, KEY) is None
    stored = harness.add(key=KEY)
    with pytest.raises(AlreadyProcessed) as earlier:
        harness.add(2, key=KEY)
    assert earlier.value.result == stored.id == harness.rows.result_of(harness.access, KEY)
    with pytest.raises(Invalid):
        harness.rows.result_of(harness.access, replace(KEY, request_hash="hash-2"))
    assert harness.listed() == [stored.id]


def test_a_scan_waits_until_it_is_due_and_ends_with_the_next_change(harness):
    later = AT + timedelta(minutes=1)
    stored = harness.change(None, harness.new(), scan_at=later)
    assert harness.rows.waiting_scans(AT) == []
    (waiting,) = harness.rows.waiting_scans(later)
    assert (waiting.client, waiting.document) == (AVERY, stored.id)
    assert waiting.access.practice == harness.access.practice
    harness.change(stored, stored)
    assert harness.rows.waiting_scans(later) == []


def test_an_opened_version_is_recorded_for_the_person_who_opened_it(harness):
    stored, access = harness.add(), harness.access
    assert not harness.rows.has_opened(access, stored, 1)
    for _ in range(2):
        harness.rows.add_opened(access, stored, 1)
    assert harness.rows.has_opened(access, stored, 1)
    assert not harness.rows.has_opened(access, stored, 2)
    assert not harness.rows.has_opened(replace(access, person=PersonId("other")), stored, 1)


def announce(harness, size, client=AVERY, key=None, *, counts=True):
    file, until = FileId("f-1"), harness.clock() + timedelta(hours=1)
    day = harness.clock().date() if counts else None
    upload = DocumentUpload(client, DocumentId("doc-9"), file, until, size, day)
    return harness.rows.announce(harness.access, upload, key)


@pytest.mark.parametrize("size", [1, MAX_DAILY_BYTES // 4])
def test_a_client_sends_a_limited_number_of_files_and_bytes_in_a_day(harness, size):
    count = min(MAX_DAILY_FILES, MAX_DAILY_BYTES // size)
    assert [announce(harness, size) for _ in range(count + 2)] == [True] * count + [False] * 2
    assert announce(harness, size, MORGAN)
    assert announce(harness, size, counts=False)
    harness.clock.pass_seconds(24 * 3600)
    assert announce(harness, size)


@pytest.mark.parametrize("size", [1, MAX_DAILY_BYTES // 4])
def test_some_refused_files_of_a_day_do_not_count(harness, size):
    today, rows, access = harness.clock().date(), harness.rows, harness.access
    for _ in range(MAX_DAILY_FILES):
        announce(harness, size)
    for _ in range(MAX_DAILY_REFUSALS):
        rows.give_back(access, AVERY, size, today)
        assert (announce(harness, size), announce(harness, size)) == (True, False)
    rows.give_back(access, AVERY, size, today)
    assert not announce(harness, size)


def test_a_file_that_was_never_counted_is_not_given_back(harness):
    today = harness.clock().date()
    harness.rows.give_back(harness.access, AVERY, 1, today)
    assert announce(harness, 1)
    # One byte was counted: neither a larger file nor a second one is taken off.
    for size in (2, 1, 1):
        harness.rows.give_back(harness.access, AVERY, size, today)
    sent = [announce(harness, 1) for _ in range(MAX_DAILY_FILES + 1)]
    assert sent == [True] * MAX_DAILY_FILES + [False]


def test_a_file_is_given_back_to_the_day_that_counted_it(harness):
    today = harness.clock().date()
    for _ in range(MAX_DAILY_FILES):
        announce(harness, 1)
    harness.rows.give_back(harness.access, AVERY, 1, today + timedelta(days=1))
    assert not announce(harness, 1)
    harness.clock.pass_seconds(24 * 3600)
    harness.rows.give_back(harness.access, AVERY, 1, today)
    sent = [announce(harness, 1) for _ in range(MAX_DAILY_FILES + 1)]
    assert sent == [True] * MAX_DAILY_FILES + [False]


def test_a_repeated_announcement_counts_once(harness):
    assert announce(harness, MAX_DAILY_BYTES, key=KEY)
    with pytest.raises(AlreadyProcessed):
        announce(harness, MAX_DAILY_BYTES, key=KEY)
