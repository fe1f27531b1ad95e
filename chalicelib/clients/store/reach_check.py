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
    For a caller who writes, the transaction also fails if the client's profile was merged.
    """
    is_provider = access.role is Role.PROVIDER or assigned
    if access.writes and is_provider:
        add_unmerged_check(write, access, client)
    if is_provider:
        key = keys.client_provider(access.practice, client, access.person)
        is_permanent = ClientProviderItem.until.does_not_exist()
        covers = (ClientProviderItem.since <= moment(now)) & (
            ClientProviderItem.until > moment(now)
        )
        in_force = ClientProviderItem.pk.exists() & (is_permanent | covers)
        write.condition_check(ClientProviderItem, *key, condition=in_force)
    else:
        key = keys.client(access.practice, client)
        condition = ClientItem.pk.exists()
        if access.writes:
            condition &= ClientItem.merged_into.does_not_exist()
        write.condition_check(ClientItem, *key, condition=condition)
    return key


def add_unmerged_check(write: Transaction, access: Access, client: ClientId) -> None:
    """
    Add the check that a client's profile was not merged meanwhile to a transaction.

    What stands in the way of a merge is stored with this check, so that it cannot come into
    being while the profile is merged.
    """
    key = keys.client(access.practice, client)
    write.condition_check(ClientItem, *key, condition=ClientItem.merged_into.does_not_exist())
