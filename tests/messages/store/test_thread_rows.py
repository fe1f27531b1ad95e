"""Tests how the rows of threads are sealed, audited and protected from tampering."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.errors import Conflict, Unavailable, Unreadable
from chalicelib.messages.domain.draft import MessageDraft
from chalicelib.messages.domain.notices import told_client
from chalicelib.messages.store import keys
from chalicelib.messages.store.drafts import DynamoMessageDrafts, draft_item
from chalicelib.messages.store.items import MessageDraftItem, ThreadItem, ThreadMessageItem
from chalicelib.messages.store.threads import DynamoThreads
from chalicelib.messages.usecases.ports import MessageWindow, ThreadChange, ThreadFilter
from chalicelib.notices.store.outbox import DynamoOutbox
from chalicelib.platform.dynamodb import connection, partitions, queries
from tests.messages.domain.sample_threads import AVERY, AVERY_ID, SAM, a_message, a_thread, minutes
from tests.messages.messages_harness import a_key
from tests.messages.store.client_rows import add_clients
from tests.platform.aws_faults import Fault, always, faults, once
from tests.platform.record_store import a_store

CANARIES = (b"sister", b"Sam", b"question", b"Dear")


@pytest.fixture
def store():
    with a_store() as records:
        yield records


@pytest.fixture
def rows(store):
    add_clients(store)
    return DynamoThreads(store.vault(), store.audit, store.clock)


@pytest.fixture
def access(store):
    return Access(store.practice, SAM.person, Role.PROVIDER)


@pytest.fixture
def thread(rows, access):
    """Store a thread with a question of Avery, and return it."""
    empty = a_thread(practice=access.practice)
    after = empty.with_message(AVERY, minutes(0), "May I bring my sister?", None)
    rows.add(replace(AVERY, practice=access.practice), change(None, after), None)
    return rows.without_text(access, after.id)


def change(before, after, who=AVERY, notices=()):
    return ThreadChange(before, after, a_message(after, who), notices)


def answer(rows, access, thread, key=None):
    after, notices = told_client(thread.with_message(access, minutes(1), "Yes.", None))
    rows.add(access, change(thread, after, SAM, notices), key)
    return rows.without_text(access, thread.id)


def values_of(store, table):
    items = store.dynamodb.scan(TableName=connection.name_of(table))["Items"]
    return [
        value.get("S", "").encode() + value.get("B", b"")
        for item in items
        for value in item.values()
    ]


def open_thread(rows, access, thread):
    return rows.get(access, thread.id, lambda _: None, MessageWindow())


def test_no_text_is_stored_in_clear(store, thread, rows, access):
    """S22: no table has a subject, a text, a draft or a name in plain text."""
    drafts = DynamoMessageDrafts(store.vault(), store.audit)
    drafts.put(access, AVERY_ID, thread.id, MessageDraft("Dear sister", "key", "question"), None)
    answer(rows, access, thread)
    for table in ("core", "records", "audit", "ephemeral"):
        values = values_of(store, table)
        assert not [each for each in CANARIES if any(each in value for value in values)]


def test_a_page_of_messages_and_a_list_have_one_audit_entry_each(store, thread, rows, access):
    """S14: reading a thread and reading a list of threads write one audit entry each."""
    before = len(store.entries())
    open_thread(rows, access, thread)
    rows.page(access, ThreadFilter(is_waiting=True), list)
    assert len(store.entries()) == before + 2
    (opened,) = [each for each in store.entries() if each.purpose == "thread"]
    assert (opened.actor, opened.client, opened.action) == (SAM.person, AVERY_ID, "read")
    assert len(opened.records) == 3


def test_what_opens_nothing_writes_no_audit_entry(store, thread, rows, access):
    """S14: asking how far a thread is opens nothing, so it needs no audit entry."""
    before = len(store.entries())
    rows.without_text(access, thread.id)
    rows.page_without_text(access, ThreadFilter(is_waiting=True))
    rows.page(access, ThreadFilter(), lambda _: [])
    assert len(store.entries()) == before


def test_each_change_has_an_audit_entry_about_the_client(store, thread, rows, access):
    """S14: each message, mark and draft writes an audit entry about the client."""
    answered = answer(rows, access, thread)
    rows.mark(access, answered, replace(answered, client_seen=2), ())
    drafts = DynamoMessageDrafts(store.vault(), store.audit)
    drafts.put(access, AVERY_ID, thread.id, MessageDraft("Dear", "key"), None)
    drafts.get(access, AVERY_ID, thread.id)
    drafts.delete(access, AVERY_ID, thread.id, None)
    entries = sorted(
        (each.action, each.purpose, each.client)
        for each in store.entries()
        if each.purpose != "add client"
    )
    assert entries == [
        ("change", "mark of a thread", AVERY_ID),
        ("change", "message draft", AVERY_ID),
        ("create", "message", AVERY_ID),
        ("create", "message", AVERY_ID),
        ("delete", "message draft", AVERY_ID),
        ("read", "message draft", AVERY_ID),
    ]


def test_without_an_audit_entry_nothing_is_read_or_stored(store, thread, rows, access):
    """S15: without an audit entry, nothing is read and no message is stored."""
    with (
        faults(connection.client(), always(Fault.UNREACHABLE, "PutItem")),
        pytest.raises(Unavailable),
    ):
        open_thread(rows, access, thread)
    with (
        faults(connection.client(), always(Fault.UNREACHABLE, "TransactWriteItems")),
        pytest.raises(Unavailable),
    ):
        answer(rows, access, thread)
    assert rows.without_text(access, thread.id) == thread


@pytest.mark.parametrize("fault", [Fault.THROTTLED, Fault.UNREACHABLE])
def test_a_failed_write_leaves_nothing_half_made(store, thread, rows, access, fault):
    """A message, its thread's state, notice and key are stored together or not."""
    with (
        faults(connection.client(), always(fault, "TransactWriteItems")),
        pytest.raises(Unavailable),
    ):
        answer(rows, access, thread, a_key())
    assert rows.without_text(access, thread.id) == thread
    assert len(open_thread(rows, access, thread).messages) == 1
    assert DynamoOutbox().waiting(store.clock() + timedelta(days=1)) == []
    assert rows.result_of(access, a_key()) is None
    answer(rows, access, thread, a_key())
    assert len(DynamoOutbox().waiting(store.clock() + timedelta(days=1))) == 1


