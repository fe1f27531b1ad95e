"""Practices, services and clients in memory."""
# ruff: noqa: ARG002 - a port names what a fake need not look at

from dataclasses import dataclass, field, replace

from chalicelib.clients.domain import AccountState
from chalicelib.clients.usecases.clients import ClientRow, EmailInUse
from chalicelib.kernel.errors import Conflict, NotFound
from chalicelib.kernel.idempotency import AlreadyProcessed
from chalicelib.practice.domain.practice import Agreement
from chalicelib.practice.usecases.offerings import Assigned

AGREEMENT = Agreement("2026-11", "We keep your clients' records safe.")


@dataclass
class FakeAgreement:
    """Implements `AgreementText`."""

    agreement: Agreement = AGREEMENT

    def current(self):
        return self.agreement


@dataclass
class FakePractices:
    """Implements `PracticeRows` and `PracticeBeginnings`."""

    offerings: "FakeOfferings"
    rows: dict = field(default_factory=dict)
    accepted: dict = field(default_factory=dict)

    def get(self, practice):
        if practice not in self.rows:
            raise NotFound
        return self.rows[practice]

    def add(self, access, practice, service):
        if practice.id in self.rows:
            raise Conflict
        self.rows[practice.id] = practice
        self.offerings.rows[practice.id, service.id] = Assigned(service, frozenset())

    def change(self, access, practice):
        known = self.get(access.practice)
        if known.version != practice.version:
            raise Conflict
        kept = {
            name: getattr(known, name)
            for name in ("tax", "baa", "account", "credentials", "currency")
        }
        self.rows[practice.id] = replace(practice, **kept, version=known.version + 1)
        return self.rows[practice.id]

    def change_tax(self, access, rule):
        known = self.get(access.practice)
        if known.tax.version != rule.version:
            raise Conflict
        self.rows[known.id] = replace(known, tax=replace(rule, version=rule.version + 1))
        return self.rows[known.id].tax

    def accept(self, access, acceptance):
        key = access.practice, acceptance.version
        if key in self.accepted:
            raise Conflict
        self.accepted[key] = acceptance
        self.rows[access.practice] = replace(self.get(access.practice), baa=acceptance.version)

    def acceptance(self, practice, version):
        return self.accepted.get((practice, version))


@dataclass
class FakeOfferings:
    """Implements `OfferingRows`."""

    rows: dict = field(default_factory=dict)

    def all(self, practice):
        return [each for (of, _), each in self.rows.items() if of == practice]

    def get(self, practice, service):
        if (practice, service) not in self.rows:
            raise NotFound
        return self.rows[practice, service]

    def change(self, access, service, added, removed):
        known = self.get(access.practice, service.id)
        if known.service.version != service.version:
            raise Conflict
        stored = replace(service, version=service.version + 1)
        self.rows[access.practice, service.id] = Assigned(
            stored, known.people - set(removed) | set(added)
        )
        return stored


@dataclass
class FakeClients:
    """Implements `ClientRows`."""

    rows: dict = field(default_factory=dict)
    asked: dict = field(default_factory=dict)

    def get(self, access, client):
        if (access.practice, client) not in self.rows:
            raise NotFound
        return self.rows[access.practice, client]

    def page(self, access, provider, cursor):
        own = [each for (of, _), each in self.rows.items() if of == access.practice]
        reached = [each for each in own if provider is None or provider in each.providers]
        return [ClientRow(each.id, each.card, each.state) for each in reached], None

    def add(self, access, client, once):
        if once and self.result_of(access, once):
            raise AlreadyProcessed(self.result_of(access, once))
        self._unused(client)
        self.rows[client.practice, client.id] = client
        if once:
            self.asked[access.practice, access.person, once.key] = client.id

    def change(self, access, before, after):
        known = self.get(access, before.id)
        if known.version != before.version:
            raise Conflict
        self._unused(after)
        stored = replace(after, person=known.person, state=known.state, version=before.version + 1)
        self.rows[after.practice, after.id] = stored
        return stored

    def remove(self, access, client, once):
        if self.get(access, client.id).state is not AccountState.NOT_INVITED:
            raise Conflict
        del self.rows[client.practice, client.id]
        if once:
            self.asked.pop((access.practice, access.person, once.key), None)

    def result_of(self, access, once):
        return self.asked.get((access.practice, access.person, once.key))

    def link(self, membership, state):
        """What the memberships' own transaction does to the profile."""
        key = membership.practice, membership.client
        self.rows[key] = replace(self.rows[key], person=membership.person, state=state)

    def _unused(self, client):
        email = client.profile.email.casefold()
        others = [
            each
            for (of, name), each in self.rows.items()
            if of == client.practice and name != client.id
        ]
        if any(each.profile.email.casefold() == email for each in others):
            raise EmailInUse


@dataclass
class FakeDesk:
    """Implements `BillingDesk`: settings as a test says, assignments as the clients say."""

    clients: FakeClients
    settings: object = None
    refused: list = field(default_factory=list)

    def setup(self, access):
        return self.settings

    def reaches(self, access, client):
        found = self.clients.rows.get((access.practice, client))
        return found is not None and access.person in found.providers

    def out_of_reach(self, access, client):
        self.refused.append((access.person, client))


@dataclass
class FakeColleagues:
    """Implements `Colleagues` over memberships in memory."""

    memberships: object

    def named(self, access, people):
        keys = [(access.practice, person) for person in people]
        found = {key: self.memberships.rows.get(key) for key in keys}
        return {key[1]: (row, self.memberships.cards[key]) for key, row in found.items() if row}
