"""
Measures the search for clients among 10,000 of them.

DynamoDB is emulated in this process. The rows are put into the emulator's memory, because storing
them one by one takes minutes.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from statistics import mean
from typing import Any

from moto.backends import get_backend

from bench.invented_clients import invented_clients
from bench.quick_setup import bare_calls
from bench.run import p50_ms, row
from chalicelib.clients.domain.search_word import words_of_profile, words_of_query
from chalicelib.clients.store.clients import DynamoClients
from chalicelib.clients.store.items import client_item, items_of
from chalicelib.clients.store.merges import DynamoMergedProfiles
from chalicelib.clients.store.practice_directory import DynamoPracticeDirectory
from chalicelib.clients.store.search_rows import SearchRows
from chalicelib.clients.usecases.client_access import ClientAccess
from chalicelib.clients.usecases.client_list import ClientList
from chalicelib.clients.usecases.client_ports import ClientFilter
from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.ids import PersonId
from chalicelib.platform.dynamodb import connection
from chalicelib.platform.dynamodb.tables import CoreRow
from chalicelib.practice.agreement import ShippedAgreement
from tests.platform.record_store import NAMES, RecordStore, a_store

CLIENTS = 10_000
COMMON, RARE = "ma", "stonefield av"


@row("rows by which a client is found, of 10,000 on average", unit="rows", most=16)
def rows_of_a_client() -> float:
    return mean(len(words_of_profile(each.profile)) for each in invented_clients(CLIENTS))


@row("find few of 10,000 clients, as an Admin, over the bare calls", unit="ms", most=50)
def few_hits() -> float:
    return _search(RARE, Role.ADMIN)


@row("find many of 10,000 clients, as their provider, over the bare calls", unit="ms", most=50)
def many_hits() -> float:
    return _search(COMMON, Role.PROVIDER)


def _search(query: str, role: Role) -> float:
    with _a_practice() as (clients, access):
        filters = ClientFilter(words=tuple(words_of_query(query)))
        caller = Access(access.practice, PersonId("sam"), role, session="s1")
        bare = bare_calls(connection.client(), lambda: clients.page(caller, None, filters))
        ours = p50_ms(lambda: clients.page(caller, None, filters), times=9, warm=1)
        return ours - p50_ms(bare, times=9, warm=1)


@contextmanager
def _a_practice() -> Iterator[tuple[ClientList, Access]]:
    with a_store() as records:
        _fill(records)
        directory = DynamoPracticeDirectory(records.vault(), ShippedAgreement().current)
        rows = DynamoClients(records.vault(), records.audit, records.clock)
        yield (
            ClientList(
                rows, directory, ClientAccess(directory, DynamoMergedProfiles(records.vault()))
            ),
            records.access(),
        )


def _fill(records: RecordStore) -> None:
    vault, backend = records.vault(), get_backend("dynamodb")
    search = SearchRows(vault)
    table = next(each for each in backend.values())["us-east-1"].tables[NAMES.core]
    for client in invented_clients(CLIENTS, records.practice):
        item = client_item(client)
        item.sealed_body = vault.seal(item.binding("sealed_body"), client.profile)
        item.sealed_summary = vault.seal(item.binding("sealed_summary"), client.summary)
        rows: list[CoreRow] = [item, items_of(client).provider(PersonId("sam"))]
        for each in (*rows, *search.of(client).values()):
            table.put_item(_raw(each))


def _raw(item: CoreRow) -> Any:
    return item.to_dynamodb_dict()
