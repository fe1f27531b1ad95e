"""Builds the use cases for client profiles, at first use."""

from functools import cache

from chalicelib.clients.store.clients import DynamoClients
from chalicelib.clients.usecases.clients import Clients
from chalicelib.wiring import identity, platform
from chalicelib.wiring.directory import client_access, directory


@cache
def client_profiles() -> Clients:
    rows = DynamoClients(platform.vault(), platform.audit(), platform.clock)
    return Clients(
        rows,
        directory(),
        identity.invitations(),
        directory(),
        client_access(),
        platform.ids(),
        platform.clock,
    )
