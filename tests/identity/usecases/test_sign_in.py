"""Tests the steps of signing in, with a strict fake of the identity provider."""

import pyotp
import pytest

from chalicelib.identity.domain.membership import MembershipStatus, PersonSummary
from chalicelib.identity.usecases.sign_in_steps import NextStep
from chalicelib.kernel.access import Role
from chalicelib.kernel.errors import Invalid, SignedOut, TooMany, Unavailable
from tests.identity.sign_in_harness import (
    ADMIN,
    DESKTOP,
    PASSWORD,
    PRACTICE,
    SignInHarness,
    hash_of,
)

EMAIL, FACTOR = "Wil@Clocktree.test", pyotp.random_base32()
PHRASE = "seven small boats went home"


@pytest.fixture
def harness():
    return SignInHarness()


def a_step(harness):
    return harness.sign_in.password(EMAIL, PASSWORD, DESKTOP).step


def test_a_client_without_second_factor_signs_in_by_password(harness):
    harness.add_person(EMAIL, Role.CLIENT)
    progress = harness.sign_in.password(EMAIL, PASSWORD, DESKTOP)
    assert progress.next is NextStep.DONE
    assert (
        harness.sessions.find(progress.session.cookie, DESKTOP, counts=False).access.client
        == "cli-1"
    )


def test_an_email_may_be_typed_in_upper_or_lower_case(harness):
    """S5: a person can sign in with their e-mail address in upper case."""
    harness.add_person(EMAIL, Role.CLIENT)
    assert harness.sign_in.password(EMAIL.upper(), PASSWORD, DESKTOP).next is NextStep.DONE


def test_staff_with_a_second_factor_need_it(harness):
    """S6: the password alone begins no session; the code of the second factor does."""
    harness.add_person(EMAIL, Role.ADMIN, factor=FACTOR)
    progress = harness.sign_in.password(EMAIL, PASSWORD, DESKTOP)
    assert (progress.next, progress.session, harness.rows.rows) == (NextStep.TOTP, None, {})
    assert (
        harness.sign_in.totp(progress.step, harness.identity.code(EMAIL), DESKTOP).next
        is NextStep.DONE
    )


def test_staff_without_a_second_factor_can_only_enroll_one(harness):
    """
    S6: staff without a second factor must enroll one after their password.

    After the password alone they have no session, and every other sign-in step is refused.
    """
    harness.add_person(EMAIL, Role.PROVIDER)
    progress = harness.sign_in.password(EMAIL, PASSWORD, DESKTOP)
    assert (progress.next, progress.session) == (NextStep.ENROL_TOTP, None)
    for step in (harness.sign_in.totp, harness.sign_in.first_password):
        with pytest.raises(SignedOut):
            step(progress.step, "123456", DESKTOP)
    with pytest.raises(SignedOut):
        harness.sessions.find(progress.step, DESKTOP, counts=False)


def test_a_new_second_factor_is_in_force_after_its_first_right_code(harness):
    harness.add_person(EMAIL, Role.PROVIDER)
    step = a_step(harness)
    secret = harness.sign_in.enrol(step)
    with pytest.raises(SignedOut):
        harness.sign_in.verify(step, "000000", DESKTOP)
    assert (
        harness.sign_in.verify(step, harness.identity.code(EMAIL, secret), DESKTOP).next
        is NextStep.DONE
    )
    assert harness.sign_in.password(EMAIL, PASSWORD, DESKTOP).next is NextStep.TOTP


def test_a_colleague_is_active_after_choosing_a_password_and_a_second_factor(harness):
    membership = harness.people.invite_colleague(
        ADMIN, PersonSummary("Wil", EMAIL), frozenset({Role.PROVIDER})
    )
    password = harness.mail.sent[0][2].partition("Temporary password: ")[2].split()[0]
    step = harness.sign_in.password(EMAIL, password, DESKTOP)
    assert step.next is NextStep.NEW_PASSWORD
    step = harness.sign_in.first_password(step.step, PASSWORD, DESKTOP)
    assert step.next is NextStep.ENROL_TOTP
    code = harness.identity.code(EMAIL, harness.sign_in.enrol(step.step))
    assert harness.memberships.get(ADMIN, membership.person).status is MembershipStatus.INVITED
    assert harness.sign_in.verify(step.step, code, DESKTOP).next is NextStep.DONE
    assert harness.memberships.get(ADMIN, membership.person).status is MembershipStatus.ACTIVE


