"""
Reads pages of a client's notes, and of search results.

DynamoDB filters the levels: a note that the caller may not read never leaves the table. A
cursor names the last note of a page, which the caller may read. So it does not reveal how many
notes are withheld.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import merge
from itertools import islice

from pynamodb.expressions.condition import Condition

from chalicelib.kernel.access import Access
from chalicelib.kernel.errors import Malformed, Unreadable
from chalicelib.kernel.ids import ClientId, PersonId
from chalicelib.notes.domain.note import ClientNote, NoteLevel
from chalicelib.notes.domain.note_access import NoteAccess
from chalicelib.notes.store import keys
from chalicelib.notes.store.chain import is_whole
from chalicelib.notes.store.items import ClientNoteItem, HeldNoteItem, NoteBody, NoteEntryItem
from chalicelib.notes.usecases.ports import NoteFilter, NoteOverview, NotePage
from chalicelib.platform.audit.actions import AuditAction
from chalicelib.platform.dynamodb import cursors, queries
from chalicelib.platform.dynamodb.errors import mapped_errors
from chalicelib.platform.vault.binding import Binding
from chalicelib.platform.vault.vault import AuditedReader, Vault

EXTRA_ROWS = 15
"""How many rows of addenda the first Query of a page has room for."""
FILTERED_ROWS = 250
SEARCH_ROWS = 100
MAX_SEARCHED = 500
"""A request searches at most so many notes; the next page goes on."""
MAX_COUNT = 100_000
BEHIND_ALL = "N~"
"""Sorts behind the sort key of each record."""


@dataclass(frozen=True, slots=True)
class NoteRows:
    """The row of a note, and the rows of its addenda, oldest first."""

    note: ClientNoteItem
    addenda: Sequence[ClientNoteItem]

    @property
    def all(self) -> Sequence[ClientNoteItem]:
        return [self.note, *self.addenda]


@dataclass(frozen=True, slots=True)
class NotePageReader:
    """Reads one caller's pages of one client's notes."""

    vault: Vault
    access: Access
    client: ClientId
    notes: NoteAccess

    def page(self, overview: NoteOverview, filters: NoteFilter) -> NotePage:
        start = self._start(filters.cursor) if filters.cursor else None
        held = self._held(overview, filters) if start is None else []
        partitions = list(self._partitions(overview, filters, start))
        groups = merge(*partitions, key=lambda rows: -int(rows.note.n))
        reader = self.vault.reader(
            self.access, _purpose(filters), [], subject=self.client, action=filters.action
        )
        return self._read(reader, held, groups, filters)

    def count(self) -> int:
        """Return how many permanent notes the caller may read; addenda are not counted."""
        practice, person = self.access.practice, self.access.person
        only = ClientNoteItem.level.is_in(*sorted(self.notes.levels))
        is_note = ClientNoteItem.note == ClientNoteItem.id
        count = _count(keys.notes(practice, self.client), is_note & only)
        if not self.notes.reads_private:
            return count
        return count + _count(keys.private_notes(practice, self.client, person), is_note)

    def _read(
        self,
        reader: AuditedReader,
        held: Sequence[HeldNoteItem],
        groups: Iterator[NoteRows],
        filters: NoteFilter,
    ) -> NotePage:
        chunk_size = SEARCH_ROWS if filters.matches else filters.limit
        page, last, searched = list[ClientNote](), None, 0
        while len(page) < filters.limit and searched < MAX_SEARCHED:
            chunk = list(islice(groups, chunk_size))
            sealed_ids = {rows.note.id for rows in chunk}
            held = [item for item in held if item.id not in sealed_ids]
            reader.cover([*_bindings(chunk), *(item.binding() for item in held)])
            opened = [
                *(item.as_note(_body(reader, item)) for item in held),
                *(self._opened(reader, rows) for rows in chunk),
            ]
            page += [note for note in opened if not filters.matches or filters.matches(note)]
            if len(chunk) < chunk_size:
                return page, None
            held, last, searched = [], chunk[-1].note, searched + len(chunk)
        if last is None or next(groups, None) is None:
            return page, None
        return page, cursors.encode(self._list, {"note": last.id})

    def _opened(self, reader: AuditedReader, rows: NoteRows) -> ClientNote:
        addenda = tuple(each.as_addendum(_body(reader, each)) for each in rows.addenda)
        return rows.note.as_note(_body(reader, rows.note), addenda)

    def _held(self, overview: NoteOverview, filters: NoteFilter) -> Sequence[HeldNoteItem]:
        own = [
            each
            for each in overview.held
            if self.notes.may_read_held(each.level, each.author)
            and filters.level in {None, each.level}
        ]
        places = [
            (HeldNoteItem, keys.held_note(each.practice, each.client, each.id)) for each in own
        ]
        rows: list[HeldNoteItem | None] = queries.batch_get(*places)
        return sorted((row for row in rows if row), key=lambda row: (row.at, row.id), reverse=True)

    def _partitions(
        self, overview: NoteOverview, filters: NoteFilter, start: int | None
    ) -> Iterator[Iterator[NoteRows]]:
        practice, person = self.access.practice, self.access.person
        levels = {filters.level} if filters.level else set(NoteLevel)
        readable = levels & self.notes.levels
        if readable:
            is_all = readable > {NoteLevel.CARE_TEAM, NoteLevel.PRACTICE}
            only = None if is_all else ClientNoteItem.level.is_in(*sorted(readable))
            yield self._groups(keys.notes(practice, self.client), start, only, filters)
        writers = overview.private_authors | {each.author for each in overview.held}
        if NoteLevel.PRIVATE in levels and self.notes.reads_private and person in writers:
            own_notes = keys.private_notes(practice, self.client, person)
            yield self._groups(own_notes, start, None, filters)

    def _groups(
        self, partition: str, start: int | None, only: Condition | None, filters: NoteFilter
    ) -> Iterator[NoteRows]:
        """Yield notes with their addenda, which stand behind them, newest first."""
        addenda: list[ClientNoteItem] = []
        before = keys.note_number(start) if start else BEHIND_ALL
        size = max(SEARCH_ROWS if filters.matches else 0, filters.limit) + EXTRA_ROWS
        with mapped_errors():
            rows = ClientNoteItem.query(
                partition,
                ClientNoteItem.sk < before,
                only,
                consistent_read=True,
                scan_index_forward=False,
                page_size=size if only is None else FILTERED_ROWS,
            )
            for row in rows:
                self._check(row, addenda)
                if row.is_addendum:
                    addenda.append(row)
                else:
                    yield NoteRows(row, addenda[::-1])
                    addenda = []
        if addenda:
            self._refuse(addenda[-1])

    def _check(self, row: ClientNoteItem, addenda: Sequence[ClientNoteItem]) -> None:
        may_read = self.notes.may_read(NoteLevel(row.level), PersonId(row.owner))
        follows = not addenda or addenda[-1].note == row.note
        if not (may_read and follows and is_whole(row)):
            self._refuse(row)

    def _refuse(self, row: ClientNoteItem) -> None:
        self.vault.alarm(f"{row.key} in the list of notes")
        raise Unreadable

    def _start(self, cursor: str) -> int:
        note = cursors.decode(self._list, ("note",), cursor)["note"]
        row: NoteEntryItem | None = queries.batch_get(
            (NoteEntryItem, keys.note_entry(self.access.practice, note))
        )[0]
        is_listed = row is not None and row.client == self.client and row.follows is None
        if not (row and is_listed and row.n):
            raise Malformed(cursors.REFUSAL)
        if not self.notes.may_read(NoteLevel(row.level), row.entry().author):
            raise Malformed(cursors.REFUSAL)
        return int(row.n)

    @property
    def _list(self) -> str:
        return keys.notes(self.access.practice, self.client)


def _count(partition: str, only: Condition) -> int:
    return queries.count(ClientNoteItem, partition, index=0, most=MAX_COUNT, only=only)


def _purpose(filters: NoteFilter) -> str:
    if filters.action is AuditAction.PRINT:
        return "print notes"
    return "search notes" if filters.matches else "note list"


def _bindings(chunk: Sequence[NoteRows]) -> list[Binding]:
    return [row.binding() for rows in chunk for row in rows.all]


def _body(reader: AuditedReader, item: ClientNoteItem | HeldNoteItem) -> NoteBody:
    return reader.open(item.binding(), item.sealed_body, NoteBody)
