"""A forgotten password, from the mail to the next sign-in."""

import re
from dataclasses import replace

import pyotp
import pytest

from chalicelib.identity.domain.membership import MembershipStatus
from chalicelib.identity.usecases.password_recovery import CHANGED_SUBJECT, CODE_SUBJECT
from chalicelib.identity.usecases.sign_in_steps import NextStep
from chalicelib.kernel.access import Role
from chalicelib.kernel.errors import Invalid, SignedOut, TooMany, Unavailable
from chalicelib.notices.usecases.mail import MailRefused
from tests.identity.sign_in_harness import DESKTOP, ORIGIN, PASSWORD, PHONE, SignInHarness

EMAIL, NEW = "Wil@Clocktree.test", "Another-Horse-8"


@pytest.fixture
def harness():
    return SignInHarness()


def mailed_code(harness):
    """The code of the newest mail."""
    return re.search(r"Your code: (\d{8})\n", harness.mail.sent[-1][2])[1]


def request_code(harness, email=EMAIL):
    harness.recovery.forgot(email, DESKTOP)
    return mailed_code(harness)


def test_the_code_of_the_mail_sets_a_new_password_once(harness):
    harness.add_person(EMAIL, Role.CLIENT)
    code = request_code(harness)
    harness.recovery.reset(EMAIL.upper(), code, NEW, DESKTOP)
    assert harness.sign_in.password(EMAIL, NEW, DESKTOP).next is NextStep.DONE
    with pytest.raises(SignedOut):
        harness.sign_in.password(EMAIL, PASSWORD, DESKTOP)
    with pytest.raises(Invalid):
        harness.recovery.reset(EMAIL, code, PASSWORD, DESKTOP)


def test_the_second_factor_is_asked_for_as_ever(harness):
    """S6."""
    harness.add_person(EMAIL, Role.ADMIN, factor=pyotp.random_base32())
    harness.recovery.reset(EMAIL, request_code(harness), NEW, DESKTOP)
    assert harness.sign_in.password(EMAIL, NEW, DESKTOP).next is NextStep.TOTP


def test_every_session_ends_and_the_person_is_told(harness):
    """S7, S9."""
    member = harness.add_person(EMAIL, Role.CLIENT)
    live = [harness.sessions.open(member, caller) for caller in (DESKTOP, PHONE)]
    harness.recovery.reset(EMAIL, request_code(harness), NEW, DESKTOP)
    for opened in live:
        with pytest.raises(SignedOut):
            harness.sessions.find(opened.cookie, DESKTOP, counts=False)
    to, subject, text = harness.mail.sent[-1]
    assert (to, subject, ORIGIN in text) == (EMAIL.casefold(), CHANGED_SUBJECT, True)


def test_who_was_half_in_with_the_old_password_starts_again(harness):
    """S9: even with the right code of the second factor."""
    harness.add_person(EMAIL, Role.ADMIN, factor=pyotp.random_base32())
    half = harness.sign_in.password(EMAIL, PASSWORD, DESKTOP)
    harness.recovery.reset(EMAIL, request_code(harness), NEW, DESKTOP)
    with pytest.raises(SignedOut):
        harness.sign_in.totp(half.step, harness.identity.code(EMAIL), DESKTOP)


def test_known_and_unknown_people_cost_the_same_work_and_get_the_same_answer(harness):
    """S8: but for the mail, which only the address's owner reads."""
    harness.add_person(EMAIL, Role.CLIENT)
    results = []
    for email in (EMAIL, "nobody@clocktree.test"):
        harness.identity.calls.clear()
        before = len(harness.mail.sent), len(harness.audit.entries), len(harness.codes.rows)
        answer = harness.recovery.forgot(email, DESKTOP)
        after = len(harness.mail.sent), len(harness.audit.entries), len(harness.codes.rows)
        results.append(
            (
                answer,
                list(harness.identity.calls),
                [b - a for a, b in zip(before, after, strict=True)],
                harness.mail.sent[-1][1],
            )
        )
    assert results[0] == results[1] == (None, ["find"], [1, 1, 1], CODE_SUBJECT)
    assert "code:" not in harness.mail.sent[-1][2]


def test_the_code_made_for_nobody_opens_nothing(harness):
    """S8: although it is right."""
    harness.recovery.forgot("nobody@clocktree.test", DESKTOP)
    code = f"{next(harness.numbers) - 1:08d}"
    with pytest.raises(Invalid):
        harness.recovery.reset("nobody@clocktree.test", code, NEW, DESKTOP)


