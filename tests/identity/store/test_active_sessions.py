"""
Tests which sessions are active (S9, S12).

One class checks many sessions at once, and another class checks one session.
"""

from dataclasses import replace

import pytest

from chalicelib.clients.store.items import link_membership
from chalicelib.identity.domain.membership import Membership, MembershipStatus, PersonSummary
from chalicelib.identity.domain.session import IDLE_SECONDS, Session
from chalicelib.identity.store.active_sessions import DynamoActiveSessions, DynamoSessionCheck
from chalicelib.identity.store.memberships import DynamoMemberships
from chalicelib.identity.store.sessions import DynamoSessions
from chalicelib.identity.usecases.sessions import SessionCookie
from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.caller import Device
from chalicelib.kernel.ids import PersonId

ROLES = frozenset({Role.ADMIN, Role.PROVIDER})


@pytest.fixture
def harness(records):
    return ActiveSessionsHarness(records)


class ActiveSessionsHarness:
    """Signs people in to a practice, and checks which sessions are still active."""

    def __init__(self, records):
        self.records = records
        self.people = DynamoMemberships(records.vault(), records.audit, link_membership)
        self.rows = DynamoSessions(records.audit)
        self.active_sessions, self.session_check = (
            DynamoActiveSessions(records.clock),
            DynamoSessionCheck(records.clock),
        )

    def sign_in_new_person(self, number, role=Role.PROVIDER, device=Device.DESKTOP):
        person = PersonId(f"per-{number}")
        membership = Membership(self.records.practice, person, ROLES, MembershipStatus.ACTIVE)
        self.people.add(
            self.records.access(), membership, PersonSummary("Wil Low", f"p{number}@clocktree.test")
        )
        return self.sign_in(person, f"ses-{number}", role, device)

    def sign_in(self, person, session, role=Role.PROVIDER, device=Device.DESKTOP):
        now = int(self.records.clock().timestamp())
        access = Access(
            self.records.practice,
            person,
            role,
            frozenset({role}),
            session=session,
            request="socket",
        )
        cookie = SessionCookie(f"{session}.{access.practice}.{person}", access.practice, person)
        self.rows.open(
            access,
            cookie,
            Session(session, access.practice, person, role, device, 0, now, now + 12 * 3600),
        )
        return access

    def switch_role(self, access, session, role):
        now = int(self.records.clock().timestamp())
        cookies = [
            SessionCookie(
                f"{name}.{access.practice}.{access.person}", access.practice, access.person
            )
            for name in (access.session, session)
        ]
        own = session, access.practice, access.person, role, Device.DESKTOP
        after = Session(*own, 0, now, now + 12 * 3600, access.sign_in_id)
        self.rows.replace(access, *cookies, after)

    def still(self, *accesses):
        return [each.session for each in self.active_sessions.still(accesses)]


def test_the_active_ones_of_many_sessions_keep_their_order(harness):
    everybody = [harness.sign_in_new_person(number) for number in range(33)]
    assert harness.still(*everybody) == [each.session for each in everybody]
    assert harness.still() == []


def test_a_replaced_or_unknown_session_is_not_active(harness):
    """S9: a new sign-in ends the old session on the same kind of device only."""
    old = harness.sign_in_new_person(1)
    phone = harness.sign_in(old.person, "ses-phone", device=Device.MOBILE)
    new = harness.sign_in(old.person, "ses-new")
    assert harness.still(old, new, phone, replace(old, session="ses-none")) == [
        "ses-new",
        "ses-phone",
    ]


def test_a_session_in_an_earlier_role_is_not_active(harness):
    """S4, V9: an access is not active if its role differs from the session's role."""
    access = harness.sign_in_new_person(1)
    assert harness.still(replace(access, role=Role.ADMIN)) == []


def test_a_session_that_changed_role_is_the_same_sign_in(harness):
    """
    S4, S9: an access goes on after a change of role, but not after another sign-in.

    It also ends when the membership loses the role of the access.
    """
    access = harness.sign_in_new_person(1)
    harness.switch_role(access, "ses-2", Role.ADMIN)
    assert harness.still(access) == ["ses-1"]
    assert harness.session_check.holds(access)
    assert harness.still(replace(access, role=Role.CLIENT)) == []
    harness.sign_in(access.person, "ses-3")
    assert harness.still(access) == []
    assert not harness.session_check.holds(access)


def test_a_session_ends_after_half_an_hour_without_activity(harness):
    """S12: checking whether a session is active does not count as activity."""
    access = harness.sign_in_new_person(1)
    for _ in range(6):
        harness.records.clock.pass_seconds(IDLE_SECONDS / 6 - 1)
        assert harness.still(access) == ["ses-1"]
    harness.records.clock.pass_seconds(6)
    assert harness.still(access) == []


def test_sessions_that_their_membership_ended_are_not_active(harness):
    """S9: ending one person's sessions leaves the other people's sessions active."""
    one, two = harness.sign_in_new_person(1), harness.sign_in_new_person(2)
    harness.people.end_sessions(harness.records.access(), one.person)
    assert harness.still(one, two) == ["ses-2"]


def test_the_check_of_one_session_does_not_read_its_membership(harness):
    """
    S9, S12: checking a single session does not read its membership.

    The check still refuses replaced, closed, idle and role-switched sessions.
    """
    old = harness.sign_in_new_person(1)
    phone = harness.sign_in(old.person, "ses-phone", device=Device.MOBILE)
    new = harness.sign_in(old.person, "ses-new")
    assert [harness.session_check.holds(each) for each in (old, new, phone)] == [False, True, True]
    assert not harness.session_check.holds(replace(new, role=Role.ADMIN))
    harness.rows.close(
        new, SessionCookie(f"ses-new.{new.practice}.{new.person}", new.practice, new.person)
    )
    assert [harness.session_check.holds(each) for each in (new, phone)] == [False, True]
    harness.records.clock.pass_seconds(IDLE_SECONDS)
    assert not harness.session_check.holds(phone)


def test_without_following_roles_a_change_of_role_ends_the_session(harness):
    """S4: what belongs to one role does not go on in another."""
    access = harness.sign_in_new_person(1)
    strict = DynamoActiveSessions(harness.records.clock, follows_role=False)
    assert strict.still([access]) == [access]
    harness.switch_role(access, "ses-admin", Role.ADMIN)
    assert strict.still([access]) == []
    assert harness.still(access) == ["ses-1"]
