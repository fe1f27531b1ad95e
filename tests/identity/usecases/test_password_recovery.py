"""Tests resetting a forgotten password, from the e-mail to the next sign-in."""

import re

import pyotp
import pytest

from chalicelib.identity.domain.membership import MembershipStatus
from chalicelib.identity.usecases.password_recovery import (
    BROWSER,
    CHANGED_SUBJECT,
    CODE_SUBJECT,
)
from chalicelib.identity.usecases.sign_in_steps import NextStep
from chalicelib.kernel.access import Role
from chalicelib.kernel.caller import Caller
from chalicelib.kernel.errors import Invalid, SignedOut, Unavailable
from chalicelib.notices.usecases.mail import MailDelayed
from tests.identity.sign_in_harness import (
    ADMIN,
    DESKTOP,
    ORIGIN,
    PASSWORD,
    PHONE,
    SignInHarness,
    hash_of,
)

EMAIL, NEW = "Wil@Clocktree.test", "Another-Kettle-8"
STRANGER = Caller("r3", "another ip", "agent", networks=("other net", "other wide net"))


@pytest.fixture
def harness():
    return SignInHarness()


def mailed_code(harness):
    """Return the reset code from the newest e-mail."""
    return re.search(r"Your code: (\d{8})\n", harness.mail.sent[-1][2])[1]


def request_code(harness, email=EMAIL):
    harness.recovery.forgot(email, DESKTOP)
    return mailed_code(harness)


def test_the_mailed_code_sets_a_new_password_once(harness):
    harness.add_person(EMAIL, Role.CLIENT)
    code = request_code(harness)
    harness.recovery.reset(EMAIL.upper(), code, NEW, DESKTOP)
    assert harness.sign_in.password(EMAIL, NEW, DESKTOP).next is NextStep.DONE
    with pytest.raises(SignedOut):
        harness.sign_in.password(EMAIL, PASSWORD, DESKTOP)
    with pytest.raises(Invalid):
        harness.recovery.reset(EMAIL, code, PASSWORD, DESKTOP)


def test_the_second_factor_is_still_needed_after_a_reset(harness):
    """S6: after a password reset, staff are still asked for their second factor."""
    harness.add_person(EMAIL, Role.ADMIN, factor=pyotp.random_base32())
    harness.recovery.reset(EMAIL, request_code(harness), NEW, DESKTOP)
    assert harness.sign_in.password(EMAIL, NEW, DESKTOP).next is NextStep.TOTP


def test_a_reset_ends_all_sessions_and_notifies_the_person(harness):
    """S7, S9: after a reset the person is signed out everywhere and gets an e-mail."""
    member = harness.add_person(EMAIL, Role.CLIENT)
    sessions = [harness.sessions.open(member, caller) for caller in (DESKTOP, PHONE)]
    harness.recovery.reset(EMAIL, request_code(harness), NEW, DESKTOP)
    for session in sessions:
        with pytest.raises(SignedOut):
            harness.sessions.find(session.cookie, DESKTOP, counts=False)
    to, subject, text = harness.mail.sent[-1]
    assert (to, subject, ORIGIN in text) == (EMAIL.casefold(), CHANGED_SUBJECT, True)


def test_a_sign_in_with_the_old_password_cannot_be_finished_after_a_reset(harness):
    """
    S9: after a reset, a sign-in with the old password cannot be finished.

    The sign-in is refused even with the right code of the second factor.
    """
    harness.add_person(EMAIL, Role.ADMIN, factor=pyotp.random_base32())
    progress = harness.sign_in.password(EMAIL, PASSWORD, DESKTOP)
    harness.recovery.reset(EMAIL, request_code(harness), NEW, DESKTOP)
    with pytest.raises(SignedOut):
        harness.sign_in.totp(progress.step, harness.identity.code(EMAIL), DESKTOP)


def test_known_and_unknown_people_cost_the_same_work_and_get_the_same_answer(harness):
    """
    S8: a reset request makes the same calls for known and unknown people.

    The responses are equal. Only the e-mails differ, and only the owner of the address
    can read the e-mail.
    """
    harness.add_person(EMAIL, Role.CLIENT)
    results = []
    for email in (EMAIL, "nobody@clocktree.test"):
        harness.identity.calls.clear()
        before = len(harness.mail.sent), len(harness.audit.entries), len(harness.codes.rows)
        browser = harness.recovery.forgot(email, DESKTOP)
        after = len(harness.mail.sent), len(harness.audit.entries), len(harness.codes.rows)
        results.append(
            (
                bool(BROWSER.fullmatch(browser)),
                list(harness.identity.calls),
                [b - a for a, b in zip(before, after, strict=True)],
                harness.mail.sent[-1][1],
            )
        )
    assert results[0] == results[1] == (True, ["find"], [1, 1, 2], CODE_SUBJECT)
    assert "code:" not in harness.mail.sent[-1][2]


NO_ADDRESSES = ['"1" <wil@clocktree.test>', "wil@clocktree.test, x@y.test", "wil", "wil@x", ""]


