"""Tests what the sign-in tables contain, and the audit entry for each change."""

from dataclasses import replace

import pytest

from chalicelib.clients.store.items import link_membership
from chalicelib.identity.domain.lockout import FailedAttempts
from chalicelib.identity.store.memberships import DynamoMemberships, MembershipItem
from chalicelib.identity.store.sessions import DynamoSessions, SessionItem
from chalicelib.identity.store.sign_in_steps import (
    DynamoFailedAttempts,
    DynamoSignInSteps,
)
from chalicelib.identity.usecases.identity_provider import ProviderTokens
from chalicelib.identity.usecases.sign_in_steps import NextStep, SignInStep
from chalicelib.kernel.errors import Conflict
from chalicelib.platform.audit.actions import AuditAction
from chalicelib.platform.audit.store import DynamoAudit
from chalicelib.platform.keyed_hash import KeyedHash
from tests.identity.store.sign_in_stores import NOW, PERSON, SUMMARY, fakes
from tests.platform.record_store import a_store


@pytest.fixture
def tables():
    with a_store() as store:
        yield store


def test_every_change_of_a_session_has_one_audit_entry(tables):
    """S4, S14: signing in, switching the role and signing out are each audited once."""
    sessions, memberships = (
        DynamoSessions(tables.audit),
        DynamoMemberships(tables.vault(), tables.audit, link_membership),
    )
    stores = replace(fakes(), practice=tables.practice, memberships=memberships, sessions=sessions)
    stores.member()
    sessions.open(stores.access, stores.cookie("a"), stores.session())
    sessions.replace(stores.access, stores.cookie("a"), stores.cookie("b"), stores.session())
    sessions.close(stores.access, stores.cookie("b"))
    actions = sorted(entry.action for entry in tables.entries())
    assert actions == sorted(
        a.value
        for a in (
            AuditAction.CREATE,
            AuditAction.SIGN_IN,
            AuditAction.SWITCH_ROLE,
            AuditAction.SIGN_OUT,
        )
    )


def test_a_session_does_not_begin_without_its_audit_entry(tables):
    """S15: if the audit entry cannot be stored, the session is not stored either."""
    sessions = DynamoSessions(DynamoAudit(tables.clock, lambda: "always-the-same"))
    stores = replace(fakes(), practice=tables.practice, sessions=sessions)
    sessions.open(stores.access, stores.cookie("a"), stores.session())
    with pytest.raises(Conflict):
        sessions.open(stores.access, stores.cookie("b"), stores.session(id="s2"))
    assert [item.id for item in SessionItem.scan(SessionItem.id.exists())] == ["s1"]


def test_tables_hold_no_cookie_no_email_and_no_name(tables):
    """S22: nobody can use stored data to take over a session or to learn a name."""
    memberships, vault = (
        DynamoMemberships(tables.vault(), tables.audit, link_membership),
        tables.vault(),
    )
    stores = replace(
        fakes(),
        practice=tables.practice,
        memberships=memberships,
        sessions=DynamoSessions(tables.audit),
    )
    stores.member()
    stores.sessions.open(stores.access, stores.cookie(), stores.session())
    DynamoSignInSteps(vault).put(
        "s" * 43,
        SignInStep(
            NextStep.ENROL_TOTP,
            stores.practice,
            PERSON,
            tokens=ProviderTokens(PERSON, "tok", "ref"),
        ),
        NOW,
    )
    DynamoFailedAttempts(KeyedHash(b"secret")).count(
        f"password {SUMMARY.email}", FailedAttempts(), FailedAttempts(1, NOW)
    )
    stored = repr(
        [
            tables.dynamodb.scan(TableName=name)["Items"]
            for name in tables.dynamodb.list_tables()["TableNames"]
        ]
    )
    assert not [
        text
        for text in ("a" * 43, "s" * 43, SUMMARY.email, SUMMARY.name, "tok", "'ref'")
        if text in stored
    ]
    assert next(MembershipItem.scan()).status == "invited"