def test_a_message_whose_answer_was_lost_is_stored_once(store, thread, rows, access):
    """A request that is sent again after a lost answer finds the message it stored."""
    with (
        faults(connection.client(), once(Fault.LOST, "TransactWriteItems")),
        pytest.raises(Unavailable),
    ):
        answer(rows, access, thread, a_key())
    assert rows.result_of(access, a_key()) == f"{thread.id} 2"
    assert [each.n for each in open_thread(rows, access, thread).messages] == [1, 2]


@pytest.mark.parametrize(
    "altered",
    [
        ("n", 7),
        ("waiting", None),
        ("waiting_from", 9),
        ("client_n", 0),
        ("client_at", "2020-01-01T00:00:00.000Z"),
        ("taken_by", "kim"),
        ("staff_n", 3),
        ("client_seen", 9),
        ("client_told", 9),
        ("closed", True),
        ("reminded", True),
        ("told_people", "person-9"),
        ("version", 9),
        ("last", "2020-01-01T00:00:00.000Z"),
        ("client", "morgan"),
    ],
)
def test_a_row_that_was_altered_in_the_table_is_refused(store, thread, rows, access, altered):
    """S21: a thread whose state was altered is not read, even without its text."""
    item = ThreadItem.get(*keys.thread(access.practice, thread.id))
    setattr(item, *altered)
    item.save()
    for ask in (
        lambda: rows.without_text(access, thread.id),
        lambda: open_thread(rows, access, thread),
        lambda: rows.page(access, ThreadFilter(), list),
        lambda: rows.page_without_text(access, ThreadFilter()),
    ):
        with pytest.raises(Unreadable):
            ask()
    assert len(store.alarms) == 4


