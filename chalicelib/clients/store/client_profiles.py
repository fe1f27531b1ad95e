"""Reads the rows of one client's profile and providers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from chalicelib.clients.domain.client import Client, Merge, Profile
from chalicelib.clients.store import keys
from chalicelib.clients.store.items import ClientItem, ClientProviderItem
from chalicelib.kernel.ids import ClientId, PersonId, PracticeId
from chalicelib.platform.dynamodb import partitions, queries
from chalicelib.platform.dynamodb.tables import CoreRow
from chalicelib.platform.vault.binding import Binding
from chalicelib.platform.vault.vault import AuditedReader


@dataclass(frozen=True, slots=True)
class ProfileRows:
    """
    The rows of a client, whose profile is still sealed.

    `providers` are the rows of the permanent providers and of those who stand in. `now` is
    the time at which they were read.
    """

    item: ClientItem
    providers: Sequence[ClientProviderItem]
    now: datetime

    @property
    def bindings(self) -> Sequence[Binding]:
        body = self.item.binding("sealed_body")
        return [body, self.item.binding("sealed_merge")] if self.item.sealed_merge else [body]

    @property
    def assigned(self) -> frozenset[PersonId]:
        """Who may see the client now."""
        return frozenset(
            PersonId(row.person) for row in self.providers if row.is_in_force(self.now)
        )

    @property
    def people(self) -> frozenset[PersonId]:
        """The permanent providers, and who stands in now or later."""
        covers = {row.cover.provider for row in self.providers if self._is_ahead(row) and row.cover}
        return permanent_providers(self.providers) | covers

    def opened(self, reader: AuditedReader) -> Client:
        covers = [row.cover for row in self.providers if row.cover and self._is_ahead(row)]
        body, *merged = self.bindings
        return self.item.client(
            reader.open(body, self.item.sealed_body, Profile),
            permanent_providers(self.providers),
            tuple(covers),
            reader.open(merged[0], self.item.sealed_merge, Merge) if merged else None,
        )

    def _is_ahead(self, row: ClientProviderItem) -> bool:
        return row.cover is not None and self.now < row.cover.until


def profile_rows(practice: PracticeId, client: ClientId, now: datetime) -> ProfileRows | None:
    """Return the rows of a client with one consistent Query, or None."""
    kinds = {keys.CLIENT_PROFILE: ClientItem, keys.CLIENT_PROVIDERS: ClientProviderItem}
    partition = partitions.client_partition(practice, client)
    rows = queries.partition(CoreRow, partition, kinds, prefix=keys.PROFILE_AND_PROVIDERS)
    item = next((row for row in rows if isinstance(row, ClientItem)), None)
    providers = [row for row in rows if isinstance(row, ClientProviderItem)]
    return ProfileRows(item, providers, now) if item else None


def permanent_providers(rows: Sequence[ClientProviderItem]) -> frozenset[PersonId]:
    return frozenset(PersonId(row.person) for row in rows if row.cover is None)
