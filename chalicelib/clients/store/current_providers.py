"""Reads who provides now and for whom, without opening a name."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from chalicelib.clients.store import keys
from chalicelib.clients.store.items import ClientProviderItem
from chalicelib.identity.store import keys as identity_keys
from chalicelib.identity.store.memberships import MembershipItem
from chalicelib.kernel.access import Access
from chalicelib.kernel.ids import ClientId, PersonId
from chalicelib.platform.dynamodb import queries


@dataclass(frozen=True, slots=True)
class DynamoCurrentProviders:
    """Implements `CurrentProviderReader` with DynamoDB."""

    now: Callable[[], datetime]

    def active(self, access: Access, people: Collection[PersonId]) -> Collection[PersonId]:
        rows = [
            (MembershipItem, identity_keys.membership(access.practice, person))
            for person in dict.fromkeys(people)
        ]
        members = [item.membership() for item in queries.batch_get(*rows) if item]
        return [each.person for each in members if each.is_active_provider]

    def assigned(
        self, access: Access, pairs: Collection[tuple[PersonId, ClientId]]
    ) -> Collection[tuple[PersonId, ClientId]]:
        return pairs_in_force(access, pairs, self.now())


def pairs_in_force(
    access: Access, pairs: Iterable[tuple[PersonId, ClientId]], at: datetime
) -> Collection[tuple[PersonId, ClientId]]:
    """Return those pairs of which the provider is assigned, or stands in, at a time."""
    unique = list(dict.fromkeys(pairs))
    rows = [
        (ClientProviderItem, keys.client_provider(access.practice, client, provider))
        for provider, client in unique
    ]
    return [
        pair
        for pair, item in zip(unique, queries.batch_get(*rows), strict=True)
        if item and item.is_in_force(at)
    ]
