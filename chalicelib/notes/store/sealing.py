"""Makes held notes permanent, as records of their client's hash chain."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pynamodb.expressions.update import Action

from chalicelib.kernel.access import Access, system
from chalicelib.kernel.errors import Unavailable
from chalicelib.notes.domain.note import NoteLevel, NoteState
from chalicelib.notes.store import chain, keys
from chalicelib.notes.store.items import (
    ChainHeadItem,
    ClientNoteItem,
    HeldNoteItem,
    NoteBody,
    NoteEntryItem,
    note_key,
)
from chalicelib.notes.usecases.ports import NoteEntry
from chalicelib.platform.audit.actions import AuditAction
from chalicelib.platform.audit.store import DynamoAudit
from chalicelib.platform.dynamodb import queries
from chalicelib.platform.dynamodb.due_rows import due_rows
from chalicelib.platform.dynamodb.key_parts import Key
from chalicelib.platform.dynamodb.transactions import commit, new_transaction
from chalicelib.platform.vault.vault import Vault

PAGE = 100


@dataclass(frozen=True, slots=True)
class DynamoNoteSealer:
    """
    Implements `NoteSealer` with DynamoDB.

    The record, its place in the chain, the end of the hold and the audit entry are one
    transaction. Its audit entry names the platform; the record names the author.
    """

    vault: Vault
    audit: DynamoAudit

    def due(self, now: datetime) -> Sequence[NoteEntry]:
        rows = due_rows(HeldNoteItem, keys.note_queue, now, limit=PAGE)
        return [row.entry() for row in rows]

    def seal(self, note: NoteEntry) -> bool:
        access = system(note.practice, request="seal")
        held_key = keys.held_note(note.practice, note.client, note.id)
        held, head = _read(note, held_key)
        if held is None:
            return False
        body = self.vault.open(
            access,
            held.binding(),
            held.sealed_body,
            NoteBody,
            purpose="seal note",
            subject=note.client,
        )
        for _ in range(chain.MAX_APPEND_ATTEMPTS):
            end = chain.end_of(head)
            lost = self._append(access, held, body, end)
            if held_key in lost or not lost:
                return not lost
            chain.check_head(self.vault, note.practice, note.client, end, lost)
            head = chain.head_of(note.practice, note.client)
        raise Unavailable

    def _append(
        self, access: Access, held: HeldNoteItem, body: NoteBody, end: chain.ChainEnd
    ) -> frozenset[Key]:
        entry, write = held.entry(), new_transaction()
        item = _record(held, end.next)
        item.sealed_body = self.vault.seal(item.binding(), body)
        changes: list[Action] = [ChainHeadItem.held.delete({held.id})]
        if entry.level is NoteLevel.PRIVATE:
            changes.append(ChainHeadItem.authors.add({held.author}))
        write.delete(HeldNoteItem(*held.key), condition=HeldNoteItem.pk.exists())
        write.update(
            NoteEntryItem(*keys.note_entry(entry.practice, entry.id)),
            [NoteEntryItem.state.set(NoteState.SEALED.value), NoteEntryItem.n.set(end.next)],
            condition=NoteEntryItem.state == NoteState.HELD.value,
        )
        chain.append(write, end, item, *changes)
        self.audit.add_to(
            write,
            self.audit.entry(
                access,
                AuditAction.CREATE,
                [str(item.key)],
                purpose="seal note",
                subject=entry.client,
            ),
        )
        return commit(write)


def _read(note: NoteEntry, held_key: Key) -> tuple[HeldNoteItem | None, ChainHeadItem | None]:
    head = keys.chain_head(note.practice, note.client)
    held, last = queries.batch_get((HeldNoteItem, held_key), (ChainHeadItem, head))
    return held, last


def _record(held: HeldNoteItem, n: int) -> ClientNoteItem:
    item = ClientNoteItem(*note_key(held.entry(), n), practice=held.practice, n=n)
    item.client, item.id, item.note, item.level = held.client, held.id, held.id, held.level
    item.owner, item.author, item.at = held.author, held.author, held.at
    return item
