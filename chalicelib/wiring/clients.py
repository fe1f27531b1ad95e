"""Builds the use cases for client profiles, at first use."""

from functools import cache

from chalicelib.clients.store.clients import DynamoClients
from chalicelib.clients.usecases.client_list import ClientList
from chalicelib.clients.usecases.clients import Clients
from chalicelib.wiring import identity, platform
from chalicelib.wiring.directory import client_access, directory


@cache
def client_profiles() -> Clients:
    return Clients(
        _rows(),
        directory(),
        identity.invitations(),
        directory(),
        client_access(),
        platform.ids(),
        platform.clock,
    )


@cache
def client_list() -> ClientList:
    return ClientList(_rows(), directory())


@cache
def _rows() -> DynamoClients:
    return DynamoClients(platform.vault(), platform.audit(), platform.clock)
