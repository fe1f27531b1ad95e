"""Rows of sessions, steps, tries and codes: one suite for the tables and for the fakes the services are tested with."""

from dataclasses import dataclass, replace
from typing import Any

import pytest
from moto import mock_aws

from chalicelib.clients.store.items import link_membership
from chalicelib.identity.domain.lockout import FailedAttempts
from chalicelib.identity.domain.membership import Membership, MembershipStatus, PersonCard
from chalicelib.identity.domain.session import Session
from chalicelib.identity.store.memberships import DynamoMemberships, MembershipItem
from chalicelib.identity.store.sessions import DynamoSessions, SessionItem
from chalicelib.identity.store.sign_in_steps import (
    DynamoFailedAttempts,
    DynamoSignInSteps,
    DynamoUsedCodes,
)
from chalicelib.identity.usecases.identity_provider import Challenge, ChallengeKind, ProviderTokens
from chalicelib.identity.usecases.sessions import SessionCookie
from chalicelib.identity.usecases.sign_in_steps import NextStep, SignInStep
from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.caller import Device
from chalicelib.kernel.errors import Conflict, NotFound, SignedOut
from chalicelib.kernel.ids import PersonId, PracticeId
from chalicelib.platform.audit.actions import AuditAction
from chalicelib.platform.audit.store import DynamoAudit
from chalicelib.platform.keyed_hash import KeyedHash
from tests.identity.fake_failed_attempts import FakeFailedAttempts
from tests.identity.fake_memberships import FakeMemberships
from tests.identity.fake_session_rows import FakeSessionRows
from tests.identity.fake_sign_in_steps import FakeSignInSteps
from tests.identity.fake_used_codes import FakeUsedCodes
from tests.platform.record_store import a_store

PERSON, NOW = PersonId("11111111-2222-3333-4444-555555555555"), 1_795_532_400
CARD = PersonCard("Wilhelmina Low", "wil@clocktree.test")


@dataclass
class Room:
    """One kind of rows; `records` is None for the fakes."""

    practice: PracticeId
    memberships: Any
    sessions: Any
    steps: Any
    tries: Any
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
        self.memberships.add(self.access, replace(membership, **changed), CARD)
        return self.memberships.get(self.access, PERSON)


def fakes():
    memberships = FakeMemberships()
    return Room(
        PracticeId("prc-1"),
        memberships,
        FakeSessionRows(memberships),
        FakeSignInSteps(),
        FakeFailedAttempts(),
        FakeUsedCodes(),
    )


@pytest.fixture(params=["fake", "dynamo"])
def room(request):
    if request.param == "fake":
        yield fakes()
        return
    with a_store() as store:
        vault, tag = store.vault(), KeyedHash(b"secret")
        memberships = DynamoMemberships(vault, store.audit, link_membership)
        yield Room(
            store.practice,
            memberships,
            DynamoSessions(store.audit),
            DynamoSignInSteps(vault),
            DynamoFailedAttempts(tag),
            DynamoUsedCodes(),
            store,
        )


def test_a_session_is_read_with_its_membership(room):
    member = room.member()
    room.sessions.open(room.access, room.cookie(), room.session())
    assert room.sessions.read(room.cookie()) == (room.session(), member)


def test_nothing_is_read_without_both(room):
    room.sessions.open(room.access, room.cookie(), room.session())
    assert room.sessions.read(room.cookie()) is None
    room.member()
    assert room.sessions.read(room.cookie("b")) is None


@pytest.mark.parametrize(
    ("after", "touched"),
    [
        (0, True),
        (60, True),
        (1799, True),
        (1800, False),
        (1801, False),
        (-1, False),
        (43200, False),
    ],
)
def test_a_touch_holds_exactly_while_the_session_is_alive(room, after, touched):
    """S12: an ended session cannot be revived, and a slower clock takes nothing back."""
    room.member()
    room.sessions.open(room.access, room.cookie(), room.session())
    assert room.sessions.touch(room.cookie(), NOW + after) is touched
    assert room.sessions.read(room.cookie())[0].seen == (NOW + after if touched else NOW)


