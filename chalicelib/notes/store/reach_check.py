"""Checks in a transaction that a caller still reaches a client (S2)."""

from chalicelib.clients.store import keys as clients_keys
from chalicelib.clients.store.items import ClientItem, ClientProviderItem
from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.ids import ClientId
from chalicelib.platform.dynamodb.key_parts import Key
from chalicelib.platform.dynamodb.transactions import Transaction


def add_reach_check(
    write: Transaction, access: Access, client: ClientId, *, assigned: bool = False
) -> Key:
    """
    Add the check to a transaction, and return the key of the row that is checked.

    The check fails if a provider was taken off the client meanwhile; with `assigned`, it does so
    for an Admin too. The caller of this function then raises NotFound.
    """
    if access.role is Role.PROVIDER or assigned:
        key = clients_keys.client_provider(access.practice, client, access.person)
        write.condition_check(ClientProviderItem, *key, condition=ClientProviderItem.pk.exists())
    else:
        key = clients_keys.client(access.practice, client)
        write.condition_check(ClientItem, *key, condition=ClientItem.pk.exists())
    return key
