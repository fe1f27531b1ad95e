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
from tests.identity.sign_in_harness import DESK, ORIGIN, PASSWORD, PHONE, SignInHarness

EMAIL, NEW = "Wil@Clocktree.test", "Another-Horse-8"


@pytest.fixture
def door():
    return SignInHarness()


def mailed(door):
    """The code of the newest mail."""
    return re.search(r"Your code: (\d{8})\n", door.mail.sent[-1][2])[1]


def asked(door, email=EMAIL):
    door.recovery.forgot(email, DESK)
    return mailed(door)


def test_the_code_of_the_mail_sets_a_new_password_once(door):
    door.knows(EMAIL, Role.CLIENT)
    code = asked(door)
    door.recovery.reset(EMAIL.upper(), code, NEW, DESK)
    assert door.sign_in.password(EMAIL, NEW, DESK).next is NextStep.DONE
    with pytest.raises(SignedOut):
        door.sign_in.password(EMAIL, PASSWORD, DESK)
    with pytest.raises(Invalid):
        door.recovery.reset(EMAIL, code, PASSWORD, DESK)


def test_the_second_factor_is_asked_for_as_ever(door):
    """S6."""
    door.knows(EMAIL, Role.ADMIN, factor=pyotp.random_base32())
    door.recovery.reset(EMAIL, asked(door), NEW, DESK)
    assert door.sign_in.password(EMAIL, NEW, DESK).next is NextStep.TOTP


def test_every_session_ends_and_the_person_is_told(door):
    """S7, S9."""
    member = door.knows(EMAIL, Role.CLIENT)
    live = [door.sessions.open(member, caller) for caller in (DESK, PHONE)]
    door.recovery.reset(EMAIL, asked(door), NEW, DESK)
    for opened in live:
        with pytest.raises(SignedOut):
            door.sessions.find(opened.cookie, DESK, counts=False)
    to, subject, text = door.mail.sent[-1]
    assert (to, subject, ORIGIN in text) == (EMAIL.casefold(), CHANGED_SUBJECT, True)


def test_who_was_half_in_with_the_old_password_starts_again(door):
    """S9: with the right code of his second factor."""
    door.knows(EMAIL, Role.ADMIN, factor=pyotp.random_base32())
    half = door.sign_in.password(EMAIL, PASSWORD, DESK)
    door.recovery.reset(EMAIL, asked(door), NEW, DESK)
    with pytest.raises(SignedOut):
        door.sign_in.totp(half.step, door.identity.code(EMAIL), DESK)


def test_known_and_unknown_people_cost_the_same_work_and_get_the_same_answer(door):
    """S8: but for the mail, which only the address's owner reads."""
    door.knows(EMAIL, Role.CLIENT)
    told = []
    for email in (EMAIL, "nobody@clocktree.test"):
        door.identity.calls.clear()
        before = len(door.mail.sent), len(door.audit.entries), len(door.codes.rows)
        answer = door.recovery.forgot(email, DESK)
        after = len(door.mail.sent), len(door.audit.entries), len(door.codes.rows)
        told.append(
            (
                answer,
                list(door.identity.calls),
                [b - a for a, b in zip(before, after, strict=True)],
                door.mail.sent[-1][1],
            )
        )
    assert told[0] == told[1] == (None, ["find"], [1, 1, 1], CODE_SUBJECT)
    assert "code:" not in door.mail.sent[-1][2]


def test_the_code_made_for_nobody_opens_nothing(door):
    """S8: although it is right."""
    door.recovery.forgot("nobody@clocktree.test", DESK)
    code = f"{next(door.numbers) - 1:08d}"
    with pytest.raises(Invalid):
        door.recovery.reset("nobody@clocktree.test", code, NEW, DESK)


def test_who_was_removed_is_nobody(door):
    """S9."""
    door.knows(EMAIL, Role.CLIENT, status=MembershipStatus.REMOVED)
    door.recovery.forgot(EMAIL, DESK)
    assert "nobody signs in" in door.mail.sent[-1][2]


