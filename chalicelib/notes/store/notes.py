"""Stores notes and addenda, and reads them for those who may read them."""

from dataclasses import dataclass, replace

from chalicelib.clients.store.reach_check import add_reach_check
from chalicelib.kernel.access import Access
from chalicelib.kernel.errors import Conflict, NotFound, Unavailable, Unreadable
from chalicelib.kernel.idempotency import IdempotencyKey
from chalicelib.kernel.ids import ClientId, NoteId, PersonId, PracticeId
from chalicelib.kernel.ports import Clock
from chalicelib.notes.domain.note import Addendum, ClientNote, NoteState
from chalicelib.notes.domain.note_access import OF_STAFF, NoteAccess
from chalicelib.notes.store import chain, keys
from chalicelib.notes.store.drafts import DynamoDrafts
from chalicelib.notes.store.items import (
    ChainHeadItem,
    ClientNoteItem,
    HeldNoteItem,
    NoteBody,
    NoteEntryItem,
    addendum_key,
    held_note_item,
    note_entry_item,
    note_key,
)
from chalicelib.notes.store.note_pages import NotePageReader
from chalicelib.notes.usecases.ports import (
    NoteEntry,
    NoteFilter,
    NoteOverview,
    NotePage,
    entry_of,
)
from chalicelib.platform.audit.actions import AuditAction, AuditOutcome
from chalicelib.platform.audit.store import DynamoAudit
from chalicelib.platform.dynamodb import queries
from chalicelib.platform.dynamodb.idempotency import IdempotencyStore
from chalicelib.platform.dynamodb.key_parts import Key, moment
from chalicelib.platform.dynamodb.transactions import Transaction, commit, new_transaction
from chalicelib.platform.vault.vault import Vault

