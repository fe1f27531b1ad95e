"""
Measures the first page of a client's notes.

The tables are in the AWS emulator, which runs in another process: the CPU time is that of our
handler, with DynamoDB's client. The page must cost the same however many notes there are.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from bench.run import p50_ms, row
from chalicelib.kernel.access import Role
from chalicelib.notes.domain.note import NoteLevel
from chalicelib.notes.store import chain
from chalicelib.notes.store.items import ChainHeadItem, ClientNoteItem, NoteBody
from chalicelib.notes.store.keys import chain_head, note
from chalicelib.notes.usecases.notes import NoteSearch
from chalicelib.platform.audit.store import own_hash
from chalicelib.platform.dynamodb import connection
from chalicelib.platform.dynamodb.key_parts import moment
from localstack.emulator import Emulator
from localstack.processes import free_port
from tests.notes.notes_worlds import TableWorld
from tests.platform import record_store
from tests.platform.aws_faults import faults
from tests.platform.http import front

LEVELS = (NoteLevel.CARE_TEAM, NoteLevel.PRACTICE, NoteLevel.SHARED)
TEXT = "Slept five to six hours most nights; worries less about work. " * 12


@row("first page of 1,000 notes, opened: CPU of the handler", unit="ms", most=60)
def page_of_1_000() -> float:
    return _measured()[1_000]


@row("first page of 10,000 notes, opened: CPU of the handler", unit="ms", most=60)
def page_of_10_000() -> float:
    return _measured()[10_000]


@row("first page of notes: 10,000 over 10 notes", unit="×", most=3)
def flatness() -> float:
    return _measured()[10_000] / _measured()[10]


@row("data calls of a first page of notes: 2 reads, 1 Query, 1 audit entry", unit="", most=4)
def calls() -> float:
    with _world() as world:
        access, client = _filled(world, 30)
        world.notes.page(access, client, NoteSearch())
        with faults(connection.client(), lambda _: None) as sent:
            world.notes.page(access, client, NoteSearch())
        return float(len(sent))


@cache
def _measured() -> dict[int, float]:
    with _world() as world:
        return {count: _page_of(world, count) for count in (10, 1_000, 10_000)}


def _page_of(world: TableWorld, count: int) -> float:
    access, client = _filled(world, count)
    page, _ = world.notes.page(access, client, NoteSearch())
    assert len(page) == min(count, 25)
    return p50_ms(lambda: world.notes.page(access, client, NoteSearch()), times=40, warm=5)


def _filled(world: TableWorld, count: int) -> tuple[Any, Any]:
    """Add a client with so many notes, without the two minutes of each."""
    access = world.person(f"sam{count}", Role.PROVIDER)
    client, vault = world.client(access), world.store.vault()
    end, practice = chain.ChainEnd(0, ""), world.store.practice
    with ClientNoteItem.batch_write() as batch:
        for n in range(1, count + 1):
            item = ClientNoteItem(*note(practice, client, n), practice=practice, n=n)
            item.client, item.id, item.note = client, f"note-{n}", f"note-{n}"
            item.level, item.owner, item.author = LEVELS[n % 3], access.person, access.person
            item.at, item.prev, item.h = (
                moment(world.store.clock() + timedelta(minutes=n)),
                end.h,
                "",
            )
            item.sealed_body = vault.seal(item.binding(), NoteBody("Sam", TEXT))
            item.h = own_hash(item)
            batch.save(item)
            end = chain.ChainEnd(n, item.h)
    ChainHeadItem(*chain_head(practice, client), n=end.n, h=end.h).save()
    return access, client


@contextmanager
def _world() -> Iterator[TableWorld]:
    with TemporaryDirectory() as home, pytest.MonkeyPatch.context() as patch:
        emulator = Emulator(Path(home), free_port(0), persist=False)
        emulator.start()
        try:
            for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
                patch.setenv(name, "testing")
            patch.setenv("AWS_DEFAULT_REGION", "us-east-1")
            patch.setenv("AWS_ENDPOINT_URL", emulator.endpoint)
            patch.setattr(front, "a_store", _emulated_store)
            with front.an_api() as api:
                yield TableWorld(api)
        finally:
            emulator.stop()


@contextmanager
def _emulated_store() -> Iterator[record_store.RecordStore]:
    yield record_store.filled()
