"""
Builds the use cases for client profiles, and the directory of a practice.

Each is built at first use.
"""

from functools import cache

from chalicelib.clients.store.clients import DynamoClients
from chalicelib.clients.store.practice_directory import DynamoPracticeDirectory
from chalicelib.clients.usecases.client_access import ClientAccess
from chalicelib.clients.usecases.clients import Clients
from chalicelib.practice.agreement import ShippedAgreement
from chalicelib.wiring import identity, platform


@cache
def directory() -> DynamoPracticeDirectory:
    return DynamoPracticeDirectory(platform.vault(), ShippedAgreement().current)


@cache
def client_access() -> ClientAccess:
    return ClientAccess(directory())


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
