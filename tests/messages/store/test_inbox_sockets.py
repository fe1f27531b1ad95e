"""Tests the rows of inbox sockets and their tickets."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.kernel.access import Role
from chalicelib.kernel.ids import ClientId, ConnectionId, PersonId, PracticeId
from chalicelib.messages.domain.inbox import InboxSocket, InboxTicket
from chalicelib.messages.store import keys
from chalicelib.messages.store.inbox_sockets import SOCKET_RETENTION, DynamoInboxSockets
from chalicelib.platform.dynamodb.key_parts import SHARDS


@pytest.fixture
def rows(records):
    return DynamoInboxSockets(records.clock)


@pytest.fixture
def staff(records):
    return replace(records.access(), role=Role.PROVIDER, client=None, session="s-1", sign_in="s-0")


def opened(records, access, name="conn"):
    return InboxSocket(ConnectionId(name), access, records.clock())


def test_a_ticket_is_taken_once_with_the_access_it_was_issued_for(rows, records, staff):
    """The key holds a hash: whoever reads the table learns no ticket."""
    rows.add_ticket("secret", InboxTicket(staff, records.clock() + timedelta(seconds=45)))
    ticket = rows.take_ticket("secret")
    assert (ticket.access.person, ticket.access.session) == (staff.person, "s-1")
    assert rows.take_ticket("secret") is None
    assert "secret" not in str(keys.inbox_ticket("0" * 64))


def test_a_socket_is_found_by_its_id_and_by_its_owner(rows, records, staff):
    client = replace(staff, role=Role.CLIENT, client=ClientId("cli-1"), person=PersonId("u-2"))
    ours, theirs = opened(records, staff, "a"), opened(records, client, "b")
    for each in (ours, theirs):
        rows.add(each)
    assert rows.get(ours.id).id == "a"
    assert [each.id for each in rows.of_staff(staff.practice)] == ["a"]
    assert [each.id for each in rows.of_client(staff.practice, client.client)] == ["b"]
    assert rows.of_client(staff.practice, ClientId("cli-2")) == []
    assert rows.of_staff(PracticeId("other")) == []
    everything = [each.id for number in range(SHARDS) for each in rows.in_shard(number)]
    assert sorted(everything) == ["a", "b"]


def test_a_removed_socket_leaves_no_row(rows, records, staff):
    socket = opened(records, staff)
    rows.add(socket)
    rows.remove(socket)
    rows.remove(socket)
    assert rows.get(socket.id) is None
    assert rows.of_staff(staff.practice) == []


def test_a_row_past_its_time_counts_as_absent(rows, records, staff):
    old = replace(opened(records, staff), at=records.clock() - SOCKET_RETENTION)
    rows.add(old)
    assert rows.get(old.id) is None
    assert rows.of_staff(staff.practice) == []
