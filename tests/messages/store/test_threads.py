"""Tests the store of threads; each test runs on the tables and on the fake."""

from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.errors import Conflict, Invalid, NotFound
from chalicelib.kernel.idempotency import AlreadyProcessed
from chalicelib.kernel.ids import DocumentId, PersonId, PracticeId, ThreadId
from chalicelib.messages.domain.attachment import MessageAttachment
from chalicelib.messages.domain.draft import NEW, NO_DRAFT, MessageDraft
from chalicelib.messages.domain.thread import MessageKind
from chalicelib.messages.store.drafts import DynamoMessageDrafts
from chalicelib.messages.store.threads import DynamoThreads
from chalicelib.messages.usecases.ports import MessageWindow, ThreadChange, ThreadFilter, ThreadList
from tests.messages.domain.sample_threads import (
    AVERY,
    AVERY_ID,
    MORGAN_ID,
    SAM,
    a_message,
    a_thread,
    minutes,
)
from tests.messages.fake_threads import FakeThreads
from tests.messages.messages_harness import a_key
from tests.messages.store.client_rows import add_clients
from tests.platform.record_store import a_store

DRAFT = MessageDraft("Dear Sam", "key-1", "A question", attachments=("doc-1",))


class StoreHarness:
    """Writes, reads and lists threads in a store with one practice."""

    def __init__(self, rows, drafts, practice):
        self.rows, self.drafts = rows, drafts
        self.access = Access(practice, PersonId("boss"), Role.ADMIN)
        self.as_avery = replace(AVERY, practice=practice)
        self.as_sam = replace(SAM, practice=practice)

    def start(self, number=1, at=0, client=AVERY_ID, key=None, draft=None):
        """Store a thread with one message of the client, sent `at` minutes after noon."""
        empty = a_thread(id=ThreadId(f"thr-{number}"), practice=self.access.practice, client=client)
        access = replace(self.as_avery, client=client)
        return self.add(access, empty, "May I?", at, key, draft)

    def add(self, access, before, text="Yes.", at=1, key=None, draft=None):
        after = before.with_message(access, minutes(at), text, None)
        change = ThreadChange(
            before if before.count else None, after, a_message(after, access, text), draft=draft
        )
        self.rows.add(access, change, key)
        return self.read(after)

    def close(self, thread, reason=""):
        after = thread.closed(self.as_sam, minutes(9), None)
        record = a_message(after, self.as_sam, reason, MessageKind.CLOSE)
        self.rows.add(self.as_sam, ThreadChange(thread, after, record), None)
        return self.read(thread)

    def read(self, thread):
        return self.rows.without_text(self.access, thread.id)

    def get(self, thread, **window):
        return self.rows.get(self.access, thread.id, lambda _: None, MessageWindow(**window))

    def numbers(self, thread, **window):
        page = self.get(thread, **window)
        return [each.n for each in page.messages], page.more

    def list_ids(self, visible=list, **filters):
        page = self.rows.page(self.access, ThreadFilter(**filters), visible)
        return [each.id for each in page.threads]


@contextmanager
def in_memory():
    rows = FakeThreads()
    yield StoreHarness(rows, rows.drafts, PracticeId("prc-1"))


@contextmanager
def on_tables():
    with a_store() as store:
        rows = DynamoThreads(store.vault(), store.audit, store.clock)
        drafts = DynamoMessageDrafts(store.vault(), store.audit)
        add_clients(store)
        yield StoreHarness(rows, drafts, store.practice)


@pytest.fixture(params=[in_memory, on_tables], ids=["fake", "tables"])
def harness(request):
    with request.param() as harness:
        yield harness


def test_a_thread_is_read_as_it_was_stored(harness):
    thread = harness.start()
    page = harness.get(thread)
    assert (page.thread.subject, page.thread.preview, page.thread.version) == (
        "A question",
        "May I?",
        1,
    )
    assert page.thread == replace(thread, subject="A question", preview="May I?")
    assert [(each.n, each.text, each.role) for each in page.messages] == [
        (1, "May I?", Role.CLIENT)
    ]


def test_a_message_keeps_its_attachments_in_their_order(harness):
    thread = harness.start()
    attachments = tuple(MessageAttachment(DocumentId(each), 2) for each in ("doc-2", "doc-1"))
    after = thread.with_message(harness.as_sam, minutes(1), "Yes.", None)
    record = replace(a_message(after, harness.as_sam), attachments=attachments)
    harness.rows.add(harness.as_sam, ThreadChange(thread, after, record), None)
    assert [each.attachments for each in harness.get(thread).messages] == [(), attachments]


