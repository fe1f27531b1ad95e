"""Tests resetting a password when a service fails or an account is locked."""

import re
from dataclasses import replace

import pytest

from chalicelib.identity.usecases.sign_in_steps import NextStep
from chalicelib.kernel.access import Role
from chalicelib.kernel.errors import SignedOut, TooMany, Unavailable
from chalicelib.notices.usecases.mail import MailRefused
from tests.failing_calls import raise_unavailable
from tests.identity.sign_in_harness import (
    DESKTOP,
    PASSWORD,
    SignInHarness,
)

EMAIL, NEW = "Wil@Clocktree.test", "Another-Kettle-8"


@pytest.fixture
def harness():
    return SignInHarness()


def mailed_code(harness):
    """Return the reset code from the newest e-mail."""
    return re.search(r"Your code: (\d{8})\n", harness.mail.sent[-1][2])[1]


def request_code(harness, email=EMAIL):
    harness.recovery.forgot(email, DESKTOP)
    return mailed_code(harness)


def test_a_reset_that_failed_halfway_can_be_repeated_with_its_code(harness, monkeypatch):
    member = harness.add_person(EMAIL, Role.CLIENT)
    code, session = request_code(harness), harness.sessions.open(member, DESKTOP)
    with monkeypatch.context() as patch:
        patch.setattr(harness.memberships, "end_sessions", raise_unavailable)
        with pytest.raises(Unavailable):
            harness.recovery.reset(EMAIL, code, NEW, DESKTOP)
    harness.recovery.reset(EMAIL, code, NEW, DESKTOP)
    with pytest.raises(SignedOut):
        harness.sessions.find(session.cookie, DESKTOP, counts=False)


def test_an_address_that_refuses_mail_gets_the_same_answer(harness):
    """
    S8: if an address refuses e-mail, the person sees no error.

    The password is changed, although the notice of the change cannot be sent.
    """
    harness.add_person(EMAIL, Role.CLIENT)
    code = request_code(harness)
    harness.mail.refuses = MailRefused()
    harness.recovery.forgot("nobody@clocktree.test", DESKTOP)
    harness.recovery.reset(EMAIL, code, NEW, DESKTOP)
    assert harness.sign_in.password(EMAIL, NEW, DESKTOP).next is NextStep.DONE


def test_a_reset_removes_the_lock_of_a_persons_sign_in(harness):
    """S8: a person who was locked out can sign in after they reset their password."""
    harness.add_person(EMAIL, Role.CLIENT)
    for _ in range(5):
        with pytest.raises(SignedOut):
            harness.sign_in.password(EMAIL, "Wrong-Horse-77", DESKTOP)
        harness.later(6)
    with pytest.raises(TooMany):
        harness.sign_in.password(EMAIL, PASSWORD, DESKTOP)
    harness.recovery.reset(EMAIL, request_code(harness), NEW, DESKTOP)
    assert harness.sign_in.password(EMAIL, NEW, DESKTOP).next is NextStep.DONE


def test_codes_are_not_stored_in_clear(harness):
    harness.add_person(EMAIL, Role.CLIENT)
    code = request_code(harness)
    stored, _ = harness.codes.rows[EMAIL.casefold()]
    assert code not in stored.code
    assert code not in repr(replace(stored, code=code))
