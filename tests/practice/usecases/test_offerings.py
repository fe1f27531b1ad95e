"""Tests switching Client Billing on, and choosing the providers who may use it."""

import pytest

from chalicelib.identity.domain.membership import MembershipStatus
from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from chalicelib.kernel.ids import PersonId, ServiceId
from chalicelib.payments.domain.payment import ProcessorKind
from chalicelib.practice.domain.service import CLIENT_BILLING, MAX_ASSIGNMENT_CHANGES
from tests.practice.practice_harness import ADMIN, KEYS, KIM, PRACTICE, SAM, PracticeHarness


@pytest.fixture
def harness():
    return PracticeHarness()


def save(harness, access=ADMIN, **values):
    defaults = {"enabled": False, "record_payments_only": False, "providers": [], "seen": 1}
    return harness.offerings.change(access, CLIENT_BILLING, **defaults | values)


def test_a_service_lists_all_providers_by_name_and_no_other_admins(harness):
    (offering,) = harness.offerings.all(ADMIN)
    assert [(name, assigned) for _, name, assigned in offering.providers] == [
        ("Kim Park", False),
        ("Sam Rivera", False),
    ]


def test_client_billing_is_off_at_first_and_says_what_is_missing(harness):
    offering = harness.offerings.get(ADMIN, CLIENT_BILLING)
    assert not offering.service.enabled
    assert "processor" in offering.reason_not_enabled


def test_client_billing_cannot_be_switched_on_without_a_processor(harness):
    with pytest.raises(Invalid) as refusal:
        save(harness, enabled=True, providers=[SAM.person])
    assert set(refusal.value.fields) == {"enabled"}
    assert not harness.service().people


def test_client_billing_with_recorded_payments_only_needs_no_processor(harness):
    assert save(harness, enabled=True, record_payments_only=True).service.enabled


def test_with_a_processor_client_billing_is_on_for_assigned_providers(harness):
    harness.accounts.add(ADMIN, ProcessorKind.STRIPE, "Main", KEYS, None)
    offering = save(harness, enabled=True, providers=[SAM.person])
    assert offering.reason_not_enabled is None
    assert [person for person, _, assigned in offering.providers if assigned] == [SAM.person]
    assert harness.service().people == {SAM.person}


def test_removing_one_assignment_keeps_the_others(harness):
    save(harness, providers=[SAM.person, KIM.person])
    save(harness, providers=[KIM.person], seen=2)
    assert harness.service().people == {KIM.person}


def test_a_late_save_is_refused_with_what_was_stored(harness):
    save(harness, providers=[SAM.person])
    with pytest.raises(Conflict) as refusal:
        save(harness, providers=[KIM.person])
    assert [person for person, _, assigned in refusal.value.fresh.providers if assigned] == [
        SAM.person
    ]
    assert harness.service().people == {SAM.person}


def test_only_an_admin_saves_and_all_staff_may_read(harness):
    """S4: a provider can read a service's settings but not change them."""
    with pytest.raises(NotAllowed):
        save(harness, SAM)
    assert harness.offerings.all(SAM) == harness.offerings.all(ADMIN)


@pytest.mark.parametrize("who", ["boss", "nobody"])
def test_only_providers_of_the_practice_can_be_assigned(harness, who):
    with pytest.raises(Invalid) as refusal:
        save(harness, providers=[PersonId(who)])
    assert set(refusal.value.fields) == {"provider_ids"}


def test_a_removed_colleague_is_not_listed(harness):
    key = PRACTICE, SAM.person
    removed = harness.memberships.rows[key]
    harness.memberships.rows[key] = type(removed)(
        **{**_values(removed), "status": MembershipStatus.REMOVED}
    )
    assert [person for person, _, _ in harness.offerings.all(ADMIN)[0].providers] == [KIM.person]


def test_more_people_than_one_transaction_holds_are_refused(harness):
    many = [
        Access(PRACTICE, PersonId(f"p{number}"), Role.PROVIDER)
        for number in range(MAX_ASSIGNMENT_CHANGES + 1)
    ]
    for access in many:
        harness.add_member(access, "Somebody", Role.PROVIDER)
    with pytest.raises(Invalid):
        save(harness, providers=[access.person for access in many])


def test_an_unknown_service_is_absent(harness):
    with pytest.raises(NotFound):
        harness.offerings.get(ADMIN, ServiceId("other"))


def _values(row):
    return {name: getattr(row, name) for name in row.__dataclass_fields__}
