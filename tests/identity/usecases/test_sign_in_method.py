"""Tests that a session records how its person proved who they are."""

import pyotp

from chalicelib.kernel.access import Role, SignInMethod
from tests.identity.sign_in_harness import DESKTOP, PASSWORD, SignInHarness

EMAIL, FACTOR = "wil@clocktree.test", pyotp.random_base32()


def test_a_session_knows_how_the_person_signed_in():
    """A signature states this, so it is never taken from a rule about roles."""
    harness = SignInHarness()
    harness.add_person(EMAIL, Role.CLIENT)
    progress = harness.sign_in.password(EMAIL, PASSWORD, DESKTOP)
    live = harness.sessions.find(progress.session.cookie, DESKTOP, counts=False)
    assert live.access.method is SignInMethod.PASSWORD
    other = "dual@clocktree.test"
    harness.add_person(other, Role.CLIENT, Role.PROVIDER, factor=FACTOR)
    step = harness.sign_in.password(other, PASSWORD, DESKTOP).step
    opened = harness.sign_in.totp(step, harness.identity.code(other), DESKTOP).session
    live = harness.sessions.find(opened.cookie, DESKTOP, counts=False)
    for role in live.access.roles - {live.access.role}:
        opened = harness.sessions.switch_role(live, opened.cookie, role, DESKTOP)
    assert opened.access.method is SignInMethod.PASSWORD_AND_CODE
