"""Stores drafts of messages, sealed; nobody but the author reads them."""

from dataclasses import dataclass

from chalicelib.kernel.access import Access
from chalicelib.kernel.ids import ClientId
from chalicelib.messages.domain.draft import MessageDraft
from chalicelib.messages.store import keys
from chalicelib.messages.store.items import MessageDraftItem
from chalicelib.platform.audit.actions import AuditAction
from chalicelib.platform.audit.store import DynamoAudit
from chalicelib.platform.dynamodb import queries
from chalicelib.platform.dynamodb.transactions import Transaction, transaction
from chalicelib.platform.vault.vault import Vault


@dataclass(frozen=True, slots=True)
class DynamoMessageDrafts:
    """Implements `MessageDraftStore` with DynamoDB."""

    vault: Vault
    audit: DynamoAudit

    def get(self, access: Access, client: ClientId, place: str) -> MessageDraft | None:
        key = keys.message_draft(access.practice, access.person, client, place)
        item: MessageDraftItem | None = queries.batch_get((MessageDraftItem, key))[0]
        if item is None:
            return None
        return self.vault.open(
            access,
            item.binding(),
            item.sealed_body,
            MessageDraft,
            purpose="message draft",
            subject=client,
        )

    def put(self, access: Access, client: ClientId, place: str, draft: MessageDraft) -> None:
        item = draft_item(access, client, place)
        item.sealed_body = self.vault.seal(item.binding(), draft)
        with transaction() as write:
            write.save(item)
            self._audit(write, access, client, item, AuditAction.CHANGE)

    def delete(self, access: Access, client: ClientId, place: str) -> None:
        item = draft_item(access, client, place)
        with transaction() as write:
            write.delete(item)
            self._audit(write, access, client, item, AuditAction.DELETE)

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
