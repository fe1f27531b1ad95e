"""Finds which of many sessions are in force (S9, S12)."""

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
    """A practice with people who are signed in."""

    def __init__(self, records):
        self.records = records
        self.people = DynamoMemberships(records.vault(), records.audit, link_membership)
        self.rows = DynamoSessions(records.audit)
        self.live, self.sign_ins = DynamoActiveSessions(records.clock), DynamoSessionCheck(records.clock)

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

    def still(self, *accesses):
        return [each.session for each in self.live.still(accesses)]


def test_many_are_asked_for_at_once_and_keep_their_order(harness):
    everybody = [harness.sign_in_new_person(number) for number in range(33)]
    assert harness.still(*everybody) == [each.session for each in everybody]
    assert harness.still() == []


def test_a_session_that_was_replaced_or_never_was_is_not_in_force(harness):
    """S9: the newest on a kind of device wins; the one on the phone goes on."""
    old, phone = harness.sign_in_new_person(1), None
    phone = harness.sign_in(old.person, "ses-phone", device=Device.MOBILE)
    new = harness.sign_in(old.person, "ses-new")
    assert harness.still(old, new, phone, replace(old, session="ses-none")) == [
        "ses-new",
        "ses-phone",
    ]


def test_a_session_of_an_earlier_role_is_not_in_force(harness):
    """S4, V9."""
    access = harness.sign_in_new_person(1)
    assert harness.still(replace(access, role=Role.ADMIN)) == []


def test_half_an_hour_without_activity_ends_it_and_asking_is_none(harness):
    """S12."""
    access = harness.sign_in_new_person(1)
    for _ in range(6):
        harness.records.clock.pass_seconds(IDLE_SECONDS / 6 - 1)
        assert harness.still(access) == ["ses-1"]
    harness.records.clock.pass_seconds(6)
    assert harness.still(access) == []


def test_whoever_is_removed_or_whose_sessions_were_ended_is_out(harness):
    """S9."""
    one, two = harness.sign_in_new_person(1), harness.sign_in_new_person(2)
    harness.people.end_sessions(harness.records.access(), one.person)
    assert harness.still(one, two) == ["ses-2"]


def test_one_is_asked_for_without_its_membership(harness):
    """S9, S12: replaced, in another role, closed, or idle: not in force."""
    old = harness.sign_in_new_person(1)
    phone = harness.sign_in(old.person, "ses-phone", device=Device.MOBILE)
    new = harness.sign_in(old.person, "ses-new")
    assert [harness.sign_ins.holds(each) for each in (old, new, phone)] == [False, True, True]
    assert not harness.sign_ins.holds(replace(new, role=Role.ADMIN))
    harness.rows.close(
        new, SessionCookie(f"ses-new.{new.practice}.{new.person}", new.practice, new.person)
    )
    assert [harness.sign_ins.holds(each) for each in (new, phone)] == [False, True]
    harness.records.clock.pass_seconds(IDLE_SECONDS)
    assert not harness.sign_ins.holds(phone)
