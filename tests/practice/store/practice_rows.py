"""Provides the stores of a practice, as fakes in memory and as real tables."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from chalicelib.clients.domain.client import Client, Profile
from chalicelib.clients.store.clients import DynamoClients
from chalicelib.clients.store.items import link_membership
from chalicelib.identity.store.memberships import DynamoMemberships
from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.idempotency import IdempotencyKey
from chalicelib.kernel.ids import ClientId, PersonId, PracticeId, ProcessorAccountId
from chalicelib.payments.domain.payment import ProcessorKind
from chalicelib.payments.domain.processor_account import Credentials, ProcessorAccount
from chalicelib.payments.store.processor_accounts import DynamoProcessorAccounts
from chalicelib.practice.domain.practice import Practice
from chalicelib.practice.domain.service import client_billing
from chalicelib.practice.store.offerings import DynamoOfferings
from chalicelib.practice.store.practices import DynamoPractices
from tests.clients.fake_client_store import FakeClientStore
from tests.payments.fake_processor_account_rows import FakeProcessorAccountRows
from tests.platform.record_store import RecordStore, a_store
from tests.practice.fake_linked_memberships import FakeLinkedMemberships
from tests.practice.fake_offering_rows import FakeOfferingRows
from tests.practice.fake_practice_rows import FakePracticeRows

AT = datetime(2026, 11, 24, 15, tzinfo=UTC)
SAM, KIM = PersonId("sam"), PersonId("kim")
KEY = IdempotencyKey("key", "0" * 64)
SECRET = {"publishable_key": "pk_test_willowcreek", "secret_key": "sk_test_willowcreek"}


@dataclass
class Rows:
    """
    Holds the stores of one practice: either all fakes, or all backed by tables.

    `records`: the database behind the tables, or None for the fakes.
    """

    practice: PracticeId
    practices: Any
    offerings: Any
    accounts: Any
    clients: Any
    memberships: Any
    records: RecordStore | None = None

    @property
    def access(self) -> Access:
        return Access(self.practice, PersonId("boss"), Role.ADMIN, session="s1")

    @property
    def settings(self) -> Practice:
        practice: Practice = self.practices.get(self.practice)
        return practice

    @property
    def foreign(self) -> Access:
        return replace(self.access, practice=PracticeId("01K0000000000000000000FRGN"))

    def client(self, number: int = 1, **changed: Any) -> Client:
        profile = Profile(
            f"Avery Stone {number}", f"avery{number}@mail.example", phone="+1 555 010 9999"
        )
        client = Client(
            ClientId(f"01K00000000000000000000C{number:02d}"),
            self.practice,
            profile,
            AT,
            frozenset({SAM}),
        )
        return replace(client, **changed)

    def add_client(
        self, number: int = 1, key: IdempotencyKey | None = None, **changed: Any
    ) -> Client:
        client = self.client(number, **changed)
        self.clients.add(self.access, client, key)
        return client

    def account(self, number: int = 1, **changed: Any) -> ProcessorAccount:
        name = ProcessorAccountId(f"01K00000000000000000000A{number:02d}")
        details = ("Main account", False, {"secret_ends": "reek"})
        return replace(
            ProcessorAccount(name, self.practice, ProcessorKind.STRIPE, *details, AT), **changed
        )


def keys(secret: str = SECRET["secret_key"]) -> Credentials:
    return Credentials(ProcessorKind.STRIPE, SECRET | {"secret_key": secret})


@contextmanager
def in_memory() -> Iterator[Rows]:
    offerings, clients = FakeOfferingRows(), FakeClientStore()
    practices = FakePracticeRows(offerings)
    memberships = FakeLinkedMemberships(clients=clients)
    rows = Rows(
        PracticeId("01K0000000000000000000PRCT"),
        practices,
        offerings,
        FakeProcessorAccountRows(practices),
        clients,
        memberships,
    )
    yield _with_practice(rows)


@contextmanager
def on_tables() -> Iterator[Rows]:
    with a_store() as store:
        vault, audit = store.vault(), store.audit
        rows = Rows(
            store.practice,
            DynamoPractices(audit),
            DynamoOfferings(audit, store.clock),
            DynamoProcessorAccounts(vault, audit, store.clock),
            DynamoClients(vault, audit, store.clock),
            DynamoMemberships(vault, audit, link_membership),
            store,
        )
        yield _with_practice(rows)


def _with_practice(rows: Rows) -> Rows:
    practice = Practice(
        rows.practice, "Willow Creek", "America/New_York", support_contact="+1 555 010 0000"
    )
    rows.practices.add(rows.access, practice, client_billing())
    return rows