def test_a_weak_first_password_is_refused_and_may_be_tried_again(harness):
    harness.add_person(EMAIL, Role.CLIENT, has_chosen_password=False)
    step = a_step(harness)
    with pytest.raises(Invalid) as refusal:
        harness.sign_in.first_password(step, "short", DESKTOP)
    assert "password" in refusal.value.fields
    assert harness.sign_in.first_password(step, "Another-Kettle-7", DESKTOP).next is NextStep.DONE


@pytest.mark.parametrize("password", ["Password1234", "Wil@clocktree.test"])
def test_a_first_password_that_is_easy_to_guess_is_refused(harness, password):
    """S8: a common password, or the person's own address, cannot be chosen."""
    harness.add_person(EMAIL, Role.CLIENT, has_chosen_password=False)
    step = a_step(harness)
    with pytest.raises(Invalid):
        harness.sign_in.first_password(step, password, DESKTOP)
    assert harness.sign_in.first_password(step, PHRASE, DESKTOP).next is NextStep.DONE
    assert harness.sign_in.password(EMAIL, PHRASE, DESKTOP).next is NextStep.DONE


def test_the_providers_tokens_are_revoked_after_signing_in(harness):
    harness.add_person(EMAIL, Role.CLIENT)
    a_step(harness)
    assert harness.identity.tokens == {}


@pytest.mark.parametrize("email", [EMAIL, "nobody@clocktree.test"])
def test_every_refused_attempt_has_an_entry_that_names_the_account(harness, email):
    """S14: attempts during a lock have entries too, with the same keyed hash."""
    harness.add_person(EMAIL, Role.CLIENT)
    for _ in range(7):
        with pytest.raises((SignedOut, TooMany)):
            harness.sign_in.password(email, "Wrong-Horse-77", DESKTOP)
        harness.later(6)
    assert harness.audit.refusals() == ["sign in"] * 5 + ["sign in while locked"] * 2
    assert harness.audit.records == [[f"account:{hash_of(f'account {email.casefold()}')}"]] * 7


def test_entries_about_the_second_factor_name_the_account_too(harness):
    """S14: a wrong code and a locked one have entries with the account's keyed hash."""
    harness.add_person(EMAIL, Role.ADMIN, factor=FACTOR)
    for _ in range(6):
        with pytest.raises((SignedOut, TooMany)):
            harness.sign_in.totp(a_step(harness), "000000", DESKTOP)
        harness.later(6)
    assert harness.audit.refusals()[-1] == "second factor while locked"
    assert harness.audit.records == [[f"account:{hash_of(f'account {EMAIL.casefold()}')}"]] * 6


@pytest.mark.parametrize("email", [EMAIL, "nobody@clocktree.test"])
def test_five_wrong_passwords_pause_and_then_lock_the_sign_in(harness, email):
    """
    S8: five wrong passwords pause and then lock the sign-in.

    The responses are the same whether or not the person exists.
    """
    harness.add_person(EMAIL, Role.CLIENT)
    errors = []
    for _ in range(7):
        with pytest.raises((SignedOut, TooMany)) as refusal:
            harness.sign_in.password(email, "Wrong-Horse-77", DESKTOP)
        errors.append(type(refusal.value))
        harness.later(6)
    assert errors == [SignedOut] * 5 + [TooMany] * 2
    with pytest.raises(TooMany):
        harness.sign_in.password(email, PASSWORD, DESKTOP)


def test_a_lock_opens_after_fifteen_minutes(harness):
    """S8: fifteen minutes after the last wrong password, the right one works again."""
    harness.add_person(EMAIL, Role.CLIENT)
    for _ in range(5):
        with pytest.raises(SignedOut):
            harness.sign_in.password(EMAIL, "Wrong-Horse-77", DESKTOP)
        harness.later(6)
    harness.later(900 - 6 - 1)
    with pytest.raises(TooMany):
        harness.sign_in.password(EMAIL, PASSWORD, DESKTOP)
    harness.later(1)
    assert harness.sign_in.password(EMAIL, PASSWORD, DESKTOP).next is NextStep.DONE


