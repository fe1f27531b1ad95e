"""Reads the numbers at which clients are called."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from chalicelib.clients.domain.client import Profile
from chalicelib.clients.store import keys
from chalicelib.clients.store.items import ClientItem
from chalicelib.kernel.access import Access
from chalicelib.kernel.ids import ClientId
from chalicelib.platform.dynamodb import queries
from chalicelib.platform.vault.vault import Vault


@dataclass(frozen=True, slots=True)
class DynamoClientPhones:
    """Implements `ClientPhones` with DynamoDB."""

    vault: Vault

    def phones(self, access: Access, clients: Collection[ClientId]) -> Mapping[ClientId, str]:
        rows = [(ClientItem, keys.client(access.practice, each)) for each in clients]
        items: list[ClientItem] = [item for item in queries.batch_get(*rows) if item]
        return {ClientId(item.id): self._phone(access, item) for item in items}

    def _phone(self, access: Access, item: ClientItem) -> str:
        # Each client has an audit entry of their own, which their access log shows.
        binding, client = item.binding("sealed_body"), ClientId(item.id)
        purpose = "number for a visit by phone"
        return self.vault.open(
            access, binding, item.sealed_body, Profile, purpose=purpose, subject=client
        ).phone