@pytest.mark.parametrize("text", NO_ADDRESSES)
def test_what_is_no_address_is_refused_before_anything_else(harness, text):
    """S8: a string that is no e-mail address is refused, and no e-mail is sent."""
    harness.add_person(EMAIL, Role.CLIENT)
    harness.identity.calls.clear()
    for ask in (
        lambda: harness.recovery.forgot(text, DESKTOP),
        lambda: harness.recovery.reset(text, "12345678", NEW, DESKTOP),
        lambda: harness.sign_in.password(text, PASSWORD, DESKTOP),
    ):
        with pytest.raises(Invalid) as error:
            ask()
        assert set(error.value.fields) == {"email"}
    assert (harness.mail.sent, harness.identity.calls, harness.failed_attempts.rows) == ([], [], {})


def test_a_code_that_was_not_mailed_does_not_replace_the_newest_one(harness):
    """S8: while mail is busy, the answer says so and the earlier code stays valid."""
    harness.add_person(EMAIL, Role.CLIENT)
    code = request_code(harness)
    for error in (MailDelayed(), Unavailable()):
        harness.mail.refuses = error
        with pytest.raises(Unavailable):
            harness.recovery.forgot(EMAIL, DESKTOP)
    harness.mail.refuses = None
    harness.recovery.reset(EMAIL, code, NEW, DESKTOP)


def test_the_code_for_an_unknown_address_resets_nothing(harness):
    """S8: a code is stored for an unknown address too, but this code never works."""
    harness.recovery.forgot("nobody@clocktree.test", DESKTOP)
    code = f"{next(harness.numbers) - 1:08d}"
    with pytest.raises(Invalid):
        harness.recovery.reset("nobody@clocktree.test", code, NEW, DESKTOP)


def test_a_removed_person_is_treated_as_unknown(harness):
    """
    S9: a removed person who requests a reset is treated as unknown.

    The e-mail says that nobody signs in with the address.
    """
    harness.add_person(EMAIL, Role.CLIENT, status=MembershipStatus.REMOVED)
    harness.recovery.forgot(EMAIL, DESKTOP)
    assert "nobody signs in" in harness.mail.sent[-1][2]


def test_a_code_expires_after_ten_minutes(harness):
    harness.add_person(EMAIL, Role.CLIENT)
    code = request_code(harness)
    harness.later(600)
    with pytest.raises(Invalid):
        harness.recovery.reset(EMAIL, code, NEW, DESKTOP)


def test_a_new_code_replaces_the_old_one_and_each_code_is_for_one_person(harness):
    harness.add_person(EMAIL, Role.CLIENT)
    harness.add_person("kim@clocktree.test", Role.CLIENT)
    old, theirs = request_code(harness), request_code(harness, "kim@clocktree.test")
    request_code(harness)
    for code in (old, theirs):
        with pytest.raises(Invalid):
            harness.recovery.reset(EMAIL, code, NEW, DESKTOP)


def test_a_new_code_can_be_tried_after_five_wrong_ones(harness):
    harness.add_person(EMAIL, Role.CLIENT)
    request_code(harness)
    for _ in range(5):
        with pytest.raises(Invalid):
            harness.recovery.reset(EMAIL, "00000000", NEW, DESKTOP)
    harness.recovery.reset(EMAIL, request_code(harness), NEW, DESKTOP)
    assert harness.sign_in.password(EMAIL, NEW, DESKTOP).next is NextStep.DONE


def test_entries_about_a_reset_name_the_account_by_a_keyed_hash(harness):
    """
    S14: each reset request and each wrong code writes an audit entry.

    The entry names the account by a keyed hash of its e-mail address.
    """
    harness.add_person(EMAIL, Role.CLIENT)
    for _ in range(6):
        harness.recovery.forgot(EMAIL, DESKTOP)
        harness.later(6)
    with pytest.raises(Invalid):
        harness.recovery.reset(EMAIL, "00000000", NEW, DESKTOP)
    assert harness.audit.refusals() == ["forgot password while locked", "reset password"]
    assert harness.audit.records == [[f"account:{hash_of(f'account {EMAIL.casefold()}')}"]] * 7


def test_the_code_sent_to_a_corrected_address_no_longer_works(harness):
    """S5: whoever reads the mail of a mistyped address cannot take over the account."""
    member = harness.add_person(EMAIL, Role.CLIENT, status=MembershipStatus.INVITED)
    code = request_code(harness)
    harness.people.correct(ADMIN, member.person, "right@clocktree.test")
    with pytest.raises(Invalid) as refusal:
        harness.recovery.reset(EMAIL, code, NEW, DESKTOP)
    assert list(refusal.value.fields) == ["code"]


def test_a_weak_password_does_not_count_as_an_attempt(harness):
    harness.add_person(EMAIL, Role.CLIENT)
    code = request_code(harness)
    with pytest.raises(Invalid) as refusal:
        harness.recovery.reset(EMAIL, code, "short", DESKTOP)
    assert list(refusal.value.fields) == ["password"]
    assert harness.codes.rows[EMAIL.casefold()][0].tries == 0
