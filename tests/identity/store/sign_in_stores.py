"""Provides the stores of sign-in data, as fakes in memory and as real tables."""

from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from chalicelib.clients.store.items import link_membership
from chalicelib.identity.domain.membership import Membership, PersonSummary
from chalicelib.identity.domain.session import Session
from chalicelib.identity.store.memberships import DynamoMemberships
from chalicelib.identity.store.sessions import DynamoSessions
from chalicelib.identity.store.sign_in_steps import (
    DynamoFailedAttempts,
    DynamoSignInSteps,
    DynamoUsedCodes,
)
from chalicelib.identity.usecases.sessions import SessionCookie
from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.caller import Device
from chalicelib.kernel.ids import PersonId, PracticeId
from chalicelib.platform.keyed_hash import KeyedHash
from tests.identity.fake_failed_attempts import FakeFailedAttempts
from tests.identity.fake_memberships import FakeMemberships
from tests.identity.fake_session_rows import FakeSessionRows
from tests.identity.fake_sign_in_steps import FakeSignInSteps
from tests.identity.fake_used_codes import FakeUsedCodes
from tests.platform.record_store import a_store

PERSON, NOW = PersonId("11111111-2222-3333-4444-555555555555"), 1_795_532_400
SUMMARY = PersonSummary("Wilhelmina Low", "wil@clocktree.test")


@dataclass
class SignInStores:
    """
    Holds one set of sign-in stores: either all fakes, or all backed by tables.

    `records`: the database behind the tables, or None for the fakes.
    """

    practice: PracticeId
    memberships: Any
    sessions: Any
    steps: Any
    failed_attempts: Any
    codes: Any
    records: Any = None

    @property
    def access(self):
        return Access(self.practice, PERSON, Role.ADMIN, frozenset({Role.ADMIN}), session="s1")

    def cookie(self, name="a"):
        return SessionCookie(f"{name * 43}.{self.practice}.{PERSON}", self.practice, PERSON)

    def session(self, **changed):
        session = Session(
            "s1", self.practice, PERSON, Role.ADMIN, Device.DESKTOP, 0, NOW, NOW + 43200
        )
        return replace(session, **changed)

    def member(self, **changed):
        membership = Membership(self.practice, PERSON, frozenset({Role.ADMIN, Role.PROVIDER}))
        self.memberships.add(self.access, replace(membership, **changed), SUMMARY)
        return self.memberships.get(self.access, PERSON)


def fakes():
    memberships = FakeMemberships()
    return SignInStores(
        PracticeId("prc-1"),
        memberships,
        FakeSessionRows(memberships),
        FakeSignInSteps(),
        FakeFailedAttempts(),
        FakeUsedCodes(),
    )


@contextmanager
def on_tables():
    with a_store() as store:
        vault, tag = store.vault(), KeyedHash(b"secret")
        memberships = DynamoMemberships(vault, store.audit, link_membership)
        yield SignInStores(
            store.practice,
            memberships,
            DynamoSessions(store.audit),
            DynamoSignInSteps(vault),
            DynamoFailedAttempts(tag),
            DynamoUsedCodes(),
            store,
        )


@contextmanager
def in_memory():
    yield fakes()
