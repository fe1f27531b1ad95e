"""Seals clients for their rows, and opens them after an audit entry."""

from chalicelib.clients.domain.client import Client, Cover, Merge, Profile
from chalicelib.clients.store.items import ClientItem, client_item
from chalicelib.kernel.access import Access
from chalicelib.kernel.ids import ClientId, PersonId
from chalicelib.platform.vault.vault import Vault


def open_client(
    vault: Vault,
    access: Access,
    item: ClientItem,
    providers: frozenset[PersonId],
    covers: tuple[Cover, ...],
) -> Client:
    """Return a client of whom the profile was opened; one audit entry covers it."""
    body, merge = item.binding("sealed_body"), item.binding("sealed_merge")
    bindings = [body, merge] if item.sealed_merge else [body]
    reader = vault.reader(access, "client profile", bindings, subject=ClientId(item.id))
    return item.client(
        reader.open(body, item.sealed_body, Profile),
        providers,
        covers,
        reader.open(merge, item.sealed_merge, Merge) if item.sealed_merge else None,
    )


def sealed_item(vault: Vault, client: Client) -> ClientItem:
    """Return a client's row with its sealed attributes."""
    item = client_item(client)
    item.sealed_body = vault.seal(item.binding("sealed_body"), client.profile)
    item.sealed_summary = vault.seal(item.binding("sealed_summary"), client.summary)
    return item
