"""Provides a store of threads: the tables, and then the fake."""

from contextlib import contextmanager
from dataclasses import replace

import pytest

from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.ids import PersonId, PracticeId, ThreadId
from chalicelib.messages.domain.thread import MessageKind
from chalicelib.messages.store.drafts import DynamoMessageDrafts
from chalicelib.messages.store.threads import DynamoThreads
from chalicelib.messages.usecases.ports import MessageWindow, ThreadChange, ThreadFilter
from tests.messages.domain.sample_threads import (
    AVERY,
    AVERY_ID,
    SAM,
    a_message,
    a_thread,
    minutes,
)
from tests.messages.fake_threads import FakeThreads
from tests.messages.store.client_rows import add_clients
from tests.platform.record_store import a_store


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
        return self.add(access, empty, "May I?", at, key, draft=draft)

    def add(self, access, before, text="Yes.", at=1, key=None, *, draft=None):
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
