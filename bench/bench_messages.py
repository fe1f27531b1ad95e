"""Measures lists of threads and pages of messages of a client with many messages."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache

from bench.quick_setup import without_rollback
from bench.run import p50_ms, row
from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.ids import ClientId, PersonId, ThreadId
from chalicelib.messages.domain.thread import MessageKind, Thread, ThreadMessage
from chalicelib.messages.store.threads import DynamoThreads
from chalicelib.messages.usecases.ports import MessageWindow, ThreadChange, ThreadFilter
from tests.platform.record_store import RecordStore, a_store

# These are dummy credentials: moto emulates AWS in this process, and no request leaves it.
os.environ |= {
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "AWS_DEFAULT_REGION": "us-east-1",
}
CLIENT, NOON = ClientId("cli-1"), datetime(2026, 11, 24, 12, tzinfo=UTC)
THREADS, FEW, MANY = 20, 20, 2000


@row("list 20 threads of a client with 2,000 messages", unit="ms", most=60)
def list_of_many() -> float:
    return _list_ms(MANY)


@row("the same list with 2,000 messages instead of 20", unit="×", most=1.5)
def list_growth() -> float:
    return _list_ms(MANY) / _list_ms(FEW)


@row("the newest 50 of 100 messages of a thread", unit="ms", most=60)
def newest_page() -> float:
    with _messages(100, threads=1) as (rows, access):
        thread, window = ThreadId("thr-0"), MessageWindow()
        return p50_ms(lambda: rows.get(access, thread, lambda _: None, window), times=30, warm=5)


@cache
def _list_ms(count: int) -> float:
    """Return the time to list the threads of a client with this many messages."""
    filters = ThreadFilter(CLIENT)
    with _messages(count) as (rows, access):
        return p50_ms(lambda: rows.page(access, filters, lambda each: each), times=50, warm=5)


@contextmanager
def _messages(count: int, threads: int = THREADS) -> Iterator[tuple[DynamoThreads, Access]]:
    """Yield a store with this many messages of one client, in some threads."""
    with a_store() as store:
        rows = DynamoThreads(store.vault(), store.audit, store.clock)
        access = Access(store.practice, PersonId("sam"), Role.PROVIDER)
        with without_rollback():
            for number in range(threads):
                _fill(store, rows, ThreadId(f"thr-{number}"), count // threads)
        yield rows, access


def _fill(store: RecordStore, rows: DynamoThreads, name: ThreadId, count: int) -> None:
    access = Access(store.practice, PersonId("per-1"), Role.CLIENT, client=CLIENT)
    thread = Thread(name, store.practice, CLIENT, NOON, NOON, subject="A question")
    for number in range(count):
        after = thread.with_message(access, NOON + timedelta(minutes=number), "x" * 200, None)
        message = ThreadMessage(
            f"{name}-{number}",
            after.count,
            MessageKind.MESSAGE,
            after.last_at,
            access.person,
            access.role,
            "Avery",
            "x" * 200,
        )
        rows.add(access, ThreadChange(thread if number else None, after, message), None)
        thread = replace(after, version=number + 1)