def test_each_message_becomes_the_preview_and_a_close_does_not(harness):
    thread = harness.add(harness.as_sam, harness.start(), "Yes, of course.")
    assert harness.get(thread).thread.preview == "Yes, of course."
    closed = harness.close(thread, "Answered by telephone")
    page = harness.get(closed)
    assert (page.thread.preview, page.thread.is_closed) == ("Yes, of course.", True)
    assert page.thread.subject == "A question"
    assert [each.text for each in page.messages][-1] == "Answered by telephone"


def test_another_practices_thread_is_absent(harness):
    """S3: a person of another practice can neither read nor list a thread."""
    thread = harness.start()
    foreign = replace(harness.access, practice=PracticeId("01K0000000000000000000FRGN"))
    with pytest.raises(NotFound):
        harness.rows.get(foreign, thread.id, lambda _: None, MessageWindow())
    for filters in (ThreadFilter(), ThreadFilter(is_waiting=True), ThreadFilter(AVERY_ID)):
        assert harness.rows.page(foreign, filters, list) == ThreadList([], {}, None)


def test_the_check_of_access_sees_no_text_and_a_refusal_returns_nothing(harness):
    """S2: a refused reader gets no text, and the check itself sees none."""
    thread, checked = harness.start(), []

    def may_not(sealed):
        checked.append(sealed)
        raise NotFound

    with pytest.raises(NotFound):
        harness.rows.get(harness.access, thread.id, may_not, MessageWindow())
    assert [(each.subject, each.preview) for each in checked] == [("", "")]


def test_messages_are_read_by_window_in_their_order(harness):
    thread = harness.start()
    for number in range(2, 8):
        thread = harness.add(harness.as_sam, thread, f"Message {number}", number)
    assert harness.numbers(thread, limit=3) == ([5, 6, 7], True)
    assert harness.numbers(thread, limit=3, before=5) == ([2, 3, 4], True)
    assert harness.numbers(thread, limit=3, before=2) == ([1], False)
    assert harness.numbers(thread, limit=3, before=1) == ([], False)
    assert harness.numbers(thread, after=5) == ([6, 7], False)
    assert harness.numbers(thread, after=0, limit=2) == ([1, 2], True)
    assert harness.numbers(thread, after=99) == ([], False)


def test_lists_begin_with_the_newest_message_or_with_the_longest_wait(harness):
    first, second, third = (harness.start(n, at=n * 10) for n in (1, 2, 3))
    harness.add(replace(harness.as_avery), first, "Hello?", 50)
    harness.add(harness.as_sam, third, "Yes.", 60)
    assert harness.list_ids() == ["thr-3", "thr-1", "thr-2"]
    assert harness.list_ids(is_waiting=True) == ["thr-1", "thr-2"]
    assert harness.list_ids(client=AVERY_ID) == ["thr-3", "thr-1", "thr-2"]
    assert harness.list_ids(client=AVERY_ID, is_waiting=True) == ["thr-1", "thr-2"]
    assert harness.list_ids(client=MORGAN_ID) == []
    assert second.waiting_since == minutes(20)


def test_a_list_opens_only_the_threads_that_the_caller_may_see(harness):
    """S2: a list has only the threads that the check selects."""
    harness.start(1)
    harness.start(2, client=MORGAN_ID)

    def of_avery(threads):
        assert not any(each.subject or each.preview for each in threads)
        return [each for each in threads if each.client == AVERY_ID]

    assert harness.list_ids(of_avery) == ["thr-1"]
    page, _ = harness.rows.page_without_text(harness.access, ThreadFilter())
    assert {(each.subject, each.preview) for each in page} == {("", "")}


def test_the_next_page_begins_where_the_last_one_ended(harness):
    for number in range(1, 6):
        harness.start(number, at=number)
    found, cursor = [], None
    while True:
        page = harness.rows.page(
            harness.access, ThreadFilter(is_waiting=True, cursor=cursor, limit=2), list
        )
        found += [each.id for each in page.threads]
        cursor = page.next
        if cursor is None:
            break
    assert found == [f"thr-{n}" for n in range(1, 6)]


def test_of_two_messages_after_the_same_version_one_is_refused(harness):
    thread = harness.start()
    harness.add(harness.as_sam, thread, "Yes.")
    with pytest.raises(Conflict):
        harness.add(harness.as_avery, thread, "Hello?")
    assert harness.numbers(thread) == ([1, 2], False)
    with pytest.raises(Conflict):
        harness.start()


def test_a_repeated_request_stores_no_second_message(harness):
    thread = harness.start(key=a_key())
    with pytest.raises(AlreadyProcessed) as earlier:
        harness.start(2, key=a_key())
    assert earlier.value.result == "thr-1 1"
    access = harness.as_avery
    assert harness.rows.result_of(access, a_key()) == "thr-1 1"
    assert harness.rows.result_of(harness.as_sam, a_key()) is None
    with pytest.raises(Invalid):
        harness.rows.result_of(access, a_key(request="1"))
    assert harness.list_ids() == [thread.id]


