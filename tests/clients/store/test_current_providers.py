"""Tests who provides now: the same tests for the tables and the fake."""

from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from chalicelib.clients.store.current_providers import DynamoCurrentProviders
from chalicelib.identity.domain.membership import Membership, MembershipStatus, PersonSummary
from chalicelib.kernel.access import Role
from chalicelib.kernel.ids import ClientId, PersonId
from tests.clients.fake_current_providers import FakeCurrentProviders
from tests.clients.fake_practice_directory import FakePracticeDirectory
from tests.practice.store.practice_rows import AT, KIM, SAM, Rows, in_memory, on_tables

PAT, LEE = PersonId("pat"), PersonId("lee")


@dataclass
class ProvidersHarness:
    """Holds the reader under test, and the stores that it reads."""

    reader: Any
    rows: Rows

    def member(self, person, status=MembershipStatus.ACTIVE, role=Role.PROVIDER):
        member = Membership(self.rows.practice, person, frozenset({role}), status)
        self.rows.memberships.add(
            self.rows.access, member, PersonSummary("Sam", "sam@mail.example")
        )


@contextmanager
def fake():
    with in_memory() as rows:
        directory = FakePracticeDirectory(rows.practice, rows.clients, rows.memberships)
        yield ProvidersHarness(FakeCurrentProviders(directory), rows)


@contextmanager
def tables():
    with on_tables() as rows:
        yield ProvidersHarness(DynamoCurrentProviders(lambda: AT), rows)


@pytest.fixture(params=[fake, tables], ids=["fake", "tables"])
def harness(request):
    with request.param() as harness:
        yield harness


def test_only_active_providers_of_the_practice_are_there(harness):
    harness.member(SAM)
    harness.member(KIM, MembershipStatus.REMOVED)
    harness.member(PAT, MembershipStatus.INVITED)
    harness.member(LEE, role=Role.ADMIN)
    people = [KIM, SAM, PAT, LEE, PersonId("nobody")]
    assert list(harness.reader.active(harness.rows.access, people)) == [SAM]
    assert list(harness.reader.active(harness.rows.access, [])) == []


def test_only_the_pairs_that_were_asked_for_are_answered(harness):
    avery = harness.rows.add_client(providers=frozenset({SAM, KIM}))
    morgan = harness.rows.add_client(2)
    pairs = [(SAM, avery.id), (KIM, morgan.id), (SAM, ClientId("nobody")), (SAM, avery.id)]
    assert list(harness.reader.assigned(harness.rows.access, pairs)) == [(SAM, avery.id)]


def test_no_name_is_opened_and_no_entry_written():
    """S15: who is there is clear in the rows, so nothing is opened for it."""
    with tables() as harness:
        harness.member(SAM)
        before = len(harness.rows.records.entries())
        harness.reader.active(harness.rows.access, [SAM, KIM])
        assert len(harness.rows.records.entries()) == before
