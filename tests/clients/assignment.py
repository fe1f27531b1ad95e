"""Assigns providers to clients in the tables."""

from chalicelib.clients.store.clients import DynamoClients
from chalicelib.wiring import platform as wiring_platform


def assign(store, clients, providers, admin):
    """Assign these providers, and no others, to each of the clients, as this Admin."""
    rows = DynamoClients(wiring_platform.vault(), store.audit, store.clock)
    for client in clients:
        before = rows.get(admin, client)
        rows.change(admin, before, before.with_providers(frozenset(providers)))
