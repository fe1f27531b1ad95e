"""Tests what is read of a client who has 10,000 notes."""

from datetime import timedelta

import pytest

from chalicelib.notes.domain.note import NoteLevel, NoteState
from chalicelib.notes.store import keys
from chalicelib.notes.store.items import (
    ChainHeadItem,
    ChainLinkItem,
    ClientNoteItem,
    NoteBody,
    NoteEntryItem,
)
from chalicelib.notes.store.note_pages import MAX_SEARCHED
from chalicelib.notes.usecases.notes import NoteSearch
from chalicelib.platform.audit.store import own_hash
from chalicelib.platform.dynamodb import connection
from chalicelib.platform.dynamodb.key_parts import moment
from tests.notes.notes_worlds import office_in, on_tables
from tests.platform.aws_faults import faults

COUNT = 10_000


@pytest.fixture(scope="module")
def office():
    """Provide a client with 10,000 notes; every third one is hidden from the client."""
    with on_tables() as world:
        office = office_in(world)
        store_notes(office)
        yield office


def store_notes(office):
    """Store the rows that saving and sealing would have stored, many at once."""
    vault, practice = office.world.store.vault(), office.world.store.practice
    last = ""
    with (
        ClientNoteItem.batch_write() as records,
        NoteEntryItem.batch_write() as core,
    ):
        for n in range(1, COUNT + 1):
            item = record(office, practice, n)
            body = NoteBody("Sam", f"Note {n}")
            item.sealed_body, item.prev, item.h = vault.seal(item.binding(), body), last, ""
            last = item.h = own_hash(item)
            records.save(item)
            records.save(ChainLinkItem(*keys.chain_link(practice, office.avery, n), n=n, h=last))
            core.save(entry(item))
    ChainHeadItem(*keys.chain_head(practice, office.avery), n=COUNT, h=last).save()


def record(office, practice, n):
    level = NoteLevel.CARE_TEAM if n % 3 == 0 else NoteLevel.SHARED
    at = office.world.store.clock() - timedelta(minutes=COUNT - n)
    return ClientNoteItem(
        *keys.note(practice, office.avery, n),
        practice=practice,
        client=office.avery,
        id=f"note-{n}",
        note=f"note-{n}",
        level=level.value,
        owner=office.sam.person,
        author=office.sam.person,
        n=n,
        at=moment(at),
    )


def entry(item):
    return NoteEntryItem(
        *keys.note_entry(item.practice, item.id),
        practice=item.practice,
        client=item.client,
        id=item.id,
        level=item.level,
        owner=item.owner,
        state=NoteState.SEALED.value,
        seals=item.at,
        n=item.n,
    )


def calls_of(act):
    with faults(connection.client(), lambda _: None) as calls:
        result = act()
    return result, sorted(name for name, _ in calls)


def test_the_first_page_takes_four_calls(office):
    """The first page reads no more rows than with few notes."""
    with faults(connection.client(), lambda _: None) as calls:
        page, cursor = office.world.notes.page(office.sam, office.avery, NoteSearch())
    assert [note.text for note in page] == [f"Note {COUNT - n}" for n in range(25)]
    assert cursor
    assert sorted(name for name, _ in calls) == ["BatchGetItem", "BatchGetItem", "PutItem", "Query"]


def test_a_search_opens_at_most_500_notes_a_request_and_goes_on(office):
    deep = COUNT - 2 * MAX_SEARCHED - 1
    pages, cursor = [], None
    while not pages or (cursor and not pages[-1]):
        search = NoteSearch(query=f"note {deep}", cursor=cursor)
        page, cursor = office.world.notes.page(office.sam, office.avery, search)
        pages.append([note.text for note in page])
    assert pages == [[], [], [f"Note {deep}"]]


def test_the_client_is_given_and_counts_only_what_is_shared(office):
    """S2: withheld notes are in no page and no count, also among thousands."""
    page, _ = office.world.notes.page(office.own, office.avery, NoteSearch())
    shared = [n for n in range(COUNT, 0, -1) if n % 3]
    assert [note.text for note in page] == [f"Note {n}" for n in shared[:25]]
    rows, reach = office.world.notes.rows, office.world.notes.reach
    readable = reach.require(office.own, office.avery)
    assert rows.count(office.own, office.avery, readable) == len(shared)
