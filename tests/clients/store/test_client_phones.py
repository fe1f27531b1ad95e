"""Tests reading the numbers at which clients are called."""

from dataclasses import replace

import pytest

from chalicelib.clients.store.client_phones import DynamoClientPhones
from chalicelib.kernel.ids import ClientId
from tests.practice.store.practice_rows import on_tables


@pytest.fixture
def rows():
    with on_tables() as records:
        yield records


def test_each_number_that_is_read_has_an_audit_entry_of_its_client(rows):
    """S14: an entry names each client whose number was read."""
    profile = rows.client(1).profile
    first = rows.add_client(1, profile=replace(profile, phone="+1 555 010 0001"))
    second = rows.add_client(2, profile=replace(profile, phone=""))
    phones = DynamoClientPhones(rows.records.vault())
    numbers = phones.phones(rows.access, [first.id, second.id, ClientId("stranger")])
    assert numbers == {first.id: "+1 555 010 0001", second.id: ""}
    purpose = "number for a visit by phone"
    entries = [each for each in rows.records.entries() if each.purpose == purpose]
    assert {each.client for each in entries} == {first.id, second.id}


def test_numbers_of_another_practice_are_not_read(rows):
    """S3: a client of another practice is not found."""
    first = rows.add_client()
    assert DynamoClientPhones(rows.records.vault()).phones(rows.foreign, [first.id]) == {}
