"""Clients in DynamoDB; nothing of them is in clear but ids, times and whether they can sign in."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from pynamodb.expressions.update import Action as Update

from chalicelib.clients.domain import AccountState, Client, ClientSummary, Profile
from chalicelib.clients.store import keys
from chalicelib.clients.store.items import (
    ClientEmailItem,
    ClientItem,
    ClientProviderItem,
    client_item,
    places,
)
from chalicelib.clients.usecases.clients import ClientEmailTaken, ClientRow
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
    """Implements `ClientStore`; `now` is aware."""

    vault: Vault
    audit: DynamoAudit
    now: Callable[[], datetime]

    def get(self, access: Access, client: ClientId) -> Client:
        """See `ClientStore`."""
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
            access, item.binding("x"), item.x, Profile, purpose="client profile", subject=client
        )
        return item.client(profile, providers)

    def page(
        self, access: Access, provider: PersonId | None, cursor: str | None
    ) -> tuple[Sequence[ClientRow], str | None]:
        """See `ClientStore`."""
        items, following = (
            self._own(access, provider, cursor) if provider else self._all(access, cursor)
        )
        page = self.vault.reader(access, "client list", [item.binding("card") for item in items])
        return [
            item.row(page.open(item.binding("card"), item.card, ClientSummary)) for item in items
        ], following

    def add(self, access: Access, client: Client, once: IdempotencyKey | None) -> None:
        """See `ClientStore`."""
        rows, where = new_transaction(), places(client)
        item = self._sealed(client)
        email = where.email(item.email)
        self._requests.remember(rows, access, once, client.id)
        rows.save(item, condition=ClientItem.pk.does_not_exist())
        rows.save(email, condition=ClientEmailItem.pk.does_not_exist())
        for person in client.providers:
            rows.save(where.provider(person))
        self._audit(rows, access, client, AuditAction.CREATE, "add client")
        self._told(self._requests.commit(rows, access, once), email)

    def change(self, access: Access, before: Client, after: Client) -> Client:
        """See `ClientStore`."""
        rows, where = new_transaction(), places(after)
        item, old = self._sealed(after), self._tag(before)
        email = where.email(item.email)
        changes: list[Update] = [
            ClientItem.x.set(item.x),
            ClientItem.card.set(item.card),
            ClientItem.email.set(item.email),
            ClientItem.version.set(before.version + 1),
        ]
        # By attributes, not as a whole row: `person` and `state` may change at the same moment,
        # with the membership.
        rows.update(where.profile(), changes, condition=ClientItem.version == before.version)
        if item.email != old:
            rows.delete(where.email(old))
            rows.save(email, condition=ClientEmailItem.pk.does_not_exist())
        for person in after.providers - before.providers:
            rows.save(where.provider(person))
        for person in before.providers - after.providers:
            rows.delete(where.provider(person))
        self._audit(rows, access, after, AuditAction.CHANGE, "edit client")
        self._told(commit(rows), email)
        return self.get(access, after.id)

    def remove(self, access: Access, client: Client, once: IdempotencyKey | None) -> None:
        """See `ClientStore`."""
        where = places(client)
        untouched = (ClientItem.version == client.version) & (
            ClientItem.state == AccountState.NOT_INVITED.value
        )
        with transaction() as rows:
            rows.delete(where.profile(), condition=untouched)
            rows.delete(where.email(self._tag(client)))
            for person in client.providers:
                rows.delete(where.provider(person))
            if once:
                self._requests.forget(rows, access, once)
            self._audit(rows, access, client, AuditAction.DELETE, "undo client")

    def result_of(self, access: Access, once: IdempotencyKey) -> str | None:
        """See `ClientStore`."""
        return self._requests.result_of(access, once)

    def _all(self, access: Access, cursor: str | None) -> tuple[Sequence[ClientItem], str | None]:
        partition = keys.clients(access.practice)
        found = queries.page(
            ClientItem, partition, index=1, cursor=cursor, limit=PAGE, newest_first=False
        )
        return found.items, found.next

    def _own(
        self, access: Access, provider: PersonId, cursor: str | None
    ) -> tuple[Sequence[ClientItem], str | None]:
        partition, own = (
            partitions.provider(access.practice, provider),
            ClientProviderItem.g1sk.startswith(keys.OWN_CLIENTS),
        )
        found = queries.page(
            ClientProviderItem,
            partition,
            index=1,
            condition=own,
            cursor=cursor,
            limit=PAGE,
            newest_first=False,
        )
        wanted = [(ClientItem, keys.client(access.practice, row.client)) for row in found.items]
        return [item for item in queries.batch_get(*wanted) if item] if wanted else [], found.next

    @property
    def _requests(self) -> IdempotencyStore:
        return IdempotencyStore("clients", self.now)

    def _sealed(self, client: Client) -> ClientItem:
        item = client_item(client, self._tag(client))
        item.x = self.vault.seal(item.binding("x"), client.profile)
        item.card = self.vault.seal(item.binding("card"), client.card)
        return item

    def _tag(self, client: Client) -> str:
        return self.vault.tag(client.practice, "email", client.profile.email.casefold())

    def _told(self, lost: frozenset[key_parts.Key], email: ClientEmailItem) -> None:
        if email.key in lost:
            raise ClientEmailTaken
        if lost:
            raise Conflict

    def _audit(
        self, rows: Transaction, access: Access, client: Client, action: AuditAction, purpose: str
    ) -> None:
        record = str(keys.client(client.practice, client.id))
        self.audit.add_to(
            rows, self.audit.entry(access, action, [record], purpose=purpose, subject=client.id)
        )
