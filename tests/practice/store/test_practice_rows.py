"""Practices, services, processor accounts and clients: one suite for the tables and for the fakes."""

from dataclasses import replace
from decimal import Decimal

import pytest

from chalicelib.clients.domain import AccountState
from chalicelib.clients.usecases.clients import ClientEmailTaken
from chalicelib.identity.domain.membership import Membership, MembershipStatus, PersonCard
from chalicelib.kernel.errors import Conflict, NotFound
from chalicelib.kernel.idempotency import AlreadyProcessed
from chalicelib.kernel.ids import ClientId, PersonId, ProcessorAccountId, ServiceId
from chalicelib.payments.domain.processor_account import AccountStanding
from chalicelib.practice.domain.fee_rule import FeeRule
from chalicelib.practice.domain.practice import Acceptance, Practice
from chalicelib.practice.domain.service import CLIENT_BILLING, client_billing
from chalicelib.practice.domain.tax import TaxMode, TaxRule
from tests.practice.store.practice_rows import AT, KIM, ONCE, SAM, in_memory, keys, on_tables

TAX = TaxRule(TaxMode.INCLUSIVE, Decimal("8.2500"), "Sales tax", "NY-1")


@pytest.fixture(params=[in_memory, on_tables], ids=["fake", "tables"])
def rows(request):
    with request.param() as made:
        yield made


def settings(rows):
    return rows.practices.get(rows.practice)


def test_a_practice_is_registered_once(rows):
    with pytest.raises(Conflict):
        rows.practices.add(rows.access, Practice(rows.practice, "Other", "UTC"), client_billing())
    assert settings(rows).name == "Willow Creek"


def test_a_practice_that_is_not_there_is_absent(rows):
    with pytest.raises(NotFound):
        rows.practices.get(rows.foreign.practice)


def test_settings_and_tax_are_kept_apart(rows):
    changed = rows.practices.change(
        rows.access, replace(settings(rows), name="Oak", max_invoice=500, support_contact="")
    )
    assert (changed.name, changed.max_invoice, changed.support_contact, changed.version) == (
        "Oak",
        500,
        "",
        2,
    )
    assert rows.practices.change_tax(rows.access, TAX) == replace(TAX, version=1)
    assert settings(rows) == replace(changed, tax=replace(TAX, version=1))
    assert rows.practices.change_tax(rows.access, TaxRule(version=1)) == TaxRule(version=2)


def test_a_practice_keeps_the_fee_rule_that_it_chose(rows):
    assert settings(rows).fee_rule == FeeRule()
    chosen = FeeRule(full_from_percent=100, waive_under_minutes=0, prorate=False, waive_ours=True)
    rows.practices.change(rows.access, replace(settings(rows), fee_rule=chosen))
    assert settings(rows).fee_rule == chosen


def test_a_late_change_of_settings_or_tax_is_lost(rows):
    before = settings(rows)
    rows.practices.change(rows.access, before)
    rows.practices.change_tax(rows.access, TAX)
    for act in (
        lambda: rows.practices.change(rows.access, before),
        lambda: rows.practices.change_tax(rows.access, TAX),
    ):
        with pytest.raises(Conflict):
            act()


def test_an_acceptance_is_kept_as_it_was_first_given(rows):
    """S32: text hash, person, time and address are kept."""
    given = Acceptance("2026-11", "a" * 64, SAM, AT, "hashed")
    rows.practices.accept(rows.access, given)
    with pytest.raises(Conflict):
        rows.practices.accept(rows.access, replace(given, by=KIM))
    assert rows.practices.acceptance(rows.practice, "2026-11") == given
    assert rows.practices.acceptance(rows.practice, "2027-01") is None
    assert settings(rows).baa == "2026-11"


def test_a_service_is_stored_with_who_is_assigned(rows):
    service = rows.offerings.get(rows.practice, CLIENT_BILLING).service
    stored = rows.offerings.change(rows.access, replace(service, enabled=True), {SAM, KIM}, set())
    assert stored.version == service.version + 1
    rows.offerings.change(rows.access, stored, set(), {KIM})
    (found,) = rows.offerings.all(rows.practice)
    assert (found.service, found.people) == (replace(stored, version=stored.version + 1), {SAM})


