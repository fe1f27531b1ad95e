"""
Tests the store of clients.

The same tests run on the tables and on the fake store.
"""

from dataclasses import replace

import pytest

from chalicelib.clients.domain.client import AccountState
from chalicelib.identity.domain.membership import Membership, MembershipStatus, PersonSummary
from chalicelib.kernel.errors import Conflict, NotFound
from chalicelib.kernel.idempotency import AlreadyProcessed
from chalicelib.kernel.ids import ClientId, PersonId
from tests.practice.store.practice_rows import KEY, KIM, SAM, in_memory, on_tables


@pytest.fixture(params=[in_memory, on_tables], ids=["fake", "tables"])
def rows(request):
    with request.param() as rows:
        yield rows


def test_a_client_is_read_as_it_was_stored(rows):
    client = rows.add_client(providers=frozenset({SAM, KIM}))
    assert rows.clients.get(rows.access, client.id) == client


def test_a_client_is_read_with_the_providers_whom_a_check_may_refuse(rows):
    """S2: the check gets who may see the client, or None."""
    client, asked = rows.add_client(providers=frozenset({SAM, KIM})), []

    def refuse(providers):
        asked.append(providers)
        raise NotFound

    stored, _ = rows.clients.with_names(rows.access, client.id, lambda _: None)
    assert stored == client
    for access, name in ((rows.access, client.id), (rows.foreign, client.id)):
        with pytest.raises(NotFound):
            rows.clients.with_names(access, name, refuse)
    assert [each and set(each) for each in asked] == [{SAM, KIM}, None]


def test_a_provider_lists_assigned_clients_and_an_admin_all(rows):
    """S2: a list for a provider holds only the clients assigned to that provider."""
    first, second = rows.add_client(1), rows.add_client(2, providers=frozenset({KIM}))
    lists = [
        rows.clients.page(rows.access, who, None)[0] for who in (None, SAM, KIM, PersonId("nobody"))
    ]
    assert [[row.id for row in page] for page in lists] == [
        [first.id, second.id],
        [first.id],
        [second.id],
        [],
    ]
    assert lists[0][0].summary == first.summary


def test_a_page_can_be_read_without_names_and_a_part_of_it_with_them(rows):
    first, second = rows.add_client(1), rows.add_client(2, providers=frozenset({KIM}))
    rows.clients.change(rows.access, second, second)
    assert rows.clients.page_of_ids(rows.access, None, None)[0] == [first.id, second.id]
    assert rows.clients.page_of_ids(rows.access, KIM, None)[0] == [second.id]
    (row,) = rows.clients.rows_of(rows.access, [second.id, ClientId("other")])
    assert (row.id, row.summary, row.version) == (second.id, second.summary, 2)
    assert rows.clients.rows_of(rows.access, []) == []
    assert rows.clients.rows_of(rows.foreign, [second.id]) == []


def test_the_providers_of_each_client_of_a_page_are_read(rows):
    first, second = rows.add_client(1, providers=frozenset({SAM, KIM})), rows.add_client(2)
    nobodys = rows.add_client(3, providers=frozenset())
    ids = [first.id, second.id, nobodys.id]
    assert rows.clients.providers_of(rows.access, ids) == {
        first.id: {SAM, KIM},
        second.id: {SAM},
        nobodys.id: frozenset(),
    }
    assert rows.clients.providers_of(rows.access, []) == {}


def test_two_clients_who_are_not_invited_may_have_the_same_address(rows):
    """S2: a refusal would tell that somebody else is a client of the practice."""
    client = rows.add_client()
    other = rows.add_client(2, profile=client.profile)
    assert rows.clients.get(rows.access, other.id).profile == client.profile


def test_a_change_updates_the_version_the_list_and_the_assignments(rows):
    client = rows.add_client()
    profile = replace(client.profile, legal_name="Avery Woods", phone="")
    after = rows.clients.change(
        rows.access, client, replace(client, profile=profile, providers=frozenset({KIM}))
    )
    assert after == replace(client, profile=profile, providers=frozenset({KIM}), version=2)
    assert rows.clients.page(rows.access, SAM, None)[0] == []
    assert rows.clients.page(rows.access, KIM, None)[0][0].summary.name == "Avery Woods"


def test_a_late_change_of_a_client_is_refused(rows):
    client = rows.add_client()
    rows.clients.change(rows.access, client, client)
    with pytest.raises(Conflict):
        rows.clients.change(rows.access, client, replace(client, providers=frozenset()))
    assert rows.clients.get(rows.access, client.id).providers == {SAM}


def test_a_repeated_request_creates_one_client(rows):
    client = rows.add_client(key=KEY)
    with pytest.raises(AlreadyProcessed) as earlier:
        rows.add_client(2, key=KEY)
    assert earlier.value.result == client.id == rows.clients.result_of(rows.access, KEY)


def test_a_removed_client_leaves_nothing_behind(rows):
    client = rows.add_client(key=KEY)
    rows.clients.remove(rows.access, client, KEY)
    assert (
        rows.clients.page(rows.access, None, None)[0]
        == rows.clients.page(rows.access, SAM, None)[0]
        == []
    )
    assert rows.clients.result_of(rows.access, KEY) is None
    assert rows.add_client(key=KEY)


def invite(rows, client):
    member = Membership(rows.practice, PersonId("avery"), frozenset(), client=client.id)
    rows.memberships.add(rows.access, member, PersonSummary("Avery", "avery@mail.example"))
    return rows.memberships.get(rows.access, member.person)


def test_an_invitation_changes_the_account_state_of_the_profile(rows):
    client = rows.add_client()
    assert invite(rows, client).status is MembershipStatus.INVITED
    stored = rows.clients.get(rows.access, client.id)
    assert (stored.state, stored.person, stored.version) == (AccountState.INVITED, "avery", 1)
    with pytest.raises(Conflict):
        rows.clients.remove(rows.access, client, None)


def test_after_a_withdrawal_the_client_can_be_invited_again_or_removed(rows):
    client = rows.add_client()
    rows.memberships.withdraw(rows.access, invite(rows, client))
    assert rows.clients.get(rows.access, client.id) == client
    rows.memberships.withdraw(rows.access, invite(rows, client))
    rows.clients.remove(rows.access, client, None)


def test_editing_a_client_does_not_undo_the_invitation(rows):
    client = rows.add_client()
    invite(rows, client)
    rows.clients.change(rows.access, client, client)
    assert rows.clients.get(rows.access, client.id).state is AccountState.INVITED


def test_a_client_of_another_practice_is_absent(rows):
    """S3: from another practice, a client can be neither read nor listed."""
    client = rows.add_client()
    for access, absent in ((rows.foreign, client.id), (rows.access, ClientId("other"))):
        with pytest.raises(NotFound):
            rows.clients.get(access, absent)
    assert rows.clients.page(rows.foreign, None, None)[0] == []
