"""Builds the use cases for clients, at first use."""

from functools import cache

from chalicelib.clients.store.clients import DynamoClients
from chalicelib.clients.store.consents import DynamoConsents
from chalicelib.clients.store.notice_permissions import DynamoNoticePermissions
from chalicelib.clients.usecases.client_list import ClientList
from chalicelib.clients.usecases.clients import Clients
from chalicelib.clients.usecases.consents import Consents
from chalicelib.clients.usecases.handovers import Handovers
from chalicelib.clients.usecases.notice_permissions import NoticePermissions
from chalicelib.clients.usecases.searchable_clients import SearchableClients
from chalicelib.wiring import identity, platform
from chalicelib.wiring.directory import client_access, directory


@cache
def client_profiles() -> Clients:
    return Clients(
        client_rows(),
        directory(),
        identity.invitations(),
        directory(),
        client_access(),
        platform.ids(),
        platform.clock,
    )


@cache
def client_list() -> ClientList:
    return ClientList(client_rows(), directory(), client_access())


@cache
def handovers() -> Handovers:
    return Handovers(client_rows(), directory(), directory(), platform.clock)


@cache
def searchable_clients() -> SearchableClients:
    return SearchableClients(client_rows())


@cache
def consents() -> Consents:
    return Consents(
        DynamoConsents(platform.vault(), platform.audit(), platform.clock),
        directory(),
        client_access(),
        directory(),
        platform.ids(),
        platform.clock,
    )


@cache
def notice_permissions() -> NoticePermissions:
    return NoticePermissions(
        DynamoNoticePermissions(platform.vault(), platform.audit()),
        directory(),
        directory(),
        client_access(),
        platform.clock,
    )


@cache
def client_rows() -> DynamoClients:
    return DynamoClients(platform.vault(), platform.audit(), platform.clock)