def test_a_late_save_of_a_service_changes_nothing(rows):
    service = rows.offerings.get(rows.practice, CLIENT_BILLING).service
    rows.offerings.change(rows.access, service, {SAM}, set())
    with pytest.raises(Conflict):
        rows.offerings.change(rows.access, service, {KIM}, {SAM})
    assert rows.offerings.get(rows.practice, CLIENT_BILLING).people == {SAM}


@pytest.mark.parametrize("service", ["other", "client"])
def test_a_service_that_is_not_there_is_absent(rows, service):
    with pytest.raises(NotFound):
        rows.offerings.get(rows.practice, ServiceId(service))


def test_the_first_account_is_named_by_the_practice(rows):
    account = rows.account()
    rows.accounts.add(rows.access, account, keys(), None, default=True)
    assert rows.accounts.all(rows.access) == [account]
    assert rows.accounts.keys(rows.access, account.id, 1) == keys()
    assert (settings(rows).account, settings(rows).credentials) == (account.id, 1)


def test_of_two_first_accounts_at_once_one_is_not_stored(rows):
    rows.accounts.add(rows.access, rows.account(), keys(), None, default=True)
    with pytest.raises(Conflict):
        rows.accounts.add(rows.access, rows.account(2), keys(), None, default=True)
    assert len(rows.accounts.all(rows.access)) == 1


def test_the_same_request_makes_one_account(rows):
    account = rows.account()
    rows.accounts.add(rows.access, account, keys(), ONCE, default=False)
    with pytest.raises(AlreadyProcessed) as before:
        rows.accounts.add(rows.access, rows.account(2), keys(), ONCE, default=False)
    assert before.value.result == account.id == rows.accounts.result_of(rows.access, ONCE)


def test_new_keys_stand_beside_the_old_ones(rows):
    """S50: an old charge is refunded with the keys that took it."""
    account = rows.account()
    rows.accounts.add(rows.access, account, keys(), None, default=True)
    other = keys("sk_test_another_one")
    after = rows.accounts.change(
        rows.access,
        replace(account, credentials=2, shown_keys={"secret_ends": "_one"}),
        other,
        default=True,
    )
    assert (after.credentials, after.version) == (2, 2)
    assert after.shown_keys == {"secret_ends": "_one"}
    assert [rows.accounts.keys(rows.access, account.id, n) for n in (1, 2)] == [keys(), other]
    assert settings(rows).credentials == 2


def test_a_retired_default_leaves_the_practice_without_one(rows):
    account = rows.account()
    rows.accounts.add(rows.access, account, keys(), None, default=True)
    rows.accounts.change(
        rows.access, replace(account, standing=AccountStanding.RETIRED), None, default=True
    )
    assert (settings(rows).account, settings(rows).credentials) == ("", 0)
    assert rows.accounts.keys(rows.access, account.id, 1) == keys()


def test_a_late_change_of_an_account_is_lost(rows):
    account = rows.account()
    rows.accounts.add(rows.access, account, keys(), None, default=False)
    rows.accounts.verified(rows.access, account, AT)
    rows.accounts.change(rows.access, replace(account, description="First"), None, default=False)
    with pytest.raises(Conflict):
        rows.accounts.change(
            rows.access, replace(account, description="Second"), None, default=True
        )
    assert rows.accounts.get(rows.access, account.id).description == "First"
    assert settings(rows).account == ""


def test_a_test_that_went_well_is_remembered_without_a_new_version(rows):
    account = rows.account()
    rows.accounts.add(rows.access, account, keys(), None, default=False)
    rows.accounts.verified(rows.access, account, AT)
    assert rows.accounts.get(rows.access, account.id) == replace(account, verified_at=AT)


def test_another_practice_finds_no_account(rows):
    """S3."""
    account = rows.account()
    rows.accounts.add(rows.access, account, keys(), None, default=True)
    for act in (
        lambda: rows.accounts.get(rows.foreign, account.id),
        lambda: rows.accounts.keys(rows.foreign, account.id, 1),
        lambda: rows.accounts.get(rows.access, ProcessorAccountId("other")),
        lambda: rows.accounts.keys(rows.access, account.id, 2),
    ):
        with pytest.raises(NotFound):
            act()


