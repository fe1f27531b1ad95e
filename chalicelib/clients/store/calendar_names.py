"""Reads the names that a calendar shows, all under one audit entry."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from chalicelib.clients.domain.client import ClientSummary
from chalicelib.clients.store import keys
from chalicelib.clients.store.items import ClientItem
from chalicelib.identity.domain.membership import PersonSummary
from chalicelib.identity.store import keys as identity_keys
from chalicelib.identity.store.memberships import MembershipItem
from chalicelib.kernel.access import Access
from chalicelib.kernel.ids import ClientId, PersonId
from chalicelib.platform.dynamodb import queries
from chalicelib.platform.dynamodb.key_parts import Key
from chalicelib.platform.vault.vault import Vault

MAX_BATCH = 100


@dataclass(frozen=True, slots=True)
class DynamoCalendarNames:
    """Implements `CalendarNames` with DynamoDB."""

    vault: Vault

    def names(
        self, access: Access, clients: Collection[ClientId], people: Collection[PersonId]
    ) -> Mapping[str, str]:
        rows: list[tuple[type[ClientItem | MembershipItem], Key]] = [
            (ClientItem, keys.client(access.practice, each)) for each in sorted(clients)
        ]
        rows += [
            (MembershipItem, identity_keys.membership(access.practice, each))
            for each in sorted(people)
        ]
        items: list[ClientItem | MembershipItem] = []
        for start in range(0, len(rows), MAX_BATCH):
            batch = queries.batch_get(*rows[start : start + MAX_BATCH])
            items += [item for item in batch if item]
        bindings = [
            item.binding("sealed_summary") if isinstance(item, ClientItem) else item.binding()
            for item in items
        ]
        reader, names = self.vault.reader(access, "calendar", bindings), dict[str, str]()
        for item, binding in zip(items, bindings, strict=True):
            if isinstance(item, ClientItem):
                summary = reader.open(binding, item.sealed_summary, ClientSummary)
                names[item.id] = summary.preferred_name or summary.name
            else:
                person = item.membership().person
                names[person] = reader.open(binding, item.sealed_body, PersonSummary).name
        return names
