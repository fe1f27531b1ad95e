"""Fakes a practice's directory in memory: settings, assignments and names."""

from dataclasses import dataclass, field, replace

from chalicelib.clients.usecases.ports import InvoiceNames
from chalicelib.kernel.access import Role
from chalicelib.kernel.errors import NotFound
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
    Fakes `DynamoPracticeDirectory` in memory.

    `inactive` is the set of clients who may not be billed. `refused` lists each refused
    access as a pair of person and client.
    """

    clients: FakeClientStore = field(default_factory=FakeClientStore)
    memberships: FakeMemberships = field(default_factory=FakeMemberships)
    settings: BillingSetup = BILLING_SETUP
    inactive: set = field(default_factory=set)
    refused: list = field(default_factory=list)

    def now_has(self, **changes):
        self.settings = replace(self.settings, **changes)

    def assign(self, access, client):
        key = access.practice, client
        row = self.clients.rows[key]
        self.clients.rows[key] = replace(row, providers=row.providers | {access.person})

    def billing_setup(self, access):
        known = (access.practice, access.person) in self.memberships.rows
        bills = access.role is not Role.PROVIDER or known
        return replace(self.settings, assigned=self.settings.assigned and bills)

    def is_assigned(self, access, client):
        row = self.clients.rows.get((access.practice, client))
        return row is not None and access.person in row.providers

    def has_client(self, access, client):
        return (access.practice, client) in self.clients.rows

    def record_refusal(self, access, client):
        self.refused.append((access.person, client))

    def names_for_invoice(self, access, client):
        row = self.clients.rows.get((access.practice, client))
        summary = self.memberships.summaries.get((access.practice, access.person))
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

    def of(self, notice):
        return f"{notice.client or notice.person}@example.org"