def test_a_client_is_read_as_it_was_stored(rows):
    client = rows.added(providers=frozenset({SAM, KIM}))
    assert rows.clients.get(rows.access, client.id) == client


def test_a_provider_lists_his_own_clients_and_an_admin_all(rows):
    """S2."""
    first, second = rows.added(1), rows.added(2, providers=frozenset({KIM}))
    lists = [
        rows.clients.page(rows.access, who, None)[0] for who in (None, SAM, KIM, PersonId("nobody"))
    ]
    assert [[row.id for row in shown] for shown in lists] == [
        [first.id, second.id],
        [first.id],
        [second.id],
        [],
    ]
    assert lists[0][0].card == first.card


def test_an_email_is_held_by_one_client_in_any_case_of_letters(rows):
    """S5."""
    client = rows.added()
    loud = replace(client.profile, email=client.profile.email.upper())
    with pytest.raises(ClientEmailTaken):
        rows.added(2, profile=loud)
    assert rows.clients.change(rows.access, client, replace(client, profile=loud)).profile == loud


def test_an_email_that_was_given_up_is_free_for_another(rows):
    client = rows.added()
    rows.clients.change(
        rows.access,
        client,
        replace(client, profile=replace(client.profile, email="new@mail.example")),
    )
    other = rows.added(2, profile=client.profile)
    with pytest.raises(ClientEmailTaken):
        rows.clients.change(
            rows.access,
            other,
            replace(other, profile=replace(other.profile, email="NEW@mail.example")),
        )


def test_a_change_moves_the_version_the_list_and_who_is_assigned(rows):
    client = rows.added()
    profile = replace(client.profile, legal_name="Avery Woods", phone="")
    after = rows.clients.change(
        rows.access, client, replace(client, profile=profile, providers=frozenset({KIM}))
    )
    assert after == replace(client, profile=profile, providers=frozenset({KIM}), version=2)
    assert rows.clients.page(rows.access, SAM, None)[0] == []
    assert rows.clients.page(rows.access, KIM, None)[0][0].card.name == "Avery Woods"


def test_a_late_change_of_a_client_is_lost(rows):
    client = rows.added()
    rows.clients.change(rows.access, client, client)
    with pytest.raises(Conflict):
        rows.clients.change(rows.access, client, replace(client, providers=frozenset()))
    assert rows.clients.get(rows.access, client.id).providers == {SAM}


def test_the_same_request_makes_one_client(rows):
    client = rows.added(once=ONCE)
    with pytest.raises(AlreadyProcessed) as before:
        rows.added(2, once=ONCE)
    assert before.value.result == client.id == rows.clients.result_of(rows.access, ONCE)


def test_a_client_that_was_undone_leaves_nothing_behind(rows):
    client = rows.added(once=ONCE)
    rows.clients.remove(rows.access, client, ONCE)
    assert (
        rows.clients.page(rows.access, None, None)[0]
        == rows.clients.page(rows.access, SAM, None)[0]
        == []
    )
    assert rows.clients.result_of(rows.access, ONCE) is None
    assert rows.added(once=ONCE)


def invited(rows, client):
    member = Membership(rows.practice, PersonId("avery"), frozenset(), client=client.id)
    rows.memberships.add(rows.access, member, PersonCard("Avery", "avery@mail.example"))
    return rows.memberships.get(rows.access, member.person)


def test_a_profile_follows_the_membership_of_its_person(rows):
    client = rows.added()
    assert invited(rows, client).status is MembershipStatus.INVITED
    found = rows.clients.get(rows.access, client.id)
    assert (found.state, found.person, found.version) == (AccountState.INVITED, "avery", 1)
    with pytest.raises(Conflict):
        rows.clients.remove(rows.access, client, None)


def test_editing_a_client_does_not_undo_his_invitation(rows):
    client = rows.added()
    invited(rows, client)
    rows.clients.change(rows.access, client, client)
    assert rows.clients.get(rows.access, client.id).state is AccountState.INVITED


def test_another_practice_finds_no_client(rows):
    """S3."""
    client = rows.added()
    for access, asked in ((rows.foreign, client.id), (rows.access, ClientId("other"))):
        with pytest.raises(NotFound):
            rows.clients.get(access, asked)
    assert rows.clients.page(rows.foreign, None, None)[0] == []
