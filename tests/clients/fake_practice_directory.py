"""Fakes a practice's directory in memory: settings, assignments and names."""

from dataclasses import dataclass, field, replace

from chalicelib.clients.usecases.ports import InvoiceNames
from chalicelib.identity.domain.membership import MembershipStatus
from chalicelib.kernel.access import Role
from chalicelib.kernel.errors import NotFound
from chalicelib.kernel.ids import PracticeId
from chalicelib.kernel.text import e164
from chalicelib.notices.domain import NoticeTopic, topic_of
from chalicelib.practice.domain.tax import TaxRule
from chalicelib.practice.usecases.billing_setup import BillingSetup
from tests.clients.fake_client_store import FakeClientStore
from tests.identity.fake_memberships import FakeMemberships

BILLING_SETUP = BillingSetup(
    currency="USD",
    zone="America/New_York",
    max_invoice=1_000_000,
    rule=TaxRule(),
    enabled=True,
    assigned=True,
    baa_accepted=True,
    record_only=False,
    has_processor=True,
    staff_actions=True,
)


@dataclass
class FakePracticeDirectory:
    """
    Fakes `DynamoPracticeDirectory` and `DynamoMergedProfiles` in memory.

    It passes the tests in `store/test_practice_directory.py`. `practice` is the only practice that
    has settings. All its providers are assigned to Client Billing, except those in `unassigned`.
    `inactive` is the set of clients who may not be billed. `refused` lists each refused access as a
    person and a client. `withdrawn` has the pairs of a client and a topic about which they want no
    notices. `given` has the pairs of a client and a topic that they must permit, and do.
    """

    practice: PracticeId
    clients: FakeClientStore = field(default_factory=FakeClientStore)
    memberships: FakeMemberships = field(default_factory=FakeMemberships)
    settings: BillingSetup = BILLING_SETUP
    unassigned: set = field(default_factory=set)
    inactive: set = field(default_factory=set)
    refused: list = field(default_factory=list)
    withdrawn: set = field(default_factory=set)
    given: set = field(default_factory=set)

    def now_has(self, **changes):
        self.settings = replace(self.settings, **changes)

    def assign(self, access, client):
        key = access.practice, client
        row = self.clients.rows[key]
        self.clients.rows[key] = replace(row, providers=row.providers | {access.person})

    def billing_setup(self, access):
        if access.practice != self.practice:
            raise NotFound
        member = self.memberships.rows.get((access.practice, access.person))
        is_provider = member is not None and Role.PROVIDER in member.roles
        assigned = self.settings.assigned and is_provider and access.person not in self.unassigned
        return replace(self.settings, assigned=assigned)

    def assigned(self, access, providers, clients, at=None):
        rows = {client: self.clients.rows.get((access.practice, client)) for client in clients}
        return [
            (provider, client)
            for provider in providers
            for client, row in rows.items()
            if row and provider in self.clients.assigned(row, at)
        ]

    def has_client(self, access, client):
        return (access.practice, client) in self.clients.rows

    def merged_into(self, access, clients):
        rows = (self.clients.rows.get((access.practice, client)) for client in clients)
        return {row.id: row.merge.into for row in rows if row and row.merge}

    def profile_name(self, access, client):
        return self.client_names(access, [client])[client]

    def record_refusal(self, access, client):
        self.refused.append((access.person, client))

    def admins(self, access):
        return [
            member.person
            for (practice, _), member in self.memberships.rows.items()
            if practice == access.practice
            and Role.ADMIN in member.roles
            and member.status is MembershipStatus.ACTIVE
        ]

    def providers_among(self, access, people):
        members = [self.memberships.rows.get((access.practice, who)) for who in people]
        return frozenset(
            member.person
            for member in members
            if member and Role.PROVIDER in member.roles and member.status is MembershipStatus.ACTIVE
        )

    def invoice_names(self, access, clients, providers):
        rows = {client: self.clients.rows.get((access.practice, client)) for client in clients}
        people = self.colleagues(access, providers)
        return {client: row.profile.legal_name for client, row in rows.items() if row} | {
            person: summary.name for person, (_, summary) in people.items()
        }

    def names_for_invoice(self, access, client, provider):
        row = self.clients.rows.get((access.practice, client))
        summary = self.memberships.summaries.get((access.practice, provider))
        if row is None or summary is None:
            raise NotFound
        active = client not in self.inactive
        return InvoiceNames(row.profile.legal_name, summary.name, active=active)

    def colleagues(self, access, people):
        keys = [(access.practice, person) for person in people]
        rows = {key: self.memberships.rows.get(key) for key in keys}
        return {key[1]: (row, self.memberships.summaries[key]) for key, row in rows.items() if row}

    def client_names(self, access, clients):
        rows = {client: self.clients.rows.get((access.practice, client)) for client in clients}
        return {
            client: row.profile.preferred_name or row.profile.legal_name
            for client, row in rows.items()
            if row
        }

    def own_name(self, access, client):
        return self.client_names(access, [client]).get(client)

    def client_zones(self, access, clients):
        rows = {client: self.clients.rows.get((access.practice, client)) for client in clients}
        return {
            client: row.profile.zone for client, row in rows.items() if row and row.profile.zone
        }

    def of(self, notice):
        if notice.client:
            return self._of_client(notice)
        return self._of_colleague(notice)

    def _of_client(self, notice):
        key = notice.practice, notice.client
        topic = topic_of(notice.kind)
        if key not in self.clients.rows or (notice.client, topic) in self.withdrawn:
            raise NotFound
        if self.clients.rows[key].merge:
            raise NotFound
        profile = self.clients.rows[key].profile
        if topic is not NoticeTopic.TEXT_REMINDER:
            return profile.email
        number = e164(profile.phone)
        if (notice.client, topic) not in self.given or number is None:
            raise NotFound
        return number

    def _of_colleague(self, notice):
        key = notice.practice, notice.person
        member = self.memberships.rows.get(key)
        if member is None or member.status is MembershipStatus.REMOVED:
            raise NotFound
        clients = [self.clients.rows.get((notice.practice, each)) for each in notice.clients]
        if Role.ADMIN not in member.roles and not all(
            each and notice.person in each.providers for each in clients
        ):
            raise NotFound
        return self.memberships.summaries[key].email
