"""Tests a practice's tables: their contents, transactions and audit entries."""

from dataclasses import replace

import pytest

from chalicelib.clients.domain.client import AccountState
from chalicelib.clients.store.clients import PAGE
from chalicelib.clients.store.practice_directory import DynamoPracticeDirectory
from chalicelib.identity.domain.membership import Membership, MembershipStatus, PersonSummary
from chalicelib.kernel.access import Role
from chalicelib.kernel.errors import Conflict, Malformed, Unavailable
from chalicelib.kernel.ids import ClientId, InvoiceId, PersonId
from chalicelib.notices.domain import Notice, NoticeKind
from chalicelib.platform.dynamodb import connection
from chalicelib.platform.dynamodb.tables import CoreRow
from chalicelib.practice.domain.fee_rule import FeeRule
from chalicelib.practice.domain.practice import Acceptance, Agreement
from chalicelib.practice.domain.service import CLIENT_BILLING
from chalicelib.practice.store import keys as practice_keys
from chalicelib.practice.store import practices
from tests.platform.aws_faults import Fault, always, faults
from tests.practice.store.practice_rows import AT, KIM, SAM, keys, on_tables

AGREEMENT = Agreement("2026-11", "text")


@pytest.fixture
def rows():
    with on_tables() as rows:
        yield rows


@pytest.fixture
def directory(rows):
    return DynamoPracticeDirectory(rows.records.vault(), lambda: AGREEMENT)


def add_provider(rows, person=SAM, name="Sam Rivera", status=MembershipStatus.ACTIVE):
    member = Membership(rows.practice, person, frozenset({Role.PROVIDER}), status)
    rows.memberships.add(rows.access, member, PersonSummary(name, f"{person}@clocktree.test"))
    return replace(rows.access, person=person, role=Role.PROVIDER)


def core_rows():
    return repr(connection.client().scan(TableName=connection.name_of("core"))["Items"])


def test_a_practice_stored_without_a_fee_rule_has_the_default_one(rows):
    names = ("fee_full", "fee_waive", "fee_prorate", "fee_waive_ours")
    pk, sk = practice_keys.practice(rows.practice)
    connection.client().update_item(
        TableName=connection.name_of("core"),
        Key={"pk": {"S": pk}, "sk": {"S": sk}},
        UpdateExpression=f"REMOVE {', '.join(names)}",
    )
    assert rows.practices.get(rows.practice).fee_rule == FeeRule()


def test_no_fact_of_a_client_and_no_secret_is_stored_in_clear(rows):
    """S22, S50: names, contact data and processor keys are stored only encrypted."""
    rows.add_client()
    rows.accounts.add(rows.access, rows.account(), keys(), None, default=True)
    text = core_rows()
    assert not [
        word
        for word in ("Avery", "mail.example", "555 010 9999", "willowcreek", "Main account")
        if word in text
    ]
    assert "Stone" not in repr(list(CoreRow.scan()))


def test_audit_entries_of_a_read_or_a_change_name_the_client(rows):
    """
    S14: creating, reading or changing a client writes an audit entry.

    The entry contains the client's id.
    """
    client = rows.add_client()
    rows.clients.get(rows.access, client.id)
    rows.clients.change(rows.access, client, client)
    entries = [
        (entry.action, entry.purpose)
        for entry in rows.records.entries()
        if entry.client == client.id
    ]
    assert sorted(entries)[:2] == [("change", "edit client"), ("create", "add client")]
    assert ("read", "client profile") in entries


def test_without_an_audit_entry_no_profile_is_read(rows):
    """S15: if the audit entry cannot be stored, reading a client fails."""
    client = rows.add_client()
    with (
        faults(connection.client(), always(Fault.THROTTLED, "PutItem")),
        pytest.raises(Unavailable),
    ):
        rows.clients.get(rows.access, client.id)


def test_only_the_clients_of_a_list_whose_names_are_read_have_an_entry(rows):
    """S15: ids of clients are read without an entry, and names with one."""
    first, second = rows.add_client(1), rows.add_client(2)
    before = len(rows.records.entries())
    rows.clients.page_of_ids(rows.access, None, None)
    assert len(rows.records.entries()) == before
    rows.clients.rows_of(rows.access, [second.id])
    (entry,) = [each for each in rows.records.entries() if each.purpose == "client list"]
    assert (second.id in str(entry.records), first.id in str(entry.records)) == (True, False)


def test_a_cursor_continues_its_own_list_of_clients_only(rows):
    for number in range(PAGE + 3):
        rows.add_client(number + 1)
    for who in (None, SAM):
        first, cursor = rows.clients.page(rows.access, who, None)
        second, end = rows.clients.page(rows.access, who, cursor)
        assert (len(first), len(second), end) == (PAGE, 3, None)
        assert len({row.id for row in (*first, *second)}) == PAGE + 3
    with pytest.raises(Malformed):
        rows.clients.page(rows.access, KIM, cursor)


def test_a_simultaneous_edit_and_invitation_are_both_stored(rows):
    before = rows.add_client()
    member = Membership(
        rows.practice, PersonId("avery"), frozenset({Role.CLIENT}), client=before.id
    )
    rows.memberships.add(rows.access, member, PersonSummary("Avery", "avery@mail.example"))
    after = rows.clients.change(
        rows.access, before, replace(before, profile=replace(before.profile, pronouns="they"))
    )
    assert (after.state, after.person, after.profile.pronouns) == (
        AccountState.INVITED,
        "avery",
        "they",
    )
    rows.memberships.activate(rows.memberships.get(rows.access, member.person))
    assert rows.clients.get(rows.access, before.id).state is AccountState.ACTIVE


