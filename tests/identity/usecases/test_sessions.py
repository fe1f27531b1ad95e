"""Tests how long sessions last, and which role a session has."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.identity.domain.membership import MembershipStatus
from chalicelib.identity.domain.session import IDLE_SECONDS
from chalicelib.kernel.access import Role
from chalicelib.kernel.errors import (
    AccessEnded,
    NotAllowed,
    PasswordChanged,
    RoleRemoved,
    SessionExpired,
    SessionIdle,
    SignedOut,
)
from tests.identity.sign_in_harness import ADMIN, DESKTOP, PHONE, SignInHarness

SOON = st.integers(0, 40 * 60)
TIMELINE = st.lists(st.tuples(SOON, st.booleans()), max_size=60)


@given(TIMELINE)
def test_a_session_ends_29_to_30_minutes_after_the_last_activity(timeline):
    """S12: background requests do not extend a session, and an ended one stays ended."""
    harness = SignInHarness()
    opened = harness.signed_in(Role.CLIENT)
    last, over = 0, False
    for seconds, counts in timeline:
        harness.later(seconds)
        now = int(harness.at.timestamp()) - opened.session.seen
        try:
            harness.sessions.find(opened.cookie, DESKTOP, counts=counts)
        except SignedOut:
            assert (
                over
                or now - last >= IDLE_SECONDS - 60
                or now >= opened.session.ends - opened.session.seen
            )
            over = True
            continue
        assert not over
        assert now - last < IDLE_SECONDS
        last = now if counts else last


@given(
    st.lists(st.integers(1, 29 * 60), min_size=60, max_size=90),
    st.sampled_from([Role.ADMIN, Role.CLIENT]),
)
def test_even_a_busy_session_ends(steps, role):
    """S12: staff are signed out after twelve hours, clients after a day."""
    harness = SignInHarness()
    opened = harness.signed_in(role)
    hours = 12 if role is Role.ADMIN else 24
    for seconds in steps:
        harness.later(seconds)
        past = int(harness.at.timestamp()) >= opened.session.seen + hours * 3600
        try:
            harness.sessions.find(opened.cookie, DESKTOP, counts=True)
            assert not past
        except SignedOut:
            assert past
            return


def test_activity_is_stored_at_most_once_a_minute():
    harness = SignInHarness()
    opened = harness.signed_in(Role.CLIENT)
    for _ in range(120):
        harness.later(1)
        harness.sessions.find(opened.cookie, DESKTOP, counts=True)
    assert harness.rows.touches == 2


def test_a_touch_that_loses_to_a_faster_clock_does_not_end_the_session():
    harness = SignInHarness()
    opened = harness.signed_in(Role.CLIENT)
    harness.later(61)
    harness.rows.rows[opened.cookie] = replace(opened.session, seen=opened.session.seen + 63)
    harness.rows.touch = lambda *_: False
    assert (
        harness.sessions.find(opened.cookie, DESKTOP, counts=True).idle_seconds_left
        > IDLE_SECONDS - 60
    )


@pytest.mark.parametrize(
    "cookie", ["", "x", "a" * 43, f"{'a' * 43}.p", f"{'a' * 43}.p.u", f"{'a' * 43}.p#x.u"]
)
def test_an_invalid_cookie_is_refused(cookie):
    with pytest.raises(SignedOut):
        SignInHarness().sessions.find(cookie, DESKTOP, counts=True)


def test_the_newest_session_of_a_kind_of_device_wins():
    harness = SignInHarness()
    membership = harness.add_person("wil@clocktree.test", Role.CLIENT)
    first, phone, second = (
        harness.sessions.open(membership, caller) for caller in (DESKTOP, PHONE, DESKTOP)
    )
    harness.sessions.find(phone.cookie, PHONE, counts=False)
    harness.sessions.find(second.cookie, DESKTOP, counts=False)
    with pytest.raises(SignedOut):
        harness.sessions.find(first.cookie, DESKTOP, counts=False)


def test_a_later_epoch_ends_every_session_at_once():
    """S9: raising the membership's `epoch` ends the sessions that began before."""
    harness = SignInHarness()
    opened = harness.signed_in(Role.ADMIN)
    harness.memberships.end_sessions(ADMIN, opened.session.person)
    with pytest.raises(PasswordChanged):
        harness.sessions.find(opened.cookie, DESKTOP, counts=False)


@pytest.mark.parametrize(
    ("change", "cause"),
    [
        ({"status": MembershipStatus.REMOVED}, AccessEnded),
        ({"roles": frozenset({Role.PROVIDER})}, RoleRemoved),
    ],
)
def test_a_session_ends_with_its_membership_or_role(change, cause):
    """S9: a person who loses their membership or role is signed out, and told why."""
    harness = SignInHarness()
    opened = harness.signed_in(Role.ADMIN)
    harness.memberships.put(
        replace(harness.memberships.get(ADMIN, opened.session.person), **change)
    )
    with pytest.raises(cause):
        harness.sessions.find(opened.cookie, DESKTOP, counts=False)


def test_a_session_that_ended_by_itself_says_whether_the_person_was_away():
    harness = SignInHarness()
    opened = harness.signed_in(Role.ADMIN)
    harness.later(IDLE_SECONDS)
    with pytest.raises(SessionIdle):
        harness.sessions.find(opened.cookie, DESKTOP, counts=False)
    harness.later(12 * 3600)
    with pytest.raises(SessionExpired):
        harness.sessions.find(opened.cookie, DESKTOP, counts=False)


def test_a_switch_of_roles_begins_a_new_session_that_lasts_no_longer():
    """
    S4: a switch of roles begins a new session that has the new role.

    The new session ends no later than the old one, and the old cookie is refused.
    """
    harness = SignInHarness()
    first = harness.signed_in(Role.ADMIN, Role.PROVIDER)
    harness.later(600)
    live = harness.sessions.find(first.cookie, DESKTOP, counts=True)
    second = harness.sessions.switch_role(live, first.cookie, Role.PROVIDER, DESKTOP)
    assert second.cookie != first.cookie
    assert (second.access.role, second.session.ends) == (Role.PROVIDER, first.session.ends)
    with pytest.raises(SignedOut):
        harness.sessions.find(first.cookie, DESKTOP, counts=False)


def test_a_switch_to_a_role_that_the_person_lacks_is_refused_and_audited():
    """S4, S14: a provider who is no Admin cannot switch to the role Admin."""
    harness = SignInHarness()
    opened = harness.signed_in(Role.PROVIDER)
    live = harness.sessions.find(opened.cookie, DESKTOP, counts=False)
    with pytest.raises(NotAllowed):
        harness.sessions.switch_role(live, opened.cookie, Role.ADMIN, DESKTOP)
    assert harness.audit.refusals() == ["wear admin"]


def test_signing_out_ends_the_session_and_can_be_repeated():
    """S13: after signing out the cookie is refused; signing out again is no error."""
    harness = SignInHarness()
    opened = harness.signed_in(Role.CLIENT)
    for _ in range(2):
        harness.sessions.sign_out(opened.cookie, DESKTOP)
    with pytest.raises(SignedOut):
        harness.sessions.find(opened.cookie, DESKTOP, counts=False)


def test_only_a_session_in_the_client_role_names_a_profile():
    harness = SignInHarness()
    opened = harness.signed_in(Role.ADMIN, Role.CLIENT)
    assert opened.access.client is None
