"""Stores drafts of messages, sealed; nobody but the author reads them."""

from dataclasses import dataclass, replace

from chalicelib.kernel.access import Access
from chalicelib.kernel.errors import Conflict, Unavailable, Unreadable
from chalicelib.kernel.ids import ClientId
from chalicelib.messages.domain.draft import NO_DRAFT, MessageDraft
from chalicelib.messages.store import keys
from chalicelib.messages.store.items import MessageDraftItem
from chalicelib.messages.usecases.ports import ThreadChange
from chalicelib.platform.audit.actions import AuditAction
from chalicelib.platform.audit.store import DynamoAudit
from chalicelib.platform.dynamodb import queries
from chalicelib.platform.dynamodb.draft_rows import add_draft, add_end, next_version
from chalicelib.platform.dynamodb.key_parts import Key
from chalicelib.platform.dynamodb.transactions import Transaction, commit, new_transaction
from chalicelib.platform.vault.vault import Vault

MAX_WRITE_ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class DynamoMessageDrafts:
    """Implements `MessageDraftStore` with DynamoDB."""

    vault: Vault
    audit: DynamoAudit

    def get(self, access: Access, client: ClientId, place: str) -> MessageDraft | None:
        return self._draft(access, client, _row(access, client, place))

    def _draft(
        self, access: Access, client: ClientId, item: MessageDraftItem | None
    ) -> MessageDraft | None:
        if item is None or not item.live_version:
            return None
        draft = self.vault.open(
            access,
            item.binding(),
            item.sealed_body,
            MessageDraft,
            purpose="message draft",
            subject=client,
        )
        if draft.version != int(item.version):
            self.vault.alarm(f"{item.key} version")
            raise Unreadable
        return draft

    def end(self, write: Transaction, access: Access, change: ThreadChange) -> Key | None:
        """
        Add the end of a message's draft to the transaction that stores the message.

        Returns the key of the draft's row. Its condition fails if another version is stored.
        """
        if change.draft is None:
            return None
        item = draft_item(access, change.after.client, change.place)
        add_end(write, item, change.draft)
        return item.key

    def put(
        self, access: Access, client: ClientId, place: str, draft: MessageDraft, seen: int | None
    ) -> MessageDraft:
        for _ in range(MAX_WRITE_ATTEMPTS):
            before, write = _row(access, client, place), new_transaction()
            if seen is not None and seen != (before.live_version if before else 0):
                raise Conflict(fresh=self._draft(access, client, before) or NO_DRAFT)
            item = draft_item(access, client, place)
            item.version = next_version(before)
            stored = replace(draft, version=int(item.version))
            item.sealed_body = self.vault.seal(item.binding(), stored)
            add_draft(write, item, before)
            self._audit(write, access, client, item, AuditAction.CHANGE)
            if not commit(write):
                return stored
        raise Unavailable

    def delete(self, access: Access, client: ClientId, place: str, seen: int | None) -> None:
        item, write = draft_item(access, client, place), new_transaction()
        add_end(write, item, seen)
        self._audit(write, access, client, item, AuditAction.DELETE)
        if commit(write) and (stored := self.get(access, client, place)):
            raise Conflict(fresh=stored)

    def _audit(
        self,
        write: Transaction,
        access: Access,
        client: ClientId,
        item: MessageDraftItem,
        action: AuditAction,
    ) -> None:
        entry = self.audit.entry(
            access, action, [str(item.key)], purpose="message draft", subject=client
        )
        self.audit.add_to(write, entry)


def draft_item(access: Access, client: ClientId, place: str) -> MessageDraftItem:
    """Return the row of the caller's draft, without its sealed attribute."""
    key = keys.message_draft(access.practice, access.person, client, place)
    return MessageDraftItem(*key, practice=access.practice)


def _row(access: Access, client: ClientId, place: str) -> MessageDraftItem | None:
    key = keys.message_draft(access.practice, access.person, client, place)
    item: MessageDraftItem | None = queries.batch_get((MessageDraftItem, key))[0]
    return item
