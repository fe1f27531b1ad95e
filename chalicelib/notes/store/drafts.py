"""Stores the drafts of notes, sealed for their authors."""

from dataclasses import dataclass, replace
from datetime import datetime

from chalicelib.clients.store.reach_check import add_reach_check
from chalicelib.kernel.access import Access
from chalicelib.kernel.errors import Conflict, NotFound, Unavailable, Unreadable
from chalicelib.kernel.ids import ClientId
from chalicelib.kernel.ports import Clock
from chalicelib.notes.domain.draft import NoteDraft
from chalicelib.notes.domain.note import ClientNote
from chalicelib.notes.store import keys
from chalicelib.notes.store.items import DraftContent, NoteDraftItem
from chalicelib.platform.audit.actions import AuditAction
from chalicelib.platform.audit.store import DynamoAudit
from chalicelib.platform.dynamodb import queries
from chalicelib.platform.dynamodb.draft_rows import add_draft, add_end, next_version
from chalicelib.platform.dynamodb.key_parts import Key, moment
from chalicelib.platform.dynamodb.transactions import Transaction, commit, new_transaction
from chalicelib.platform.vault.vault import Vault

MAX_WRITE_ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class DynamoDrafts:
    """Implements `NoteDraftStore` with DynamoDB."""

    vault: Vault
    audit: DynamoAudit
    now: Clock

    def get(self, access: Access, client: ClientId) -> NoteDraft:
        return self._draft(access, client, _row(access, client))

    def _draft(self, access: Access, client: ClientId, item: NoteDraftItem | None) -> NoteDraft:
        if item is None or not item.live_version:
            return NoteDraft()
        body = self.vault.open(
            access, item.binding(), item.sealed_body, DraftContent, purpose="draft", subject=client
        )
        if body.version != int(item.version):
            self.vault.alarm(f"{item.key} version")
            raise Unreadable
        at = datetime.fromisoformat(item.saved)
        return NoteDraft(body.text, body.level, body.psychotherapy, body.version, at)

    def put(
        self, access: Access, client: ClientId, draft: NoteDraft, *, seen: int | None
    ) -> NoteDraft:
        for _ in range(MAX_WRITE_ATTEMPTS):
            item, write = _row(access, client), new_transaction()
            if seen is not None and seen != (item.live_version if item else 0):
                raise Conflict(fresh=self.get(access, client))
            reach = add_reach_check(write, access, client, self.now())
            stored = self.add_to(write, access, client, draft, item)
            entry = self.audit.entry(
                access,
                AuditAction.CHANGE,
                [str(_key(access, client))],
                purpose="draft",
                subject=client,
            )
            self.audit.add_to(write, entry)
            lost = commit(write)
            if not lost:
                return stored
            if reach in lost:
                raise NotFound
        raise Unavailable

    def add_to(
        self,
        write: Transaction,
        access: Access,
        client: ClientId,
        draft: NoteDraft,
        before: NoteDraftItem | None,
    ) -> NoteDraft:
        """
        Add a draft to a transaction, and return it with its new version.

        `before` is the row that was read. The transaction fails if the row has changed.
        """
        new = replace(draft, version=next_version(before), saved_at=draft.saved_at or self.now())
        item = NoteDraftItem(*_key(access, client), practice=access.practice, author=access.person)
        item.version, item.saved = new.version, moment(new.saved_at or self.now())
        body = DraftContent(new.text, new.level, new.psychotherapy, new.version)
        item.sealed_body = self.vault.seal(item.binding(), body)
        add_draft(write, item, before)
        return new

    def put_back(self, write: Transaction, access: Access, note: ClientNote) -> Key:
        """
        Add a note that was taken back to its author's draft, in a transaction.

        Returns the key of the draft's row. Its condition fails if the draft changed meanwhile.
        """
        item = _row(access, note.client)
        draft = self._draft(access, note.client, item).with_note(note)
        self.add_to(write, access, note.client, draft, item)
        return _key(access, note.client)

    def end(
        self, write: Transaction, access: Access, client: ClientId, seen: int | None = None
    ) -> Key:
        """Add the end of a draft to a transaction as `add_end` does; return its row's key."""
        item = NoteDraftItem(*_key(access, client))
        add_end(write, item, seen)
        return item.key

    def delete(self, access: Access, client: ClientId, *, seen: int | None) -> None:
        write = new_transaction()
        self.end(write, access, client, seen)
        entry = self.audit.entry(
            access, AuditAction.DELETE, [str(_key(access, client))], purpose="draft", subject=client
        )
        self.audit.add_to(write, entry)
        if not commit(write):
            return
        stored = self.get(access, client)
        if stored.version:
            raise Conflict(fresh=stored)


def _row(access: Access, client: ClientId) -> NoteDraftItem | None:
    item: NoteDraftItem | None = queries.batch_get((NoteDraftItem, _key(access, client)))[0]
    return item


def _key(access: Access, client: ClientId) -> Key:
    return keys.note_draft(access.practice, client, access.person)
