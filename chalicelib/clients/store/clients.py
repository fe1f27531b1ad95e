"""Stores clients. All data except ids, times and account states is sealed."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from pynamodb.expressions.update import Action as Update

from chalicelib.clients.domain.client import AccountState, Client, ClientSummary, Cover
from chalicelib.clients.domain.handover import Handover
from chalicelib.clients.domain.search_word import SearchWord
from chalicelib.clients.store import keys
from chalicelib.clients.store.calendar_names import name_rows
from chalicelib.clients.store.client_profiles import permanent_providers, profile_rows
from chalicelib.clients.store.items import (
    ClientItem,
    ClientItems,
    ClientProviderItem,
    items_of,
)
from chalicelib.clients.store.sealed_clients import sealed_item
from chalicelib.clients.store.search_rows import SearchRows
from chalicelib.clients.usecases.client_ports import AssignmentCheck, ClientRow
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
        rows = profile_rows(access.practice, client, self.now())
        if rows is None:
            raise NotFound
        return rows.opened(
            self.vault.reader(access, "client profile", rows.bindings, subject=client)
        )

    def with_names(
        self, access: Access, client: ClientId, may: AssignmentCheck
    ) -> tuple[Client, Mapping[str, str]]:
        rows = profile_rows(access.practice, client, self.now())
        may(rows.assigned if rows else None)
        if rows is None:
            raise NotFound
        names = name_rows(access.practice, [], rows.people)
        bindings = [*rows.bindings, *names.bindings]
        reader = self.vault.reader(access, "client profile", bindings, subject=client)
        return rows.opened(reader), names.opened(reader)

    def page(
        self, access: Access, provider: PersonId | None, cursor: str | None
    ) -> tuple[Sequence[ClientRow], str | None]:
        items, following = self._items(access, provider, cursor)
        return self._opened(access, items), following

    def page_of_ids(
        self, access: Access, provider: PersonId | None, cursor: str | None, limit: int = PAGE
    ) -> tuple[Sequence[ClientId], str | None]:
        if provider:
            own = _own_page(access, provider, cursor, limit)
            return self._in_force(own.items), own.next
        page = _page(access, cursor, limit)
        return [ClientId(item.id) for item in page.items], page.next

    def rows_of(self, access: Access, clients: Sequence[ClientId]) -> Sequence[ClientRow]:
        return self._opened(access, _stored(access, clients))

    def found(
        self, access: Access, words: Sequence[SearchWord], cursor: str | None
    ) -> tuple[Sequence[ClientId], str | None]:
        return self._search.page(access, words, cursor)

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
        people = {ClientId(item.id): item.providers for item in _stored(access, list(clients))}
        result = {client: each for client, each in people.items() if each is not None}
        older = [client for client in clients if client not in result]
        return {client: self._providers_of(access, client) for client in older} | result

    def current_providers(self, access: Access, client: ClientId) -> frozenset[PersonId]:
        now = self.now()
        rows = self._provider_rows(access, client)
        return frozenset(PersonId(row.person) for row in rows if row.is_in_force(now))

    def add(self, access: Access, client: Client, key: IdempotencyKey | None) -> None:
        write, items = new_transaction(), items_of(client)
        item = sealed_item(self.vault, client)
        self._requests.remember(write, access, key, client.id)
        write.save(item, condition=ClientItem.pk.does_not_exist())
        for person in client.providers:
            write.save(items.provider(person))
        for row in self._search.of(client).values():
            write.save(row)
        self._audit(write, access, client, AuditAction.CREATE, "add client")
        _require_stored(self._requests.commit(write, access, key))

    def change(self, access: Access, before: Client, after: Client) -> Client:
        write, items = new_transaction(), items_of(after)
        item = sealed_item(self.vault, after)
        changes: list[Update] = [
            ClientItem.sealed_body.set(item.sealed_body),
            ClientItem.sealed_summary.set(item.sealed_summary),
            ClientItem.version.set(before.version + 1),
            ClientItem.assigned.set(item.assigned),
        ]
        # Only these attributes are written: `person` and `state` change with the membership,
        # perhaps at the same moment.
        write.update(items.profile(), changes, condition=ClientItem.version == before.version)
        for person in after.providers - before.providers:
            write.save(items.provider(person))
        for person in _people(before.providers, before.covers) - _people(
            after.providers, after.covers
        ):
            write.delete(items.provider(person))
        self._search.add_change(write, before, after)
        self._audit(write, access, after, AuditAction.CHANGE, "edit client")
        _require_stored(commit(write))
        return self.get(access, after.id)

    def hand_over(self, access: Access, client: ClientId, handover: Handover) -> bool:
        item: ClientItem | None = queries.batch_get(
            (ClientItem, keys.client(access.practice, client))
        )[0]
        if item is None:
            raise NotFound
        items, rows = ClientItems(access.practice, client), self._provider_rows(access, client)
        before, covers = permanent_providers(rows), [row.cover for row in rows if row.cover]
        if handover.giver not in before:
            return False
        after = handover.assigned(before)
        covering = handover.covers(covers, after)
        version: list[Update] = [
            ClientItem.version.set(item.version + 1),
            ClientItem.assigned.set(sorted(after)),
        ]
        with transaction() as write:
            write.update(items.profile(), version, condition=ClientItem.version == item.version)
            for cover in set(covering) - set(covers):
                write.save(items.cover(cover))
            for person in after - before:
                write.save(items.provider(person))
            for person in _people(before, covers) - _people(after, covering):
                write.delete(items.provider(person))
            record = str(keys.client(access.practice, client))
            entry = self.audit.entry(
                access, AuditAction.CHANGE, [record], purpose="hand over client", subject=client
            )
            self.audit.add_to(write, entry)
        return True

    def make_searchable(self, access: Access, client: ClientId) -> None:
        stored = self.get(access, client)
        with transaction() as write:
            unchanged = ClientItem.version == stored.version
            profile = keys.client(access.practice, client)
            write.condition_check(ClientItem, *profile, condition=unchanged)
            for row in self._search.of(stored).values():
                write.save(row)
            self._audit(write, access, stored, AuditAction.CHANGE, "make client searchable")

    def remove(self, access: Access, client: Client, key: IdempotencyKey | None) -> None:
        items = items_of(client)
        untouched = (ClientItem.version == client.version) & (
            ClientItem.state == AccountState.NOT_INVITED.value
        )
        with transaction() as write:
            write.delete(items.profile(), condition=untouched)
            for person in _people(client.providers, client.covers):
                write.delete(items.provider(person))
            for row in self._search.of(client).values():
                write.delete(row)
            if key:
                self._requests.forget(write, access, key)
            self._audit(write, access, client, AuditAction.DELETE, "undo client")

    def result_of(self, access: Access, key: IdempotencyKey) -> str | None:
        return self._requests.result_of(access, key)

    def _providers_of(self, access: Access, client: ClientId) -> frozenset[PersonId]:
        return permanent_providers(self._provider_rows(access, client))

    def _provider_rows(self, access: Access, client: ClientId) -> Sequence[ClientProviderItem]:
        prefix = keys.CLIENT_PROVIDERS
        partition = partitions.client_partition(access.practice, client)
        rows = queries.partition(CoreRow, partition, {prefix: ClientProviderItem}, prefix=prefix)
        return [row for row in rows if isinstance(row, ClientProviderItem)]

    def _items(
        self, access: Access, provider: PersonId | None, cursor: str | None
    ) -> tuple[Sequence[ClientItem], str | None]:
        if not provider:
            page = _page(access, cursor, PAGE)
            return page.items, page.next
        own = _own_page(access, provider, cursor, PAGE)
        return _stored(access, self._in_force(own.items)), own.next

    def _in_force(self, rows: Sequence[ClientProviderItem]) -> Sequence[ClientId]:
        now = self.now()
        return [ClientId(row.client) for row in rows if row.is_in_force(now)]

    @property
    def _search(self) -> SearchRows:
        return SearchRows(self.vault)

    @property
    def _requests(self) -> IdempotencyStore:
        return IdempotencyStore("clients", self.now)

    def _audit(
        self, write: Transaction, access: Access, client: Client, action: AuditAction, purpose: str
    ) -> None:
        record = str(keys.client(client.practice, client.id))
        self.audit.add_to(
            write, self.audit.entry(access, action, [record], purpose=purpose, subject=client.id)
        )


def _people(providers: frozenset[PersonId], covers: Collection[Cover]) -> frozenset[PersonId]:
    return providers | {cover.provider for cover in covers}


def _page(access: Access, cursor: str | None, limit: int) -> queries.Page[ClientItem]:
    partition = keys.clients(access.practice)
    return queries.page(
        ClientItem, partition, index=1, cursor=cursor, limit=limit, newest_first=False
    )


def _own_page(
    access: Access, provider: PersonId, cursor: str | None, limit: int
) -> queries.Page[ClientProviderItem]:
    return queries.page(
        ClientProviderItem,
        partitions.provider(access.practice, provider),
        index=1,
        condition=ClientProviderItem.g1sk.startswith(keys.OWN_CLIENTS),
        cursor=cursor,
        limit=limit,
        newest_first=False,
    )


def _stored(access: Access, clients: Sequence[ClientId]) -> Sequence[ClientItem]:
    rows = [(ClientItem, keys.client(access.practice, client)) for client in clients]
    return [item for item in queries.batch_get(*rows) if item]


def _require_stored(lost: frozenset[key_parts.Key]) -> None:
    if lost:
        raise Conflict