def test_a_mark_changes_neither_text_nor_order(harness):
    thread = harness.add(harness.as_sam, harness.start(), "Yes.")
    harness.rows.mark(harness.as_avery, thread, replace(thread, client_seen=2), ())
    page = harness.get(thread)
    assert (page.thread.client_seen, page.thread.version) == (2, thread.version + 1)
    assert (page.thread.subject, page.thread.preview) == ("A question", "Yes.")
    with pytest.raises(Conflict):
        harness.rows.mark(harness.as_avery, thread, replace(thread, client_seen=1), ())


def test_overdue_threads_are_those_that_still_wait_and_were_not_reminded(harness):
    waiting, answered, reminded, fresh = (harness.start(n, at=n) for n in (1, 2, 3, 60))
    harness.add(harness.as_sam, answered, "Yes.")
    harness.rows.mark(harness.access, reminded, replace(reminded, is_reminded=True), ())
    overdue = harness.rows.overdue(harness.access, minutes(4))
    assert [each.id for each in overdue] == [waiting.id]
    assert fresh.waiting_since - waiting.waiting_since == timedelta(minutes=59)


def test_a_draft_belongs_to_its_author_and_goes_with_the_message(harness):
    """S2: nobody but the author reads a draft."""
    avery, sam = harness.as_avery, harness.as_sam
    assert harness.drafts.get(avery, AVERY_ID, NEW) is None
    harness.drafts.put(avery, AVERY_ID, NEW, DRAFT, None)
    harness.drafts.put(avery, AVERY_ID, "thr-1", replace(DRAFT, text="Hello?"), None)
    harness.drafts.put(avery, AVERY_ID, "thr-1", replace(DRAFT, text="Hello again"), None)
    assert harness.drafts.get(avery, AVERY_ID, NEW) == replace(DRAFT, version=1)
    assert harness.drafts.get(sam, AVERY_ID, NEW) is None
    thread = harness.start(draft=1)
    assert harness.drafts.get(avery, AVERY_ID, NEW) is None
    assert harness.drafts.get(avery, AVERY_ID, "thr-1").text == "Hello again"
    harness.add(harness.as_sam, thread, draft=0)
    assert harness.drafts.get(avery, AVERY_ID, "thr-1")
    for _ in range(2):
        harness.drafts.delete(avery, AVERY_ID, "thr-1")
    assert harness.drafts.get(avery, AVERY_ID, "thr-1") is None


def test_a_draft_is_never_replaced_by_a_tab_that_did_not_see_it(harness):
    avery = harness.as_avery

    def put(text, seen):
        return harness.drafts.put(avery, AVERY_ID, NEW, replace(DRAFT, text=text), seen)

    first = put("One tab", 0)
    with pytest.raises(Conflict) as conflict:
        put("Another tab", 0)
    assert conflict.value.fresh == first
    second = put("Both", first.version)
    assert harness.drafts.get(avery, AVERY_ID, NEW) == second
    harness.start(draft=second.version)
    with pytest.raises(Conflict) as conflict:
        put("Too late", second.version)
    assert conflict.value.fresh == NO_DRAFT
    # No later draft has the version of an earlier one.
    third = put("The next message", 0)
    assert third.version > second.version
    for seen in (0, first.version, second.version):
        with pytest.raises(Conflict):
            put("Too late", seen)
    assert harness.drafts.get(avery, AVERY_ID, NEW) == third


def test_a_message_does_not_end_a_draft_that_its_author_did_not_see(harness):
    avery, thread = harness.as_avery, harness.start()

    def put(text):
        return harness.drafts.put(avery, AVERY_ID, thread.id, replace(DRAFT, text=text), None)

    first, second = put("One tab"), put("Other tab")
    for seen in (0, first.version):
        with pytest.raises(Conflict) as conflict:
            harness.add(avery, thread, draft=seen)
        assert conflict.value.fresh == second
    thread = harness.add(avery, thread, draft=None)
    assert harness.drafts.get(avery, AVERY_ID, thread.id) == second
    thread = harness.add(avery, thread, draft=second.version)
    assert harness.drafts.get(avery, AVERY_ID, thread.id) is None
    with pytest.raises(Conflict) as conflict:
        harness.add(avery, thread, draft=second.version)
    assert conflict.value.fresh == NO_DRAFT
    assert [each.text for each in harness.get(thread).messages] == ["May I?", "Yes.", "Yes."]


def test_a_conflict_of_the_thread_comes_before_one_of_the_draft(harness):
    """A writer who only reads the thread again meets the draft at the next attempt."""
    before = harness.start()
    harness.add(harness.as_sam, before)
    harness.drafts.put(harness.as_avery, AVERY_ID, before.id, DRAFT, None)
    with pytest.raises(Conflict) as conflict:
        harness.add(harness.as_avery, before, draft=0)
    assert conflict.value.fresh is None