def test_who_was_removed_is_nobody(harness):
    """S9."""
    harness.add_person(EMAIL, Role.CLIENT, status=MembershipStatus.REMOVED)
    harness.recovery.forgot(EMAIL, DESKTOP)
    assert "nobody signs in" in harness.mail.sent[-1][2]


def test_five_wrong_codes_end_the_right_one(harness):
    """S8: each is written down."""
    harness.add_person(EMAIL, Role.CLIENT)
    code = request_code(harness)
    for _ in range(5):
        with pytest.raises(Invalid) as refusal:
            harness.recovery.reset(EMAIL, "00000000", NEW, DESKTOP)
        assert list(refusal.value.fields) == ["code"]
    with pytest.raises(Invalid):
        harness.recovery.reset(EMAIL, code, NEW, DESKTOP)
    assert harness.audit.refusals() == ["reset password"] * 6


def test_after_ten_minutes_the_code_is_over(harness):
    harness.add_person(EMAIL, Role.CLIENT)
    code = request_code(harness)
    harness.later(600)
    with pytest.raises(Invalid):
        harness.recovery.reset(EMAIL, code, NEW, DESKTOP)


def test_a_new_code_ends_the_one_before_and_one_persons_code_is_no_others(harness):
    harness.add_person(EMAIL, Role.CLIENT)
    harness.add_person("kim@clocktree.test", Role.CLIENT)
    old, theirs = request_code(harness), request_code(harness, "kim@clocktree.test")
    request_code(harness)
    for code in (old, theirs):
        with pytest.raises(Invalid):
            harness.recovery.reset(EMAIL, code, NEW, DESKTOP)


@pytest.mark.parametrize("email", [EMAIL, "nobody@clocktree.test"])
def test_mail_to_one_address_is_slowed_and_then_stops(harness, email):
    """S8: nobody's mailbox is filled."""
    harness.add_person(EMAIL, Role.CLIENT)
    for _ in range(5):
        harness.recovery.forgot(email, DESKTOP)
        harness.later(6)
    with pytest.raises(TooMany):
        harness.recovery.forgot(email, DESKTOP)
    assert len(harness.mail.sent) == 5


def test_a_weak_password_costs_no_try(harness):
    harness.add_person(EMAIL, Role.CLIENT)
    code = request_code(harness)
    with pytest.raises(Invalid) as refusal:
        harness.recovery.reset(EMAIL, code, "short", DESKTOP)
    assert list(refusal.value.fields) == ["password"]
    assert harness.codes.rows[EMAIL.casefold()][0].tries == 0


def test_what_broke_on_the_way_is_done_again_with_the_same_code(harness, monkeypatch):
    member = harness.add_person(EMAIL, Role.CLIENT)
    code, opened = request_code(harness), harness.sessions.open(member, DESKTOP)
    with monkeypatch.context() as patch:
        patch.setattr(harness.memberships, "end_sessions", a_failing_part)
        with pytest.raises(Unavailable):
            harness.recovery.reset(EMAIL, code, NEW, DESKTOP)
    harness.recovery.reset(EMAIL, code, NEW, DESKTOP)
    with pytest.raises(SignedOut):
        harness.sessions.find(opened.cookie, DESKTOP, counts=False)


def a_failing_part(*_):
    raise Unavailable


def test_an_address_that_takes_no_mail_is_answered_like_one_that_does(harness):
    """S8: the password is changed even when the notice cannot be sent."""
    harness.add_person(EMAIL, Role.CLIENT)
    code = request_code(harness)
    harness.mail.refuses = MailRefused()
    harness.recovery.forgot("nobody@clocktree.test", DESKTOP)
    harness.recovery.reset(EMAIL, code, NEW, DESKTOP)
    assert harness.sign_in.password(EMAIL, NEW, DESKTOP).next is NextStep.DONE


def test_a_locked_out_person_is_in_again_with_the_new_password(harness):
    """S8: the lock was on the old one."""
    harness.add_person(EMAIL, Role.CLIENT)
    for _ in range(5):
        with pytest.raises(SignedOut):
            harness.sign_in.password(EMAIL, "Wrong-Horse-77", DESKTOP)
        harness.later(6)
    harness.recovery.reset(EMAIL, request_code(harness), NEW, DESKTOP)
    assert harness.sign_in.password(EMAIL, NEW, DESKTOP).next is NextStep.DONE


def test_nobodys_code_is_kept_readable(harness):
    harness.add_person(EMAIL, Role.CLIENT)
    code = request_code(harness)
    stored, _ = harness.codes.rows[EMAIL.casefold()]
    assert code not in stored.code
    assert code not in repr(replace(stored, code=code))