def test_a_busy_session_is_not_touched_past_its_end(room):
    """S12."""
    room.member()
    room.sessions.open(room.access, room.cookie(), room.session(ends=NOW + 100))
    assert room.sessions.touch(room.cookie(), NOW + 99)
    assert not room.sessions.touch(room.cookie(), NOW + 100)


def test_touching_a_session_that_is_gone_makes_none(room):
    room.member()
    assert not room.sessions.touch(room.cookie(), NOW)
    assert room.sessions.read(room.cookie()) is None


def test_the_newest_session_on_a_kind_of_device_ends_the_other(room):
    room.member()
    room.sessions.open(room.access, room.cookie("a"), room.session())
    room.sessions.open(room.access, room.cookie("b"), room.session(device=Device.MOBILE))
    room.sessions.open(room.access, room.cookie("c"), room.session())
    assert [bool(room.sessions.read(room.cookie(name))) for name in "abc"] == [False, True, True]


def test_a_replaced_session_is_gone_and_is_replaced_once(room):
    room.member()
    room.sessions.open(room.access, room.cookie("a"), room.session())
    room.sessions.replace(
        room.access, room.cookie("a"), room.cookie("b"), room.session(role=Role.PROVIDER)
    )
    assert room.sessions.read(room.cookie("a")) is None
    assert room.sessions.read(room.cookie("b"))[0].role is Role.PROVIDER
    with pytest.raises(SignedOut):
        room.sessions.replace(room.access, room.cookie("a"), room.cookie("c"), room.session())
    assert room.sessions.read(room.cookie("c")) is None


def test_a_closed_session_is_gone_and_closing_again_is_fine(room):
    """S13."""
    room.member()
    room.sessions.open(room.access, room.cookie(), room.session())
    for _ in range(2):
        room.sessions.close(room.access, room.cookie())
    assert room.sessions.read(room.cookie()) is None
    room.sessions.open(room.access, room.cookie("b"), room.session())
    assert room.sessions.read(room.cookie("b"))


@pytest.mark.parametrize(
    "step",
    [
        SignInStep(
            NextStep.TOTP,
            PracticeId("p"),
            PERSON,
            challenge=Challenge(ChallengeKind.TOTP, PERSON, "thread"),
        ),
        SignInStep(
            NextStep.ENROL_TOTP,
            PracticeId("p"),
            PERSON,
            tokens=ProviderTokens(PERSON, "access", "refresh"),
        ),
    ],
)
def test_a_step_is_kept_until_it_ends_and_taken_once(room, step):
    room.steps.put("s" * 43, step, NOW + 600)
    assert room.steps.get("s" * 43, NOW + 599) == step
    assert room.steps.get("s" * 43, NOW + 600) is None
    assert [room.steps.take("s" * 43), room.steps.take("s" * 43)] == [True, False]
    assert room.steps.get("s" * 43, NOW) is None


def test_tries_are_replaced_only_as_they_were_read(room):
    assert room.tries.read("wil") == FailedAttempts()
    assert room.tries.count("wil", FailedAttempts(), FailedAttempts(1, NOW))
    assert not room.tries.count("wil", FailedAttempts(), FailedAttempts(1, NOW))
    assert room.tries.count("wil", FailedAttempts(1, NOW), FailedAttempts(2, NOW + 1))
    assert not room.tries.count("wil", FailedAttempts(1, NOW), FailedAttempts(2, NOW + 1))
    assert (room.tries.read("wil"), room.tries.read("other")) == (
        FailedAttempts(2, NOW + 1),
        FailedAttempts(),
    )
    room.tries.clear("wil")
    assert room.tries.read("wil") == FailedAttempts()


def test_a_code_is_claimed_once_until_it_expires(room):
    claims = [
        room.codes.claim(PERSON, "012345", NOW + after, NOW + after + 300)
        for after in (0, 1, 299, 300)
    ]
    assert claims == [True, False, False, True]
    assert room.codes.claim(PersonId("other"), "012345", NOW, NOW + 300)


