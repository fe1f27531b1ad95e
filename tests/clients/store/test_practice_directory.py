"""
Tests the practice's directory.

The same tests run on the tables and on the fake directory.
"""

from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import pytest

from chalicelib.clients.domain.notice_permission import NoticePermission
from chalicelib.clients.store import keys as client_keys
from chalicelib.clients.store.items import ClientItem
from chalicelib.clients.store.notice_permissions import DynamoNoticePermissions
from chalicelib.clients.store.practice_directory import DynamoPracticeDirectory
from chalicelib.clients.usecases.ports import InvoiceNames
from chalicelib.identity.domain.membership import Membership, MembershipStatus, PersonSummary
from chalicelib.kernel.access import Role
from chalicelib.kernel.errors import NotFound
from chalicelib.kernel.ids import ClientId, InvoiceId, PersonId
from chalicelib.notices.domain import Notice, NoticeKind
from chalicelib.practice.domain.practice import Acceptance, Agreement
from chalicelib.practice.domain.service import CLIENT_BILLING
from chalicelib.practice.domain.tax import TaxRule
from chalicelib.practice.usecases.billing_setup import BillingSetup
from tests.clients.fake_practice_directory import FakePracticeDirectory
from tests.practice.store.practice_rows import AT, KIM, SAM, Rows, in_memory, keys, on_tables

AGREEMENT = Agreement("2026-11", "text")
BEFORE_SETUP = BillingSetup(
    currency="USD",
    zone="America/New_York",
    max_invoice=1_000_000,
    rule=TaxRule(),
    enabled=False,
    assigned=False,
    baa_accepted=False,
    record_only=False,
    has_processor=False,
    staff_actions=True,
)
ALL_SET_UP = {"enabled": True, "assigned": True, "baa_accepted": True, "has_processor": True}


@dataclass
class DirectoryHarness:
    """
    Holds a directory under test.

    Also holds the stores of the practice, which the directory reads.
    """

    directory: Any
    rows: Rows

    def member(self, person=SAM, name="Sam Rivera", status=MembershipStatus.ACTIVE):
        """Add a provider to the practice, and return their access."""
        member = Membership(self.rows.practice, person, frozenset({Role.PROVIDER}), status)
        summary = PersonSummary(name, f"{person}@clocktree.test")
        self.rows.memberships.add(self.rows.access, member, summary)
        return replace(self.rows.access, person=person, role=Role.PROVIDER)

    def assigned(self, access, *clients):
        """Return those of the clients to whom the caller is assigned."""
        return {
            each.id
            for each in clients
            if self.directory.assigned(access, [access.person], [each.id])
        }

    def notice(self, **recipient):
        return Notice(
            NoticeKind.INVOICE_SENT, self.rows.practice, InvoiceId("i1"), "sent", **recipient
        )


class FakeDirectoryHarness(DirectoryHarness):
    """
    Sets up billing for Sam in the fake directory.

    The fake directory has its own settings, separate from the practice's stores.
    """

    def set_up_billing(self):
        self.directory.now_has(**ALL_SET_UP)
        self.directory.unassigned.add(KIM)

    def withdraw(self, client, topic):
        self.directory.withdrawn.add((client, topic))

    def permit(self, client, topic):
        self.directory.given.add((client, topic))


class TableDirectoryHarness(DirectoryHarness):
    """Sets up billing for Sam in the tables of the practice."""

    def set_up_billing(self):
        rows = self.rows
        rows.practices.accept(rows.access, Acceptance("2026-11", AGREEMENT.sha256, SAM, AT))
        rows.accounts.add(rows.access, rows.account(), keys(), None, default=True)
        service = rows.offerings.get(rows.practice, CLIENT_BILLING).service
        rows.offerings.change(rows.access, replace(service, enabled=True), {SAM}, set())

    def withdraw(self, client, topic):
        self._change(client, topic, is_given=False)

    def permit(self, client, topic):
        self._change(client, topic, is_given=True)

    def _change(self, client, topic, is_given):
        records = self.rows.records
        permissions = DynamoNoticePermissions(records.vault(), records.audit)
        change = NoticePermission(topic, is_given=is_given, at=AT, recorded_by=SAM)
        permissions.change(self.rows.access, client, change)


@contextmanager
def fake_directory():
    with in_memory() as rows:
        directory = FakePracticeDirectory(
            rows.practice, rows.clients, rows.memberships, BEFORE_SETUP
        )
        yield FakeDirectoryHarness(directory, rows)


@contextmanager
def table_directory():
    with on_tables() as rows:
        directory = DynamoPracticeDirectory(rows.records.vault(), lambda: AGREEMENT)
        yield TableDirectoryHarness(directory, rows)


@pytest.fixture(params=[fake_directory, table_directory], ids=["fake", "tables"])
def harness(request):
    with request.param() as harness:
        yield harness


def test_the_billing_setup_says_what_applies_to_the_caller(harness):
    sam, kim = harness.member(), harness.member(KIM, "Kim Park")
    assert harness.directory.billing_setup(sam) == BEFORE_SETUP
    harness.set_up_billing()
    after = replace(BEFORE_SETUP, **ALL_SET_UP)
    assert harness.directory.billing_setup(sam) == after
    for other in (kim, harness.rows.access):
        assert harness.directory.billing_setup(other) == replace(after, assigned=False)