def test_known_and_unknown_people_cost_the_same_work_and_get_the_same_text(harness):
    """
    S8: sign-in makes the same calls for known and unknown people.

    Therefore the response time does not reveal who exists.
    """
    harness.add_person(EMAIL, Role.ADMIN, factor=FACTOR)
    results = []
    for email in (EMAIL, "nobody@clocktree.test"):
        harness.identity.calls.clear()
        harness.audit.entries.clear()
        harness.audit.records.clear()
        with pytest.raises(SignedOut) as refusal:
            harness.sign_in.password(email, "Wrong-Horse-77", DESKTOP)
        results.append(
            (
                str(refusal.value),
                tuple(harness.identity.calls),
                tuple(harness.audit.entries),
                [len(each) for each in harness.audit.records],
                harness.rows.reads,
            )
        )
    assert results[0] == results[1]


def test_a_right_password_resets_the_count_of_wrong_ones(harness):
    harness.add_person(EMAIL, Role.CLIENT)
    for _ in range(3):
        for _ in range(2):
            with pytest.raises(SignedOut):
                harness.sign_in.password(EMAIL, "Wrong-Horse-77", DESKTOP)
        assert a_step(harness) == ""


def test_a_code_is_accepted_once_even_if_the_provider_accepts_it_twice(harness):
    """S6: a second sign-in with the same code of the second factor is refused."""
    harness.identity.remembers_codes = False
    harness.add_person(EMAIL, Role.ADMIN, factor=FACTOR)
    first, second, code = a_step(harness), a_step(harness), harness.identity.code(EMAIL)
    assert harness.sign_in.totp(first, code, DESKTOP).next is NextStep.DONE
    with pytest.raises(SignedOut):
        harness.sign_in.totp(second, code, DESKTOP)
    assert harness.audit.refusals() == ["second factor used twice"]


def test_five_wrong_codes_lock_the_second_factor(harness):
    """S8: entering the right password again does not reset the count of wrong codes."""
    harness.add_person(EMAIL, Role.ADMIN, factor=FACTOR)
    for number in range(5):
        with pytest.raises(SignedOut):
            harness.sign_in.totp(a_step(harness), f"00000{number}", DESKTOP)
        harness.later(6)
    with pytest.raises(TooMany):
        harness.sign_in.totp(a_step(harness), harness.identity.code(EMAIL), DESKTOP)


def test_a_step_expires_after_ten_minutes(harness):
    harness.add_person(EMAIL, Role.ADMIN, factor=FACTOR)
    step = a_step(harness)
    harness.later(600)
    with pytest.raises(SignedOut):
        harness.sign_in.totp(step, harness.identity.code(EMAIL), DESKTOP)


def test_of_two_answers_to_one_step_only_one_continues(harness):
    harness.identity.remembers_codes = False
    harness.add_person(EMAIL, Role.ADMIN, factor=FACTOR)
    step, code = a_step(harness), harness.identity.code(EMAIL)
    harness.sign_in.totp(step, code, DESKTOP)
    with pytest.raises(SignedOut):
        harness.sign_in.totp(step, code, DESKTOP)


def test_a_removed_person_gets_the_answer_of_a_wrong_password(harness):
    """
    S9: a removed person who signs in gets the error of a wrong password.

    Therefore the response does not reveal that the person was once a member.
    """
    harness.add_person(EMAIL, Role.ADMIN, status=MembershipStatus.REMOVED)
    with pytest.raises(SignedOut) as removed:
        harness.sign_in.password(EMAIL, PASSWORD, DESKTOP)
    with pytest.raises(SignedOut) as wrong:
        harness.sign_in.password(EMAIL, "Wrong-Horse-77", DESKTOP)
    assert str(removed.value) == str(wrong.value)


def test_refusals_are_audited_and_without_the_entry_a_sign_in_fails(harness):
    """
    S14, S15: a refused sign-in is audited.

    If the audit entry cannot be stored, the sign-in fails with `Unavailable`.
    """
    harness.add_person(EMAIL, Role.ADMIN, factor=FACTOR)
    with pytest.raises(SignedOut):
        harness.sign_in.totp(a_step(harness), "000000", DESKTOP)
    assert harness.audit.refusals() == ["second factor"]
    harness.audit.down = True
    with pytest.raises(Unavailable):
        harness.sign_in.password(EMAIL, "Wrong-Horse-77", DESKTOP)


def test_nobody_is_signed_in_while_the_provider_does_not_answer(harness):
    harness.add_person(EMAIL, Role.CLIENT)
    harness.identity.down = True
    with pytest.raises(Unavailable):
        harness.sign_in.password(EMAIL, PASSWORD, DESKTOP)
    assert harness.rows.rows == {}
    assert (
        harness.memberships.of_person(harness.identity.people[EMAIL.casefold()].id)[0].practice
        == PRACTICE
    )
