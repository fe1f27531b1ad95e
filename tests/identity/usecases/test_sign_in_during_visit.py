"""Tests that people are asked before a sign-in ends their visit elsewhere."""

import pyotp
import pytest

from chalicelib.identity.usecases.sign_in_steps import STEP_SECONDS, NextStep
from chalicelib.kernel.access import Role
from chalicelib.kernel.errors import SignedInElsewhere, SignedOut
from tests.identity.sign_in_harness import DESKTOP, PASSWORD, PHONE, SignInHarness

EMAIL = "wil@clocktree.test"


@pytest.fixture
def harness():
    harness = SignInHarness()
    harness.add_person(EMAIL, Role.CLIENT)
    harness.first = signs_in(harness).session
    harness.visits.open.add(harness.first.session.id)
    return harness


def signs_in(harness, caller=DESKTOP, **how):
    return harness.sign_in.password(EMAIL, PASSWORD, caller, **how)


def is_signed_in(harness, cookie):
    try:
        return bool(harness.sessions.find(cookie, DESKTOP, counts=False))
    except SignedOut:
        return False


def test_a_second_computer_asks_before_it_ends_the_visit(harness):
    progress = signs_in(harness, ask_first=True)
    assert (progress.next, progress.session) == (NextStep.IN_VISIT, None)
    assert is_signed_in(harness, harness.first.cookie)
    second = harness.sign_in.confirm(progress.step, DESKTOP)
    assert second.next is NextStep.DONE
    with pytest.raises(SignedInElsewhere, match="another computer or browser"):
        harness.sessions.find(harness.first.cookie, DESKTOP, counts=False)
    assert is_signed_in(harness, second.session.cookie)


def test_staff_are_asked_after_their_second_factor(harness):
    """S6: nobody learns of a visit before both factors are right."""
    factor = pyotp.random_base32()
    harness.add_person("pat@clocktree.test", Role.PROVIDER, factor=factor)
    step = harness.sign_in.password("pat@clocktree.test", PASSWORD, DESKTOP, ask_first=True)
    first = harness.sign_in.totp(step.step, harness.identity.code("pat@clocktree.test"), DESKTOP)
    harness.visits.open.add(first.session.session.id)
    harness.later(60)
    step = harness.sign_in.password("pat@clocktree.test", PASSWORD, DESKTOP, ask_first=True)
    assert step.next is NextStep.TOTP
    code = harness.identity.code("pat@clocktree.test")
    assert harness.sign_in.totp(step.step, code, DESKTOP, ask_first=True).next is NextStep.IN_VISIT


def test_the_visit_is_known_after_a_change_of_role(harness):
    harness.add_person("dual@clocktree.test", Role.CLIENT, Role.PROVIDER)
    membership = harness.memberships.of_person(harness.identity.people["dual@clocktree.test"].id)[0]
    opened = harness.sessions.open(membership, DESKTOP)
    live = harness.sessions.find(opened.cookie, DESKTOP, counts=False)
    other = next(role for role in membership.roles if role is not live.access.role)
    switched = harness.sessions.switch_role(live, opened.cookie, other, DESKTOP)
    assert switched.access.sign_in_id == live.access.sign_in_id == opened.session.id
    assert switched.access.session != live.access.session


@pytest.mark.parametrize("case", ["phone", "not asked", "no visit"])
def test_nobody_is_asked_when_no_visit_would_end(harness, case):
    """A phone and a computer may be signed in at once."""
    if case == "no visit":
        harness.visits.open.clear()
    caller = PHONE if case == "phone" else DESKTOP
    assert signs_in(harness, caller, ask_first=case != "not asked").next is NextStep.DONE


def test_an_unanswered_question_expires(harness):
    """S7: the step is used once, and expires like every other step of a sign-in."""
    step = signs_in(harness, ask_first=True).step
    harness.later(STEP_SECONDS)
    with pytest.raises(SignedOut):
        harness.sign_in.confirm(step, DESKTOP)
    step = signs_in(harness, ask_first=True).step
    assert harness.sign_in.confirm(step, DESKTOP).session
    with pytest.raises(SignedOut):
        harness.sign_in.confirm(step, DESKTOP)
