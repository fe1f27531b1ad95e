"""Counts the notes that the caller may read, before profiles are merged."""

from dataclasses import dataclass

from chalicelib.clients.domain.merge import HeldRecords, RecordKind
from chalicelib.kernel.access import Access
from chalicelib.kernel.ids import ClientId
from chalicelib.notes.usecases.note_reach import NoteReach
from chalicelib.notes.usecases.ports import NoteStore


@dataclass(frozen=True, slots=True)
class HeldNotes:
    """Implements `RecordReader`: notes withheld from the caller are not counted (S2)."""

    rows: NoteStore
    reach: NoteReach

    def held(self, access: Access, client: ClientId) -> HeldRecords:
        notes = self.reach.require(access, client)
        return HeldRecords(RecordKind.NOTE, self.rows.count(access, client, notes))
