"""Tests the store of memberships: the same tests for the tables and the fake."""

import pytest

from chalicelib.identity.domain.membership import Membership, MembershipStatus, PersonSummary
from chalicelib.identity.store import memberships
from chalicelib.identity.store.memberships import MembershipItem
from chalicelib.kernel.access import Role
from chalicelib.kernel.errors import Conflict, NotFound
from chalicelib.kernel.ids import PersonId
from chalicelib.platform.dynamodb import partitions, queries
from tests.identity.store.sign_in_stores import PERSON, SUMMARY, in_memory, on_tables


@pytest.fixture(params=[in_memory, on_tables], ids=["fake", "tables"])
def stores(request):
    with request.param() as stores:
        yield stores


def test_a_person_has_one_membership_in_a_practice(stores):
    stores.member()
    with pytest.raises(Conflict):
        stores.member()


def test_a_membership_can_be_activated_and_its_sessions_ended(stores):
    stores.member()
    assert (
        stores.memberships.activate(stores.memberships.get(stores.access, PERSON)).status
        is MembershipStatus.ACTIVE
    )
    assert stores.memberships.end_sessions(stores.access, PERSON).epoch == 1
    (membership,) = stores.memberships.of_person(PERSON)
    assert (membership.status, membership.epoch) == (MembershipStatus.ACTIVE, 1)
    with pytest.raises(NotFound):
        stores.memberships.get(stores.access, PersonId("other"))


def test_an_invitation_can_be_corrected_until_the_first_sign_in(stores):
    """S5: a sign-in that began before the correction cannot activate the membership."""
    before = stores.member()
    right = PersonSummary(SUMMARY.name, "right@clocktree.test")
    after = stores.memberships.correct(stores.access, PERSON, right)
    assert (after.epoch, after.status) == (before.epoch + 1, MembershipStatus.INVITED)
    assert stores.memberships.summary(stores.access, PERSON) == right
    with pytest.raises(Conflict):
        stores.memberships.activate(before)
    stores.memberships.activate(stores.memberships.get(stores.access, PERSON))
    with pytest.raises(Conflict):
        stores.memberships.correct(stores.access, PERSON, SUMMARY)
    assert stores.memberships.summary(stores.access, PERSON) == right


def test_a_withdrawn_membership_leaves_nothing(stores):
    member = stores.member()
    stores.memberships.withdraw(stores.access, member)
    assert stores.memberships.of_person(PERSON) == []
    assert stores.memberships.staff(stores.access, None) == ([], None)
    for act in (
        lambda: stores.memberships.activate(member),
        lambda: stores.memberships.withdraw(stores.access, member),
        lambda: stores.memberships.correct(stores.access, PERSON, SUMMARY),
    ):
        with pytest.raises(NotFound):
            act()


@pytest.mark.parametrize("act", ["end", "withdraw"])
def test_a_membership_that_changed_since_it_was_read_is_not_deleted(stores, act):
    before = stores.member()
    after = stores.memberships.activate(before)
    with pytest.raises(Conflict):
        getattr(stores.memberships, act)(stores.access, before)
    assert stores.memberships.of_person(PERSON) == [after]
    getattr(stores.memberships, act)(stores.access, after)
    assert stores.memberships.of_person(PERSON) == []


def test_an_index_that_lags_behind_names_no_membership_as_it_was(monkeypatch):
    with on_tables() as stores:
        before = stores.member()
        listed = queries.page(MembershipItem, partitions.person(PERSON), index=1)
        monkeypatch.setattr(memberships, "page", lambda *_, **__: listed)
        after = stores.memberships.activate(before)
        assert stores.memberships.of_person(PERSON) == [after]
        stores.memberships.end(stores.access, after)
        assert stores.memberships.of_person(PERSON) == []


def test_colleagues_are_listed_with_their_names_and_without_clients(stores):
    member = stores.member()
    client = Membership(stores.practice, PersonId("client"), frozenset({Role.CLIENT}))
    stores.memberships.add(stores.access, client, PersonSummary("Not Listed", "c@clocktree.test"))
    assert stores.memberships.staff(stores.access, None) == ([(member, SUMMARY)], None)
    assert stores.memberships.summary(stores.access, PERSON) == SUMMARY