@pytest.mark.parametrize("altered", [("service", "svc-2"), ("started", "2020-01-01T00:00:00.000Z")])
def test_a_thread_whose_fixed_facts_were_altered_does_not_open(
    store, thread, rows, access, altered
):
    """S21: what never changes is part of the binding."""
    item = ThreadItem.get(*keys.thread(access.practice, thread.id))
    setattr(item, *altered)
    item.save()
    with pytest.raises(Unreadable):
        open_thread(rows, access, thread)
    assert store.alarms


@pytest.mark.parametrize(
    "altered",
    [
        ("author", "kim"),
        ("role", "provider"),
        ("at", "2020-01-01T00:00:00.000Z"),
        ("kind", "close"),
    ],
)
def test_an_altered_message_does_not_open(store, thread, rows, access, altered):
    """S21: the author, role, time and kind of a message cannot be altered."""
    item = ThreadMessageItem.get(*keys.thread_message(access.practice, thread.id, 1))
    setattr(item, *altered)
    item.save()
    with pytest.raises(Unreadable):
        open_thread(rows, access, thread)
    assert len(store.alarms) == 1


def test_a_row_moved_into_another_clients_list_does_not_open_there(store, thread, rows, access):
    """S21: a thread that was moved into another client's list makes it fail."""
    item = ThreadItem.get(*keys.thread(access.practice, thread.id))
    item.update([ThreadItem.g1pk.set(partitions.client_partition(access.practice, "morgan"))])
    with pytest.raises(Unreadable):
        rows.page(access, ThreadFilter("morgan"), list)


def test_a_list_takes_one_query_however_many_messages_there_are(store, thread, rows, access):
    """A list of threads reads no message: one query, the names, and one audit entry."""
    for _ in range(5):
        thread = answer(rows, access, thread)
    with faults(connection.client(), lambda _: None) as calls:
        rows.page(access, ThreadFilter(AVERY_ID), list)
    assert [name for name, _ in calls] == ["Query", "BatchGetItem", "PutItem"]


def test_a_message_is_written_with_one_transaction(store, thread, rows, access):
    """Whatever a message changes is in one transaction, so nothing can be half-made."""
    after = thread.with_message(access, minutes(1), "Yes.", None)
    with faults(connection.client(), lambda _: None) as calls:
        rows.add(access, change(thread, after, SAM), a_key())
    assert [name for name, _ in calls] == ["TransactWriteItems"]
    with pytest.raises(Conflict):
        rows.add(access, change(thread, after, SAM), None)


def test_a_draft_whose_version_was_put_back_is_not_opened(store, access):
    drafts = DynamoMessageDrafts(store.vault(), store.audit)
    drafts.put(access, AVERY_ID, "new", MessageDraft("Dear", "key"), 0)
    item = draft_item(access, AVERY_ID, "new")
    item.update([MessageDraftItem.version.add(1)])
    with pytest.raises(Unreadable):
        drafts.get(access, AVERY_ID, "new")


def test_a_draft_that_changes_between_reading_and_writing_is_kept(store, access, monkeypatch):
    drafts = DynamoMessageDrafts(store.vault(), store.audit)
    read = queries.batch_get

    def read_before_the_other_tab(*rows):
        items = read(*rows)
        monkeypatch.setattr(queries, "batch_get", read)
        drafts.put(access, AVERY_ID, "new", MessageDraft("The other tab", "key"), 0)
        return items

    monkeypatch.setattr(queries, "batch_get", read_before_the_other_tab)
    with pytest.raises(Conflict) as conflict:
        drafts.put(access, AVERY_ID, "new", MessageDraft("This tab", "key"), 0)
    assert conflict.value.fresh.text == "The other tab"