MAX_TAKE_BACK_ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class DynamoNotes:
    """Implements `NoteStore` with DynamoDB."""

    vault: Vault
    audit: DynamoAudit
    now: Clock

    def overview(self, practice: PracticeId, client: ClientId) -> NoteOverview:
        head = chain.head_of(practice, client)
        if head is None:
            return NoteOverview()
        places = [
            (HeldNoteItem, keys.held_note(practice, client, note)) for note in head.held or ()
        ]
        rows: list[HeldNoteItem | None] = queries.batch_get(*places)
        authors = frozenset(PersonId(author) for author in head.authors or ())
        return NoteOverview([row.entry() for row in rows if row], authors)

    def page(
        self,
        access: Access,
        client: ClientId,
        notes: NoteAccess,
        overview: NoteOverview,
        filters: NoteFilter,
    ) -> NotePage:
        return NotePageReader(self.vault, access, client, notes).page(overview, filters)

    def count(self, access: Access, client: ClientId, notes: NoteAccess) -> int:
        return NotePageReader(self.vault, access, client, notes).count()

    def find(self, practice: PracticeId, note: NoteId) -> NoteEntry | None:
        row = self._row(practice, note)
        return row.entry() if row else None

    def hold(
        self, access: Access, note: ClientNote, key: IdempotencyKey | None, draft: int | None
    ) -> None:
        entry, write = entry_of(access.practice, note), new_transaction()
        item = held_note_item(access.practice, note)
        body = NoteBody(note.author.name, note.text, note.psychotherapy)
        item.sealed_body = self.vault.seal(item.binding(), body)
        reach = self._add_reach_check(write, access, note)
        write.save(item, condition=HeldNoteItem.pk.does_not_exist())
        write.save(note_entry_item(entry), condition=NoteEntryItem.pk.does_not_exist())
        head = ChainHeadItem(*keys.chain_head(access.practice, note.client))
        write.update(head, [ChainHeadItem.held.add({note.id})])
        ended = None
        if draft is not None:
            ended = self._drafts.end(write, access, note.client, draft)
        self._notes.remember(write, access, key, note.id)
        self._audit(write, access, AuditAction.CREATE, item, "save note")
        lost = self._notes.commit(write, access, key)
        if ended in lost and reach not in lost:
            raise Conflict(fresh=self._drafts.get(access, note.client))
        if lost:
            raise NotFound if reach in lost else Conflict

    def take_back(self, access: Access, note: NoteEntry) -> None:
        item: HeldNoteItem | None = queries.batch_get(
            (HeldNoteItem, keys.held_note(note.practice, note.client, note.id))
        )[0]
        if item is None or item.author != access.person:
            raise Conflict
        body = self.vault.open(
            access,
            item.binding(),
            item.sealed_body,
            NoteBody,
            purpose="take back note",
            subject=note.client,
        )
        taken_back = item.as_note(body)
        for _ in range(MAX_TAKE_BACK_ATTEMPTS):
            write = new_transaction()
            reach = self._add_reach_check(write, access, note)
            self._end_hold(write, note, item)
            draft = self._drafts.put_back(write, access, taken_back)
            self._audit(write, access, AuditAction.DELETE, item, "take back note")
            lost = commit(write)
            if not lost:
                return
            if lost != {draft}:
                raise NotFound if reach in lost else Conflict
        raise Unavailable

    def _add_reach_check(
        self, write: Transaction, access: Access, note: ClientNote | NoteEntry
    ) -> Key:
        assigned = note.level not in OF_STAFF
        return add_reach_check(write, access, note.client, self.now(), assigned=assigned)

    def _end_hold(self, write: Transaction, note: NoteEntry, item: HeldNoteItem) -> None:
        is_held = HeldNoteItem.pk.exists() & (HeldNoteItem.seals > moment(self.now()))
        write.delete(HeldNoteItem(*item.key), condition=is_held)
        write.update(
            NoteEntryItem(*keys.note_entry(note.practice, note.id)),
            [NoteEntryItem.state.set(NoteState.TAKEN_BACK.value)],
            condition=NoteEntryItem.state == NoteState.HELD.value,
        )
        head = ChainHeadItem(*keys.chain_head(note.practice, note.client))
        write.update(head, [ChainHeadItem.held.delete({note.id})])

    def add(
        self, access: Access, note: NoteEntry, addendum: Addendum, key: IdempotencyKey | None
    ) -> None:
        followed = self._followed(access, note)
        for _ in range(chain.MAX_APPEND_ATTEMPTS):
            end, write = chain.end_of(chain.head_of(note.practice, note.client)), new_transaction()
            reach = self._add_reach_check(write, access, note)
            item = _addendum_item(note, addendum, int(followed.n), end.next)
            body = NoteBody(addendum.author.name, addendum.text)
            item.sealed_body = self.vault.seal(item.binding(), body)
            chain.append(write, end, item)
            row = note_entry_item(replace(note, id=addendum.id))
            row.n, row.follows = end.next, int(followed.n)
            write.save(row, condition=NoteEntryItem.pk.does_not_exist())
            self._addenda.remember(write, access, key, addendum.id)
            self._audit(write, access, AuditAction.CREATE, item, "add addendum")
            lost = self._addenda.commit(write, access, key)
            if not lost:
                return
            if reach in lost:
                raise NotFound
            chain.check_head(self.vault, note.practice, note.client, end, lost)
        raise Unavailable

    def addendum(self, access: Access, addendum: NoteId) -> Addendum:
        row = self._row(access.practice, addendum)
        if row is None or row.follows is None:
            raise NotFound
        item = self._record(row, addendum_key(row.entry(), int(row.follows), int(row.n)))
        return item.as_addendum(self._open(access, item, "addendum"))

    def note_of_request(self, access: Access, key: IdempotencyKey) -> NoteId | None:
        note = self._notes.result_of(access, key)
        return NoteId(note) if note else None

    def addendum_of_request(self, access: Access, key: IdempotencyKey) -> NoteId | None:
        addendum = self._addenda.result_of(access, key)
        return NoteId(addendum) if addendum else None

    def record_refusal(self, access: Access, note: NoteEntry) -> None:
        self.audit.record(
            access,
            AuditAction.READ,
            [str(keys.note_entry(note.practice, note.id))],
            purpose="note",
            subject=note.client,
            outcome=AuditOutcome.REFUSED,
        )

    def _followed(self, access: Access, note: NoteEntry) -> ClientNoteItem:
        """
        Return the row of the note that an addendum will follow.

        The note is opened, because that proves its level: the addendum gets the same (S20).
        """
        row = self._row(note.practice, note.id)
        if row is None or row.n is None:
            raise NotFound
        item = self._record(row, note_key(note, int(row.n)))
        self._open(access, item, "add addendum")
        return item

    def _record(self, row: NoteEntryItem, key: Key) -> ClientNoteItem:
        item: ClientNoteItem | None = queries.batch_get((ClientNoteItem, key))[0]
        if item is None or (item.id, item.level, item.owner) != (row.id, row.level, row.owner):
            self.vault.alarm(f"{key} differs from {row.key}")
            raise Unreadable
        return item

    def _open(self, access: Access, item: ClientNoteItem, purpose: str) -> NoteBody:
        return self.vault.open(
            access,
            item.binding(),
            item.sealed_body,
            NoteBody,
            purpose=purpose,
            subject=ClientId(item.client),
        )

    def _row(self, practice: PracticeId, note: NoteId) -> NoteEntryItem | None:
        row: NoteEntryItem | None = queries.batch_get(
            (NoteEntryItem, keys.note_entry(practice, note))
        )[0]
        return row

    def _audit(
        self,
        write: Transaction,
        access: Access,
        action: AuditAction,
        item: HeldNoteItem | ClientNoteItem,
        purpose: str,
    ) -> None:
        entry = self.audit.entry(
            access, action, [str(item.key)], purpose=purpose, subject=ClientId(item.client)
        )
        self.audit.add_to(write, entry)

    @property
    def _drafts(self) -> DynamoDrafts:
        return DynamoDrafts(self.vault, self.audit, self.now)

    @property
    def _notes(self) -> IdempotencyStore:
        return IdempotencyStore("notes", self.now)

    @property
    def _addenda(self) -> IdempotencyStore:
        return IdempotencyStore("addenda", self.now)


def _addendum_item(note: NoteEntry, addendum: Addendum, follows: int, n: int) -> ClientNoteItem:
    item = ClientNoteItem(*addendum_key(note, follows, n), practice=note.practice, n=n)
    item.client, item.id, item.note = note.client, addendum.id, note.id
    item.level, item.owner = note.level.value, note.author
    item.author, item.at = addendum.author.id, moment(addendum.at)
    return item