def test_a_client_has_one_person(rows):
    """S5: a second person cannot sign in as the same client."""
    client = rows.add_client()
    for person, is_second in (("avery", False), ("other", True)):
        member = Membership(
            rows.practice, PersonId(person), frozenset({Role.CLIENT}), client=client.id
        )
        if is_second:
            with pytest.raises(Conflict):
                rows.memberships.add(rows.access, member, PersonSummary("A", "a@b.c"))
        else:
            rows.memberships.add(rows.access, member, PersonSummary("A", "a@b.c"))


def test_the_sweeps_find_every_practice(rows):
    assert practices.all_ids() == [rows.practice]


def test_the_billing_setup_says_what_applies_to_the_caller(rows, directory):
    sam, kim = add_provider(rows), add_provider(rows, KIM, "Kim Park")
    before = directory.billing_setup(sam)
    assert [before.enabled, before.assigned, before.has_processor, before.baa_accepted] == [
        False
    ] * 4
    rows.practices.accept(rows.access, Acceptance("2026-11", AGREEMENT.sha256, SAM, AT))
    rows.accounts.add(rows.access, rows.account(), keys(), None, default=True)
    service = rows.offerings.get(rows.practice, CLIENT_BILLING).service
    rows.offerings.change(rows.access, replace(service, enabled=True), {SAM}, set())
    after = directory.billing_setup(sam)
    assert [after.enabled, after.assigned, after.has_processor, after.baa_accepted] == [True] * 4
    assert (after.currency, after.zone, after.max_invoice, after.staff_actions) == (
        "USD",
        "America/New_York",
        1_000_000,
        True,
    )
    assert not directory.billing_setup(kim).assigned


def test_a_new_version_of_the_agreement_counts_as_not_accepted(rows):
    """S32: an acceptance counts only for the version of the agreement in force."""
    rows.practices.accept(rows.access, Acceptance("2026-11", AGREEMENT.sha256, SAM, AT))
    later = DynamoPracticeDirectory(rows.records.vault(), lambda: Agreement("2027-01", "more"))
    assert not later.billing_setup(rows.access).baa_accepted


def test_the_billing_setup_takes_one_read(rows, directory):
    with faults(connection.client(), lambda _: None) as calls:
        directory.billing_setup(rows.access)
    assert [name for name, _ in calls] == ["BatchGetItem"]


def test_the_directory_reads_which_clients_are_assigned_to_a_provider(rows, directory):
    """
    S2: the directory returns a provider's assigned clients in one practice only.

    The client is assigned to Sam, but not to Kim, and not to Sam in another practice.
    """
    client, sam, kim = rows.add_client(), add_provider(rows), add_provider(rows, KIM, "Kim Park")
    people, clients = [sam.person, kim.person], [client.id]
    assert directory.assigned(sam, people, clients) == [(sam.person, client.id)]
    foreign = replace(sam, practice=rows.foreign.practice)
    assert directory.assigned(foreign, people, clients) == []


def test_a_request_for_an_unassigned_client_is_audited_as_refused(rows, directory):
    """
    S14: a refused request for an unassigned client is audited.

    The audit entry names the person who asked, and the client.
    """
    client, kim = rows.add_client(), add_provider(rows, KIM, "Kim Park")
    directory.record_refusal(kim, client.id)
    (entry,) = [each for each in rows.records.entries() if each.outcome == "refused"]
    assert (entry.actor, entry.role, entry.client) == (kim.person, "provider", client.id)


def test_clients_have_their_preferred_names_and_strangers_are_left_out(rows, directory):
    """
    S14: reading the names of several clients writes one audit entry.

    The names are the preferred names, and unknown clients are left out.
    """
    first = rows.add_client()
    second = rows.add_client(2, profile=replace(rows.client(2).profile, preferred_name="Av"))
    before = len(rows.records.entries())
    names = directory.client_names(rows.access, [first.id, second.id, ClientId("stranger")])
    assert names == {first.id: "Avery Stone 1", second.id: "Av"}
    assert len(rows.records.entries()) == before + 1
    assert (
        directory.client_names(replace(rows.access, practice=rows.foreign.practice), [first.id])
        == {}
    )


def test_reading_the_address_for_a_notice_is_audited(rows, directory):
    """
    S14: reading a person's address to send a notice is audited.

    This holds even though the platform itself, and no person, reads the address.
    """
    client = rows.add_client()
    add_provider(rows)
    to_client = Notice(
        NoticeKind.INVOICE_SENT, rows.practice, InvoiceId("i1"), "sent", client=client.id
    )
    to_sam = Notice(
        NoticeKind.PROCESSOR_TROUBLE, rows.practice, InvoiceId("i1"), "failed", person=SAM
    )
    assert (directory.of(to_client), directory.of(to_sam)) == (
        "avery1@mail.example",
        "sam@clocktree.test",
    )
    assert [entry.actor for entry in rows.records.entries() if entry.purpose == "notice"] == [
        "system",
        "system",
    ]
