"""Checks in a transaction that a caller still reaches a client (S2)."""

from datetime import datetime

from chalicelib.clients.store import keys
from chalicelib.clients.store.items import ClientItem, ClientProviderItem
from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.ids import ClientId
from chalicelib.platform.dynamodb.key_parts import Key, moment
from chalicelib.platform.dynamodb.transactions import Transaction


def add_reach_check(
    write: Transaction,
    access: Access,
    client: ClientId,
    now: datetime,
    *,
    assigned: bool = False,
) -> Key:
    """
    Add the check to a transaction, and return the key of the row that is checked.

    The check fails if a provider was taken off the client meanwhile, or no longer stands in; with
    `assigned`, it does so for an Admin too. The caller of this function then raises NotFound.
    """
    if access.role is Role.PROVIDER or assigned:
        key = keys.client_provider(access.practice, client, access.person)
        is_permanent = ClientProviderItem.until.does_not_exist()
        covers = (ClientProviderItem.since <= moment(now)) & (
            ClientProviderItem.until > moment(now)
        )
        in_force = ClientProviderItem.pk.exists() & (is_permanent | covers)
        write.condition_check(ClientProviderItem, *key, condition=in_force)
    else:
        key = keys.client(access.practice, client)
        write.condition_check(ClientItem, *key, condition=ClientItem.pk.exists())
    return key