def test_a_person_belongs_to_a_practice_once(room):
    room.member()
    with pytest.raises(Conflict):
        room.member()


def test_memberships_change_step_by_step(room):
    room.member()
    assert (
        room.memberships.activate(room.memberships.get(room.access, PERSON)).status
        is MembershipStatus.ACTIVE
    )
    assert room.memberships.end_sessions(room.access, PERSON).epoch == 1
    (found,) = room.memberships.of_person(PERSON)
    assert (found.status, found.epoch) == (MembershipStatus.ACTIVE, 1)
    with pytest.raises(NotFound):
        room.memberships.get(room.access, PersonId("other"))


def test_colleagues_are_listed_with_their_names_and_without_clients(room):
    member = room.member()
    client = Membership(room.practice, PersonId("client"), frozenset({Role.CLIENT}))
    room.memberships.add(room.access, client, PersonCard("Not Listed", "c@clocktree.test"))
    assert room.memberships.staff(room.access, None) == ([(member, CARD)], None)
    assert room.memberships.card(room.access, PERSON) == CARD


@pytest.fixture
def tables():
    with mock_aws(), a_store() as store:
        yield store


def test_every_act_on_a_session_writes_one_entry(tables):
    """S4, S14."""
    sessions, memberships = (
        DynamoSessions(tables.audit),
        DynamoMemberships(tables.vault(), tables.audit, link_membership),
    )
    here = replace(fakes(), practice=tables.practice, memberships=memberships, sessions=sessions)
    here.member()
    sessions.open(here.access, here.cookie("a"), here.session())
    sessions.replace(here.access, here.cookie("a"), here.cookie("b"), here.session())
    sessions.close(here.access, here.cookie("b"))
    said = sorted(entry.action for entry in tables.entries())
    assert said == sorted(
        a.value
        for a in (
            AuditAction.CREATE,
            AuditAction.SIGN_IN,
            AuditAction.SWITCH_ROLE,
            AuditAction.SIGN_OUT,
        )
    )


def test_a_session_without_its_entry_does_not_begin(tables):
    """S15: both are one transaction; here the entry's place is taken."""
    sessions = DynamoSessions(DynamoAudit(tables.clock, lambda: "always-the-same"))
    here = replace(fakes(), practice=tables.practice, sessions=sessions)
    sessions.open(here.access, here.cookie("a"), here.session())
    with pytest.raises(Conflict):
        sessions.open(here.access, here.cookie("b"), here.session(id="s2"))
    assert [item.id for item in SessionItem.scan(SessionItem.id.exists())] == ["s1"]


def test_tables_hold_no_cookie_no_email_and_no_name(tables):
    """S22: what is at rest opens no session and names nobody."""
    memberships, vault = (
        DynamoMemberships(tables.vault(), tables.audit, link_membership),
        tables.vault(),
    )
    here = replace(
        fakes(),
        practice=tables.practice,
        memberships=memberships,
        sessions=DynamoSessions(tables.audit),
    )
    here.member()
    here.sessions.open(here.access, here.cookie(), here.session())
    DynamoSignInSteps(vault).put(
        "s" * 43,
        SignInStep(
            NextStep.ENROL_TOTP, here.practice, PERSON, tokens=ProviderTokens(PERSON, "tok", "ref")
        ),
        NOW,
    )
    DynamoFailedAttempts(KeyedHash(b"secret")).count(
        f"password {CARD.email}", FailedAttempts(), FailedAttempts(1, NOW)
    )
    stored = repr(
        [
            tables.dynamodb.scan(TableName=name)["Items"]
            for name in tables.dynamodb.list_tables()["TableNames"]
        ]
    )
    assert not [
        text
        for text in ("a" * 43, "s" * 43, CARD.email, CARD.name, "tok", "'ref'")
        if text in stored
    ]
    assert next(MembershipItem.scan()).status == "invited"
