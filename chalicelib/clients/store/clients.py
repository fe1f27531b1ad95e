"""Stores clients. All data except ids, times and account states is sealed."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from pynamodb.expressions.update import Action as Update

from chalicelib.clients.domain import AccountState, Client, ClientSummary, Profile
from chalicelib.clients.store import keys
from chalicelib.clients.store.items import (
    ClientItem,
    ClientProviderItem,
    client_item,
    items_of,
)
from chalicelib.clients.usecases.client_ports import ClientRow
from chalicelib.kernel.access import Access
from chalicelib.kernel.errors import Conflict, NotFound
from chalicelib.kernel.idempotency import IdempotencyKey
from chalicelib.kernel.ids import ClientId, PersonId
from chalicelib.platform.audit.actions import AuditAction
from chalicelib.platform.audit.store import DynamoAudit
from chalicelib.platform.dynamodb import key_parts, partitions, queries
from chalicelib.platform.dynamodb.idempotency import IdempotencyStore
from chalicelib.platform.dynamodb.tables import CoreRow
from chalicelib.platform.dynamodb.transactions import (
    Transaction,
    commit,
    new_transaction,
    transaction,
)
from chalicelib.platform.vault.vault import Vault

PAGE = 50


@dataclass(frozen=True, slots=True)
class DynamoClients:
    """Implements `ClientStore` with DynamoDB. `now` returns an aware datetime."""

    vault: Vault
    audit: DynamoAudit
    now: Callable[[], datetime]

    def get(self, access: Access, client: ClientId) -> Client:
        kinds = {keys.CLIENT_PROFILE: ClientItem, keys.CLIENT_PROVIDERS: ClientProviderItem}
        rows = queries.partition(
            CoreRow, partitions.client_partition(access.practice, client), kinds
        )
        item = next((row for row in rows if isinstance(row, ClientItem)), None)
        if item is None:
            raise NotFound
        providers = frozenset(
            PersonId(row.person) for row in rows if isinstance(row, ClientProviderItem)
        )
        profile = self.vault.open(
            access,
            item.binding("sealed_body"),
            item.sealed_body,
            Profile,
            purpose="client profile",
            subject=client,
        )
        return item.client(profile, providers)

    def page(
        self, access: Access, provider: PersonId | None, cursor: str | None
    ) -> tuple[Sequence[ClientRow], str | None]:
        items, following = self._items(access, provider, cursor)
        return self._opened(access, items), following

    def page_of_ids(
        self, access: Access, provider: PersonId | None, cursor: str | None
    ) -> tuple[Sequence[ClientId], str | None]:
        items, following = self._items(access, provider, cursor)
        return [ClientId(item.id) for item in items], following

    def rows_of(self, access: Access, clients: Sequence[ClientId]) -> Sequence[ClientRow]:
        return self._opened(access, _stored(access, clients))

    def _opened(self, access: Access, items: Sequence[ClientItem]) -> Sequence[ClientRow]:
        bindings = [item.binding("sealed_summary") for item in items]
        reader = self.vault.reader(access, "client list", bindings)
        return [
            item.row(reader.open(binding, item.sealed_summary, ClientSummary))
            for item, binding in zip(items, bindings, strict=True)
        ]

    def providers_of(
        self, access: Access, clients: Collection[ClientId]
    ) -> Mapping[ClientId, frozenset[PersonId]]:
        return {client: self._providers_of(access, client) for client in clients}

    def add(self, access: Access, client: Client, key: IdempotencyKey | None) -> None:
        write, items = new_transaction(), items_of(client)
        item = self._sealed_item(client)
        self._requests.remember(write, access, key, client.id)
        write.save(item, condition=ClientItem.pk.does_not_exist())
        for person in client.providers:
            write.save(items.provider(person))
        self._audit(write, access, client, AuditAction.CREATE, "add client")
        _require_stored(self._requests.commit(write, access, key))

    def change(self, access: Access, before: Client, after: Client) -> Client:
        write, items = new_transaction(), items_of(after)
        item = self._sealed_item(after)
        changes: list[Update] = [
            ClientItem.sealed_body.set(item.sealed_body),
            ClientItem.sealed_summary.set(item.sealed_summary),
            ClientItem.version.set(before.version + 1),
        ]
        # Only these attributes are written: `person` and `state` change with the membership,
        # perhaps at the same moment.
        write.update(items.profile(), changes, condition=ClientItem.version == before.version)
        for person in after.providers - before.providers:
            write.save(items.provider(person))
        for person in before.providers - after.providers:
            write.delete(items.provider(person))
        self._audit(write, access, after, AuditAction.CHANGE, "edit client")
        _require_stored(commit(write))
        return self.get(access, after.id)

    def remove(self, access: Access, client: Client, key: IdempotencyKey | None) -> None:
        items = items_of(client)
        untouched = (ClientItem.version == client.version) & (
            ClientItem.state == AccountState.NOT_INVITED.value
        )
        with transaction() as write:
            write.delete(items.profile(), condition=untouched)
            for person in client.providers:
                write.delete(items.provider(person))
            if key:
                self._requests.forget(write, access, key)
            self._audit(write, access, client, AuditAction.DELETE, "undo client")

    def result_of(self, access: Access, key: IdempotencyKey) -> str | None:
        return self._requests.result_of(access, key)

    def _providers_of(self, access: Access, client: ClientId) -> frozenset[PersonId]:
        prefix = keys.CLIENT_PROVIDERS
        partition = partitions.client_partition(access.practice, client)
        rows = queries.partition(CoreRow, partition, {prefix: ClientProviderItem}, prefix=prefix)
        return frozenset(
            PersonId(row.person) for row in rows if isinstance(row, ClientProviderItem)
        )

    def _items(
        self, access: Access, provider: PersonId | None, cursor: str | None
    ) -> tuple[Sequence[ClientItem], str | None]:
        if provider:
            return self._items_of_provider(access, provider, cursor)
        return self._all_items(access, cursor)

    def _all_items(
        self, access: Access, cursor: str | None
    ) -> tuple[Sequence[ClientItem], str | None]:
        partition = keys.clients(access.practice)
        page = queries.page(
            ClientItem, partition, index=1, cursor=cursor, limit=PAGE, newest_first=False
        )
        return page.items, page.next

    def _items_of_provider(
        self, access: Access, provider: PersonId, cursor: str | None
    ) -> tuple[Sequence[ClientItem], str | None]:
        page = queries.page(
            ClientProviderItem,
            partitions.provider(access.practice, provider),
            index=1,
            condition=ClientProviderItem.g1sk.startswith(keys.OWN_CLIENTS),
            cursor=cursor,
            limit=PAGE,
            newest_first=False,
        )
        return _stored(access, [ClientId(row.client) for row in page.items]), page.next

    @property
    def _requests(self) -> IdempotencyStore:
        return IdempotencyStore("clients", self.now)

    def _sealed_item(self, client: Client) -> ClientItem:
        item = client_item(client)
        item.sealed_body = self.vault.seal(item.binding("sealed_body"), client.profile)
        item.sealed_summary = self.vault.seal(item.binding("sealed_summary"), client.summary)
        return item

    def _audit(
        self, write: Transaction, access: Access, client: Client, action: AuditAction, purpose: str
    ) -> None:
        record = str(keys.client(client.practice, client.id))
        self.audit.add_to(
            write, self.audit.entry(access, action, [record], purpose=purpose, subject=client.id)
        )


def _stored(access: Access, clients: Sequence[ClientId]) -> Sequence[ClientItem]:
    profiles = [(ClientItem, keys.client(access.practice, client)) for client in clients]
    items = queries.batch_get(*profiles) if profiles else []
    return [item for item in items if item]


def _require_stored(lost: frozenset[key_parts.Key]) -> None:
    if lost:
        raise Conflict
