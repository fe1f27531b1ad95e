"""Stores merges of clients' profiles: both profiles change in one transaction."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from pynamodb.attributes import UnicodeAttribute
from pynamodb.expressions.update import Action as Update

from chalicelib.clients.domain.client import ClientSummary
from chalicelib.clients.store import keys
from chalicelib.clients.store.items import ClientItem, items_of
from chalicelib.clients.store.sealed_clients import sealed_item
from chalicelib.clients.store.search_rows import SearchRows
from chalicelib.clients.usecases.merge_ports import MergeChange
from chalicelib.kernel.access import Access
from chalicelib.kernel.errors import Conflict, NotFound
from chalicelib.kernel.idempotency import IdempotencyKey
from chalicelib.kernel.ids import ClientId, PracticeId
from chalicelib.platform.audit.actions import AuditAction
from chalicelib.platform.audit.store import DynamoAudit
from chalicelib.platform.dynamodb import queries
from chalicelib.platform.dynamodb.idempotency import IdempotencyStore
from chalicelib.platform.dynamodb.key_parts import moment
from chalicelib.platform.dynamodb.tables import RecordItem, Sealed
from chalicelib.platform.dynamodb.transactions import Transaction, new_transaction
from chalicelib.platform.vault.binding import Binding
from chalicelib.platform.vault.vault import Vault


class MergeRecordItem(RecordItem):
    """A row that says for good that a profile was merged, or that this was undone."""

    practice = UnicodeAttribute()
    kind = UnicodeAttribute()
    sealed_body = Sealed()

    def binding(self) -> Binding:
        return Binding(
            PracticeId(self.practice),
            self.pk,
            self.sk,
            "Merge.sealed_body",
            clear=(("kind", self.kind),),
        )


@dataclass(frozen=True, slots=True)
class DynamoMerges:
    """Implements `MergeStore` with DynamoDB. `now` returns an aware datetime."""

    vault: Vault
    audit: DynamoAudit
    now: Callable[[], datetime]

    def store(self, access: Access, change: MergeChange, key: IdempotencyKey | None) -> None:
        write = new_transaction()
        self._requests.remember(write, access, key, change.client.id)
        self._change_client(write, change)
        self._change_other(write, change)
        self._add_record(write, access, change)
        for client, other in ((change.client, change.other), (change.other, change.client)):
            records = [str(keys.client(access.practice, each.id)) for each in (client, other)]
            purpose = "undo merge of profiles" if change.is_undo else "merge profiles"
            entry = self.audit.entry(
                access, AuditAction.CHANGE, records, purpose=purpose, subject=client.id
            )
            self.audit.add_to(write, entry)
        if self._requests.commit(write, access, key):
            raise Conflict

    def result_of(self, access: Access, key: IdempotencyKey) -> str | None:
        return self._requests.result_of(access, key)

    def _change_client(self, write: Transaction, change: MergeChange) -> None:
        item, merge = items_of(change.client).profile(), change.client.merge
        changes: list[Update] = [ClientItem.version.set(change.before.version + 1)]
        condition = ClientItem.version == change.before.version
        if merge is None:
            changes += [
                ClientItem.merged_into.remove(),
                ClientItem.merged_at.remove(),
                ClientItem.sealed_merge.remove(),
            ]
            condition &= ClientItem.merged_into.exists()
        else:
            sealed = sealed_item(self.vault, change.client)
            changes += [
                ClientItem.merged_into.set(merge.into),
                ClientItem.merged_at.set(moment(merge.at)),
                ClientItem.sealed_merge.set(self.vault.seal(sealed.binding("sealed_merge"), merge)),
            ]
            condition &= ClientItem.merged_into.does_not_exist()
            condition &= ClientItem.merged_from.does_not_exist()
            # An invitation changes the person without a new version.
            condition &= ClientItem.person.does_not_exist()
        write.update(item, changes, condition=condition)

    def _change_other(self, write: Transaction, change: MergeChange) -> None:
        before, after = change.other_before, change.other
        changes: list[Update] = [ClientItem.version.set(before.version + 1)]
        merged = {str(change.client.id)}
        changes.append(
            ClientItem.merged_from.delete(merged)
            if change.is_undo
            else ClientItem.merged_from.add(merged)
        )
        if after.profile != before.profile:
            item = sealed_item(self.vault, after)
            changes.append(ClientItem.sealed_body.set(item.sealed_body))
            changes.append(ClientItem.sealed_summary.set(item.sealed_summary))
            SearchRows(self.vault).add_change(write, before, after)
        condition = ClientItem.version == before.version
        if not change.is_undo:
            condition &= ClientItem.merged_into.does_not_exist()
        write.update(items_of(after).profile(), changes, condition=condition)

    def _add_record(self, write: Transaction, access: Access, change: MergeChange) -> None:
        number = change.before.version + 1
        item = MergeRecordItem(*keys.merge_record(access.practice, change.client.id, number))
        item.practice = access.practice
        item.kind = "undo" if change.is_undo else "merge"
        item.sealed_body = self.vault.seal(item.binding(), change.event)
        write.save(item, condition=MergeRecordItem.pk.does_not_exist())

    @property
    def _requests(self) -> IdempotencyStore:
        return IdempotencyStore("merges", self.now)


@dataclass(frozen=True, slots=True)
class DynamoMergedProfiles:
    """Implements `MergedProfileReader` with DynamoDB."""

    vault: Vault

    def merged_into(
        self, access: Access, clients: Collection[ClientId]
    ) -> Mapping[ClientId, ClientId]:
        rows = [(ClientItem, keys.client(access.practice, each)) for each in sorted(set(clients))]
        return {
            ClientId(item.id): ClientId(item.merged_into)
            for item in queries.batch_get(*rows)
            if item and item.merged_into
        }

    def profile_name(self, access: Access, client: ClientId) -> str:
        key = keys.client(access.practice, client)
        item: ClientItem | None = queries.batch_get((ClientItem, key))[0]
        if item is None:
            raise NotFound
        summary = self.vault.open(
            access,
            item.binding("sealed_summary"),
            item.sealed_summary,
            ClientSummary,
            purpose="name of a merged profile",
            subject=client,
        )
        return summary.preferred_name or summary.name
