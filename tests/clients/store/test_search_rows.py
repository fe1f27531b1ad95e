"""
Tests how clients are found by parts of their names.

The same tests run on the tables and on the fake store.
"""

from dataclasses import replace

import pytest

from chalicelib.clients.domain.client import Profile
from chalicelib.clients.domain.search_word import words_of_query
from chalicelib.clients.store.search_rows import ClientSearchItem, SearchRows
from tests.practice.store.practice_rows import in_memory, on_tables


@pytest.fixture(params=[in_memory, on_tables], ids=["fake", "tables"])
def rows(request):
    with request.param() as rows:
        yield rows


@pytest.fixture
def tables():
    with on_tables() as rows:
        yield rows


def profile(name, email="x@mail.example", phone=""):
    return Profile(name, email, phone=phone)


def found(rows, query, access=None):
    return list(rows.clients.found(access or rows.access, words_of_query(query), None)[0])


def test_clients_are_found_by_parts_of_names_addresses_and_numbers(rows):
    first = rows.add_client(1, profile=profile("Avery Stone", phone="+1 555 010 9999"))
    second = rows.add_client(2, profile=profile("Ava Stonefield", "ava.s@mail.example"))
    assert found(rows, "ston") == [first.id, second.id]
    assert found(rows, "stonef") == found(rows, "ava.s@mail") == [second.id]
    assert found(rows, "av ston") == [first.id, second.id]
    assert found(rows, "avery stonefield") == found(rows, "stonefielder") == []
    assert found(rows, "010 99") == [first.id]


def test_a_renamed_client_is_found_by_the_new_name_only(rows):
    client = rows.add_client(1, profile=profile("Avery Stone"))
    renamed = replace(client, profile=profile("Avery Woods"))
    rows.clients.change(rows.access, client, renamed)
    assert found(rows, "stone") == []
    assert found(rows, "woods") == found(rows, "avery") == [client.id]


def test_a_removed_client_is_not_found(rows):
    client = rows.add_client(1, profile=profile("Avery Stone"))
    rows.clients.remove(rows.access, client, None)
    assert found(rows, "stone") == []


def test_a_client_of_another_practice_is_not_found(rows):
    """S3: a search never finds clients of another practice."""
    rows.add_client(1, profile=profile("Avery Stone"))
    if rows.records:
        rows.records.provisioning.create(rows.foreign.practice)
    assert found(rows, "stone", rows.foreign) == []


def test_a_search_for_a_frequent_word_goes_on_with_a_cursor(tables):
    ids = [tables.add_client(n, profile=profile(f"Avery N{n}")).id for n in range(1, 61)]
    words = words_of_query("avery")
    first, cursor = tables.clients.found(tables.access, words, None)
    rest, end = tables.clients.found(tables.access, words, cursor)
    assert (len(first), sorted([*first, *rest]), end) == (50, ids, None)


def test_no_search_row_shows_what_it_is_for(tables):
    """S22: the rows of the search have tags and ids, and no part of a name in clear."""
    client = tables.add_client(
        1, profile=profile("Avery Stone", "avery@mail.example", "5550109999")
    )
    items = [row for row in ClientSearchItem.scan() if "#X#" in row.pk]
    assert len(items) > 3
    for row in items:
        assert set(row.attribute_values) == {"pk", "sk", "client"}
        text = f"{row.pk}{row.sk}".replace(client.id, "").replace(tables.practice, "").casefold()
        assert not any(part in text for part in ("aver", "ston", "mail", "5550"))


def test_the_same_name_has_other_tags_in_another_practice(tables):
    """S3: rows of two practices cannot be compared by their tags."""
    tables.records.provisioning.create(tables.foreign.practice)
    search = SearchRows(tables.records.vault())
    one = tables.client(1, profile=profile("Avery Stone"))
    other = replace(one, practice=tables.foreign.practice)
    tags = [{key.pk.rpartition("#")[2] for key in search.of(client)} for client in (one, other)]
    assert tags[0].isdisjoint(tags[1])


def test_a_client_of_old_without_search_rows_gets_them_with_the_next_change_of_words(tables):
    client = tables.add_client(1, profile=profile("Avery Stone"))
    for row in ClientSearchItem.scan():
        if "#X#" in row.pk:
            row.delete()
    assert found(tables, "avery") == []
    renamed = replace(client, profile=profile("Avery Woods"))
    tables.clients.change(tables.access, client, renamed)
    assert found(tables, "avery") == [client.id]
