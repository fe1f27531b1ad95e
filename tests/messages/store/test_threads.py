"""Tests the store of threads; each test runs on the tables and on the fake."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.kernel.access import Role
from chalicelib.kernel.errors import Conflict, Invalid, NotFound
from chalicelib.kernel.idempotency import AlreadyProcessed
from chalicelib.kernel.ids import DocumentId, PracticeId
from chalicelib.messages.domain.attachment import MessageAttachment
from chalicelib.messages.usecases.ports import MessageWindow, ThreadChange, ThreadFilter, ThreadList
from tests.messages.domain.sample_threads import AVERY_ID, MORGAN_ID, a_message, minutes
from tests.messages.messages_harness import a_key


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
