"""Tests how an Admin finds clients by who is assigned, and assigns them."""

from dataclasses import replace

import pytest

from chalicelib.clients.usecases.client_ports import ClientFilter
from chalicelib.identity.domain.membership import MembershipStatus
from chalicelib.kernel.errors import Conflict, Invalid, NotAllowed
from chalicelib.kernel.ids import PersonId
from tests.practice.practice_harness import ADMIN, AVERY, KIM, PRACTICE, SAM, PracticeHarness

MORGAN = replace(AVERY, legal_name="Morgan Lee", email="morgan@mail.example")
RILEY = replace(AVERY, legal_name="Riley Chen", email="riley@mail.example")


@pytest.fixture
def harness():
    harness = PracticeHarness()
    harness.client(ADMIN, AVERY, providers=[SAM.person])
    harness.client(ADMIN, MORGAN, providers=[SAM.person, KIM.person])
    harness.client(ADMIN, RILEY)
    return harness


def listed(harness, access=ADMIN, **filters):
    page, _ = harness.client_list.page(access, None, ClientFilter(**filters))
    return {
        each.row.summary.name: each.providers and [name for _, name in each.providers]
        for each in page
    }


def id_of(harness, name):
    page, _ = harness.client_list.page(ADMIN, None)
    return next(each.row.id for each in page if each.row.summary.name == name)


def test_an_admin_reads_who_is_assigned_to_each_client(harness):
    assert listed(harness) == {
        "Avery Stone": ["Sam Rivera"],
        "Morgan Lee": ["Kim Park", "Sam Rivera"],
        "Riley Chen": [],
    }


def test_an_admin_filters_by_provider_and_by_nobody(harness):
    assert list(listed(harness, provider=KIM.person)) == ["Morgan Lee"]
    assert list(listed(harness, unassigned=True)) == ["Riley Chen"]
    assert listed(harness, provider=PersonId("stranger")) == {}


def test_the_list_of_clients_with_nobody_opens_no_other_client(harness):
    """S15: an Admin who looks for clients without a provider reads no other names."""
    riley = id_of(harness, "Riley Chen")
    harness.client_rows.opened.clear()
    assert list(listed(harness, unassigned=True)) == ["Riley Chen"]
    assert harness.client_rows.opened == [riley]


def test_each_client_of_a_list_has_the_version_that_a_change_needs(harness):
    client = id_of(harness, "Riley Chen")
    harness.clients.change(ADMIN, client, {}, 1, [KIM.person])
    page, _ = harness.client_list.page(ADMIN, None)
    assert {each.row.summary.name: each.row.version for each in page}["Riley Chen"] == 2


def test_a_provider_reads_only_their_own_list_and_not_who_else_is_assigned(harness):
    """S2: a provider's filters show nothing of other providers' clients."""
    assert listed(harness, KIM) == {"Morgan Lee": None}
    for filters in ({"provider": SAM.person}, {"unassigned": True}):
        with pytest.raises(NotAllowed):
            listed(harness, KIM, **filters)


def test_a_client_whose_only_provider_left_has_nobody(harness):
    rows = harness.memberships.rows
    member = rows[PRACTICE, KIM.person]
    harness.clients.change(ADMIN, id_of(harness, "Avery Stone"), {}, 1, [KIM.person])
    rows[PRACTICE, KIM.person] = replace(member, status=MembershipStatus.REMOVED)
    assert list(listed(harness, unassigned=True)) == ["Avery Stone", "Riley Chen"]
    assert listed(harness)["Morgan Lee"] == ["Sam Rivera"]


def test_an_admin_reassigns_a_client_to_several_providers_and_takes_all_off(harness):
    client = id_of(harness, "Riley Chen")
    view = harness.clients.change(ADMIN, client, {}, 1, [KIM.person, SAM.person])
    assert [name for _, name in view.providers] == ["Kim Park", "Sam Rivera"]
    assert "Riley Chen" in listed(harness, KIM)
    harness.clients.change(ADMIN, client, {}, view.client.version, [])
    assert (listed(harness)["Riley Chen"], "Riley Chen" in listed(harness, KIM)) == ([], False)


def test_two_admins_who_reassign_at_once_do_not_overwrite_each_other(harness):
    client = id_of(harness, "Riley Chen")
    harness.clients.change(ADMIN, client, {}, 1, [KIM.person])
    with pytest.raises(Conflict) as late:
        harness.clients.change(ADMIN, client, {}, 1, [SAM.person])
    assert [name for _, name in late.value.fresh.providers] == ["Kim Park"]


def test_a_profile_from_before_a_rule_does_not_keep_an_admin_from_assigning(harness):
    """A telephone of old that is refused today is not the Admin's error."""
    client = id_of(harness, "Riley Chen")
    rows = harness.client_rows.rows
    old = rows[PRACTICE, client]
    rows[PRACTICE, client] = replace(old, profile=replace(old.profile, phone="ask for Jo"))
    harness.clients.change(ADMIN, client, {}, 1, [KIM.person])
    assert listed(harness)["Riley Chen"] == ["Kim Park"]
    with pytest.raises(Invalid):
        harness.clients.change(ADMIN, client, {"phone": "ask for Kim"}, 2)