def test_five_wrong_codes_end_the_right_one(door):
    """S8: each is written down."""
    door.knows(EMAIL, Role.CLIENT)
    code = asked(door)
    for _ in range(5):
        with pytest.raises(Invalid) as no:
            door.recovery.reset(EMAIL, "00000000", NEW, DESK)
        assert list(no.value.fields) == ["code"]
    with pytest.raises(Invalid):
        door.recovery.reset(EMAIL, code, NEW, DESK)
    assert door.audit.refusals() == ["reset password"] * 6


def test_after_ten_minutes_the_code_is_over(door):
    door.knows(EMAIL, Role.CLIENT)
    code = asked(door)
    door.later(600)
    with pytest.raises(Invalid):
        door.recovery.reset(EMAIL, code, NEW, DESK)


def test_a_new_code_ends_the_one_before_and_one_persons_code_is_no_others(door):
    door.knows(EMAIL, Role.CLIENT)
    door.knows("kim@clocktree.test", Role.CLIENT)
    old, theirs = asked(door), asked(door, "kim@clocktree.test")
    asked(door)
    for code in (old, theirs):
        with pytest.raises(Invalid):
            door.recovery.reset(EMAIL, code, NEW, DESK)


@pytest.mark.parametrize("email", [EMAIL, "nobody@clocktree.test"])
def test_mail_to_one_address_is_slowed_and_then_stops(door, email):
    """S8: nobody's mailbox is filled."""
    door.knows(EMAIL, Role.CLIENT)
    for _ in range(5):
        door.recovery.forgot(email, DESK)
        door.later(6)
    with pytest.raises(TooMany):
        door.recovery.forgot(email, DESK)
    assert len(door.mail.sent) == 5


def test_a_weak_password_costs_no_try(door):
    door.knows(EMAIL, Role.CLIENT)
    code = asked(door)
    with pytest.raises(Invalid) as no:
        door.recovery.reset(EMAIL, code, "short", DESK)
    assert list(no.value.fields) == ["password"]
    assert door.codes.rows[EMAIL.casefold()][0].tries == 0


def test_what_broke_on_the_way_is_done_again_with_the_same_code(door, monkeypatch):
    member = door.knows(EMAIL, Role.CLIENT)
    code, opened = asked(door), door.sessions.open(member, DESK)
    with monkeypatch.context() as patch:
        patch.setattr(door.memberships, "end_sessions", a_failing_part)
        with pytest.raises(Unavailable):
            door.recovery.reset(EMAIL, code, NEW, DESK)
    door.recovery.reset(EMAIL, code, NEW, DESK)
    with pytest.raises(SignedOut):
        door.sessions.find(opened.cookie, DESK, counts=False)


def a_failing_part(*_):
    raise Unavailable


def test_an_address_that_takes_no_mail_is_answered_like_one_that_does(door):
    """S8: and a password that was changed is changed, whether he could be told or not."""
    door.knows(EMAIL, Role.CLIENT)
    code = asked(door)
    door.mail.refuses = MailRefused()
    door.recovery.forgot("nobody@clocktree.test", DESK)
    door.recovery.reset(EMAIL, code, NEW, DESK)
    assert door.sign_in.password(EMAIL, NEW, DESK).next is NextStep.DONE


def test_a_locked_out_person_is_in_again_with_the_new_password(door):
    """S8: the lock was on the old one."""
    door.knows(EMAIL, Role.CLIENT)
    for _ in range(5):
        with pytest.raises(SignedOut):
            door.sign_in.password(EMAIL, "Wrong-Horse-77", DESK)
        door.later(6)
    door.recovery.reset(EMAIL, asked(door), NEW, DESK)
    assert door.sign_in.password(EMAIL, NEW, DESK).next is NextStep.DONE


def test_nobodys_code_is_kept_readable(door):
    door.knows(EMAIL, Role.CLIENT)
    code = asked(door)
    kept, _ = door.codes.rows[EMAIL.casefold()]
    assert code not in kept.code
    assert code not in repr(replace(kept, code=code))