def test_a_practice_that_does_not_exist_has_no_billing_setup(harness):
    """
    S3: a caller in another practice gets NotFound for the billing setup.

    The settings of the practice under test do not apply in another practice.
    """
    with pytest.raises(NotFound):
        harness.directory.billing_setup(harness.rows.foreign)


def test_a_provider_is_assigned_to_their_own_clients_only(harness):
    """
    S2: Sam and Kim are each assigned only to their own client.

    With access to another practice, Sam is assigned to no client.
    """
    rows, sam, kim = harness.rows, harness.member(), harness.member(KIM, "Kim Park")
    first, second = rows.add_client(), rows.add_client(2, providers=frozenset({KIM}))
    assert harness.assigned(sam, first, second) == {first.id}
    assert harness.assigned(kim, first, second) == {second.id}
    assert harness.assigned(replace(sam, practice=rows.foreign.practice), first, second) == set()
    assert harness.assigned(sam, replace(first, id=ClientId("nobody"))) == set()


def test_a_practice_has_only_its_own_clients(harness):
    """S3: for another practice, the client does not exist."""
    client, has_client = harness.rows.add_client().id, harness.directory.has_client
    assert has_client(harness.rows.access, client)
    assert not has_client(harness.rows.access, ClientId("nobody"))
    assert not has_client(harness.rows.foreign, client)


@pytest.mark.parametrize("client", ["01K00000000000000000000C01", "Avery Stone", ""])
def test_a_refusal_is_recorded_for_any_text_in_place_of_an_id(harness, client):
    harness.directory.record_refusal(harness.rows.access, ClientId(client))


def test_an_invoice_has_the_legal_names_of_the_client_and_the_caller(harness):
    sam, profile = harness.member(), harness.rows.client().profile
    client = harness.rows.add_client(profile=replace(profile, preferred_name="Av"))
    names = harness.directory.names_for_invoice(sam, client.id, sam.person)
    assert names == InvoiceNames("Avery Stone 1", "Sam Rivera", active=True)
    for access, absent in (
        (sam, ClientId("other")),
        (harness.rows.access, client.id),
        (replace(sam, practice=harness.rows.foreign.practice), client.id),
    ):
        with pytest.raises(NotFound):
            harness.directory.names_for_invoice(access, absent, access.person)


def test_clients_have_their_preferred_names_and_strangers_are_left_out(harness):
    rows, names_of = harness.rows, harness.directory.client_names
    first = rows.add_client()
    second = rows.add_client(2, profile=replace(rows.client(2).profile, preferred_name="Av"))
    names = names_of(rows.access, [first.id, second.id, ClientId("stranger")])
    assert names == {first.id: "Avery Stone 1", second.id: "Av"}
    assert names_of(rows.foreign, [first.id]) == names_of(rows.access, []) == {}


def test_clients_have_the_time_zones_of_their_profiles(harness):
    rows, zones_of = harness.rows, harness.directory.client_zones
    profile = replace(rows.client().profile, zone="America/Denver")
    first, second = rows.add_client(profile=profile), rows.add_client(2)
    assert zones_of(rows.access, [first.id, second.id, ClientId("stranger")]) == {
        first.id: "America/Denver"
    }
    assert zones_of(rows.foreign, [first.id]) == zones_of(rows.access, []) == {}


def test_a_profile_that_does_not_open_hides_no_other_clients_time_zone():
    with table_directory() as harness:
        rows = harness.rows
        profile = replace(rows.client().profile, zone="America/Denver")
        broken, intact = rows.add_client(profile=profile), rows.add_client(2, profile=profile)
        item, other = (
            ClientItem.get(*client_keys.client(rows.practice, each.id)) for each in (broken, intact)
        )
        item.sealed_body = other.sealed_body
        item.save()
        zones = harness.directory.client_zones(rows.access, [broken.id, intact.id])
        assert zones == {intact.id: "America/Denver"}


def test_the_names_of_any_number_of_people_are_read(harness):
    client = harness.rows.add_client(1)
    harness.member()
    absent = [f"absent-{number}" for number in range(100)]
    directory, access = harness.directory, harness.rows.access
    assert set(directory.colleagues(access, [*absent, SAM])) == {SAM}
    assert directory.providers_among(access, [*absent, SAM]) == {SAM}
    assert set(directory.client_names(access, [*absent, client.id])) == {client.id}


def test_colleagues_are_named_and_strangers_left_out(harness):
    harness.member()
    colleagues = harness.directory.colleagues
    ((person, (member, summary)),) = colleagues(
        harness.rows.access, [SAM, PersonId("stranger")]
    ).items()
    assert (person, member.person, summary.name) == (SAM, SAM, "Sam Rivera")
    assert member == harness.rows.memberships.get(harness.rows.access, SAM)
    assert colleagues(harness.rows.foreign, [SAM]) == colleagues(harness.rows.access, []) == {}


def test_a_clients_own_name_is_the_one_in_the_profile(harness):
    client = harness.rows.add_client()
    access = harness.rows.access
    assert harness.directory.own_name(access, client.id) == client.profile.legal_name
    assert harness.directory.own_name(harness.rows.foreign, client.id) is None
