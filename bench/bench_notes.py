"""Measures the first page of the notes of a client who has many."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from bench.quick_setup import bare_calls, without_rollback
from bench.run import p50_ms, row
from chalicelib.notes.domain.note import NoteLevel
from chalicelib.notes.usecases.notes import NoteSearch
from chalicelib.platform.dynamodb import connection
from tests.notes.notes_worlds import NotesWorld, Office, office_in, on_tables
from tests.platform.aws_faults import faults

# These are dummy credentials: moto emulates AWS in this process, and no request leaves it.
os.environ |= {
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "AWS_DEFAULT_REGION": "us-east-1",
}
FEW, MANY, BATCH = 10, 1_000, 10


@row("first page of 1,000 notes: our time over the bare calls", unit="ms", most=60)
def page_of_many() -> float:
    return _page_ms(MANY)


@row("first page of 1,000 notes instead of 100", unit="×", most=1.5)
def page_growth() -> float:
    return _page_ms(MANY) / _page_ms(MANY // 10)


@row("data calls of a page of notes", unit="", most=4)
def calls_of_a_page() -> float:
    with _office(FEW) as office, faults(connection.client(), lambda _: None) as calls:
        _page(office)
        return len(calls)


@cache
def _page_ms(count: int) -> float:
    with _office(count) as office:
        bare = bare_calls(connection.client(), lambda: _page(office))
        ours = p50_ms(lambda: _page(office), times=30, warm=5)
        return ours - p50_ms(bare, times=30, warm=5)


def _page(office: Office) -> None:
    office.world.notes.page(office.sam, office.avery, NoteSearch())


def _seal(world: NotesWorld) -> None:
    world.pass_hold()
    while world.sealing.seal_due():
        pass


@contextmanager
def _office(count: int) -> Iterator[Office]:
    """Yield an office with this many permanent notes about one client."""
    with on_tables() as world:
        office = office_in(world)
        with without_rollback():
            for number in range(count):
                world.save(office.sam, office.avery, f"Note {number}", NoteLevel.PRACTICE)
                if number % BATCH == 0:
                    _seal(world)
            _seal(world)
        yield office
