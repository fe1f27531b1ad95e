"""Seals clients for their rows."""

from chalicelib.clients.domain.client import Client
from chalicelib.clients.store.items import ClientItem, client_item
from chalicelib.platform.vault.vault import Vault


def sealed_item(vault: Vault, client: Client) -> ClientItem:
    """Return a client's row with its sealed attributes."""
    item = client_item(client)
    item.sealed_body = vault.seal(item.binding("sealed_body"), client.profile)
    item.sealed_summary = vault.seal(item.binding("sealed_summary"), client.summary)
    return item
