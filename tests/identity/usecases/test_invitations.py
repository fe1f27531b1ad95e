"""Tests inviting colleagues and clients."""

import re
from contextlib import suppress
from dataclasses import replace

import pytest

from chalicelib.identity.domain.membership import MembershipStatus, PersonSummary
from chalicelib.identity.usecases.invitations import EMAIL_UNUSABLE
from chalicelib.identity.usecases.sign_in_steps import NextStep
from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.errors import (
    Conflict,
    Invalid,
    NotAllowed,
    SignedOut,
    TooMany,
    Unavailable,
)
from chalicelib.kernel.ids import ClientId, PersonId, PracticeId
from chalicelib.notices.usecases.mail import MailDelayed, MailRefused
from tests.failing_calls import raise_unavailable
from tests.identity.sign_in_harness import ADMIN, DESKTOP, PRACTICE, SignInHarness

SUMMARY = PersonSummary("Wilhelmina Low", "Wil@Clocktree.test")
RIGHT = "wilhelmina@clocktree.test"


@pytest.fixture
def harness():
    return SignInHarness()


def invite(harness, summary=SUMMARY, *roles):
    return harness.people.invite_colleague(ADMIN, summary, frozenset(roles or {Role.PROVIDER}))


def test_an_invitation_says_nothing_about_the_person_or_the_practice(harness):
    """S27: an invitation by e-mail names no person, no practice and no role."""
    invite(harness)
    (to, subject, text) = harness.mail.sent[0]
    assert to == SUMMARY.email
    assert not {"Wilhelmina", "Low", PRACTICE, "provider"} & set((subject + text).split())


def test_two_people_cannot_share_an_email_in_upper_or_lower_case(harness):
    """S5: inviting the same address in upper case is refused."""
    invite(harness)
    with pytest.raises(Invalid) as refusal:
        invite(harness, PersonSummary("Other", SUMMARY.email.upper()))
    assert set(refusal.value.fields) == {"email"}
    assert len(harness.memberships.rows) == 1


@pytest.mark.parametrize("roles", [{Role.CLIENT}, {Role.ADMIN, Role.CLIENT}, {Role.SYSTEM}])
def test_a_colleague_can_be_only_admin_or_provider(harness, roles):
    with pytest.raises(Invalid):
        invite(harness, SUMMARY, *roles)


@pytest.mark.parametrize("role", [Role.PROVIDER, Role.CLIENT])
def test_only_an_admin_invites_colleagues(harness, role):
    """S4: providers and clients cannot invite a colleague."""
    with pytest.raises(NotAllowed):
        harness.people.invite_colleague(
            Access(PRACTICE, PersonId("x"), role), SUMMARY, frozenset({Role.ADMIN})
        )


def test_a_clients_membership_names_their_profile(harness):
    membership = harness.people.invite_client(ADMIN, SUMMARY, ClientId("cli-9"))
    assert (membership.roles, membership.client) == ({Role.CLIENT}, "cli-9")
    assert membership.status is MembershipStatus.INVITED


def mailed_password(harness):
    return re.search(r"Temporary password: (\S+)", harness.mail.sent[-1][2])[1]


def test_a_second_invitation_has_a_new_password_until_the_first_sign_in(harness):
    membership = invite(harness)
    first = mailed_password(harness)
    membership = harness.people.invite_again(ADMIN, membership.person)
    assert mailed_password(harness) != first
    harness.memberships.activate(membership)
    for act in (
        lambda: harness.people.invite_again(ADMIN, membership.person),
        lambda: harness.people.correct(ADMIN, membership.person, RIGHT),
        lambda: harness.people.withdraw(ADMIN, membership.person),
    ):
        with pytest.raises(Conflict):
            act()
    assert len(harness.mail.sent) == 2


def test_one_mailbox_gets_few_invitations_of_one_practice(harness):
    """S3: the limit of a practice tells nothing of other practices."""
    other = replace(ADMIN, practice=PracticeId("prc-2"))
    harness.people.invite_client(other, SUMMARY, ClientId("cli-2"))
    membership = invite(harness, replace(SUMMARY, email="wil+1@clocktree.test"))
    before = harness.identity.people["wil+1@clocktree.test"].password
    for number in range(40):
        with suppress(TooMany):
            harness.people.correct(ADMIN, membership.person, f"wil+{number % 3}@clocktree.test")
        harness.later(1)
    assert len(harness.mail.sent) == 6
    last = harness.memberships.summary(ADMIN, membership.person)
    with pytest.raises(TooMany, match=r"Wait \d minutes, then send another one\."):
        harness.people.invite_again(ADMIN, membership.person)
    assert harness.memberships.summary(ADMIN, membership.person) == last
    assert mailed_password(harness) != before
    harness.later(180)
    harness.people.invite_again(ADMIN, membership.person)


MAIL_ERRORS = [(MailRefused(), Invalid), (MailDelayed(), Unavailable), (Unavailable(), Unavailable)]


@pytest.mark.parametrize(("mail_error", "error"), MAIL_ERRORS)
def test_an_invitation_that_was_not_sent_leaves_nothing(harness, mail_error, error):
    """S5: the address is not blocked by an invitation that failed."""
    harness.mail.refuses = mail_error
    with pytest.raises(error):
        invite(harness)
    assert (harness.identity.people, harness.memberships.rows) == ({}, {})
    harness.mail.refuses = None
    invite(harness)
    assert len(harness.mail.sent) == 1


@pytest.mark.parametrize(
    "email", [f"wil@{'b' * 60}.{'c' * 60}.clocktree.test", "known@clocktree.test"]
)
def test_an_address_that_the_provider_refuses_gets_one_sentence_at_its_field(harness, email):
    """S3: an address that is taken elsewhere gets the words of a refused one."""
    harness.identity.invite("known@clocktree.test")
    with pytest.raises(Invalid) as refusal:
        invite(harness, PersonSummary("Wil", email))
    assert refusal.value.fields == {"email": EMAIL_UNUSABLE}
    assert (harness.memberships.rows, harness.mail.sent) == ({}, [])


def test_a_membership_that_cannot_be_stored_leaves_no_person(harness, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(harness.memberships, "add", raise_unavailable)
        with pytest.raises(Unavailable):
            invite(harness)
    assert harness.identity.people == {}


def test_an_address_is_free_again_after_an_invitation_that_ended_halfway(harness, monkeypatch):
    """A process that ended halfway blocks the address for some minutes only."""
    with monkeypatch.context() as patch:
        patch.setattr(harness.memberships, "add", raise_unavailable)
        patch.setattr(harness.identity, "withdraw", raise_unavailable)
        with pytest.raises(Unavailable):
            invite(harness)
    with pytest.raises(Invalid):
        invite(harness)
    harness.later(900)
    assert invite(harness).status is MembershipStatus.INVITED


def test_a_person_whom_another_practice_invited_is_never_taken_for_abandoned(harness):
    """S3: an address that waits for its first sign-in elsewhere stays taken."""
    invite(harness)
    harness.later(10**6)
    with pytest.raises(Invalid):
        harness.people.invite_colleague(
            replace(ADMIN, practice=PracticeId("prc-2")), SUMMARY, frozenset({Role.ADMIN})
        )


def test_a_corrected_invitation_opens_nothing_for_whoever_got_the_first_one(harness):
    """S5: the old password dies at once, also for a sign-in that has begun with it."""
    membership = invite(harness)
    stranger = mailed_password(harness)
    step = harness.sign_in.password(SUMMARY.email, stranger, DESKTOP).step
    harness.people.correct(ADMIN, membership.person, RIGHT)
    assert harness.mail.sent[-1][0] == RIGHT
    for act in (
        lambda: harness.sign_in.first_password(step, "Another-Kettle-8", DESKTOP),
        lambda: harness.sign_in.password(SUMMARY.email, stranger, DESKTOP),
        lambda: harness.sign_in.password(RIGHT, stranger, DESKTOP),
    ):
        with pytest.raises(SignedOut):
            act()
    step = harness.sign_in.password(RIGHT, mailed_password(harness), DESKTOP)
    assert step.next is NextStep.NEW_PASSWORD
    assert harness.sign_in.first_password(step.step, "Another-Kettle-8", DESKTOP)


def test_a_sign_in_that_was_almost_done_ends_when_the_invitation_is_corrected(harness):
    """S5: the first sign-in counts only after its last step, the second factor."""
    membership = invite(harness)
    step = harness.sign_in.password(SUMMARY.email, mailed_password(harness), DESKTOP).step
    step = harness.sign_in.first_password(step, "Another-Kettle-8", DESKTOP).step
    code = harness.identity.code("", harness.sign_in.enrol(step))
    harness.people.correct(ADMIN, membership.person, RIGHT)
    with pytest.raises(SignedOut):
        harness.sign_in.verify(step, code, DESKTOP)
    stored = harness.memberships.get(ADMIN, membership.person)
    assert stored.status is MembershipStatus.INVITED


@pytest.mark.parametrize(("mail_error", "error"), MAIL_ERRORS)
def test_a_correction_that_cannot_be_mailed_keeps_the_old_address(harness, mail_error, error):
    membership = invite(harness)
    harness.mail.refuses = mail_error
    with pytest.raises(error, match="former invitation no longer works"):
        harness.people.correct(ADMIN, membership.person, RIGHT)
    assert harness.memberships.summary(ADMIN, membership.person) == SUMMARY
    assert harness.identity.find(RIGHT) is None
    harness.mail.refuses = None
    harness.people.invite_again(ADMIN, membership.person)
    assert harness.sign_in.password(SUMMARY.email, mailed_password(harness), DESKTOP)


@pytest.mark.parametrize("email", ["known@clocktree.test", "a..b@clocktree.test"])
def test_a_correction_to_an_address_that_cannot_be_used_changes_nothing(harness, email):
    harness.identity.invite("known@clocktree.test")
    membership = invite(harness)
    with pytest.raises(Invalid) as refusal:
        harness.people.correct(ADMIN, membership.person, email)
    assert refusal.value.fields == {"email": EMAIL_UNUSABLE}
    assert harness.memberships.summary(ADMIN, membership.person) == SUMMARY
    assert harness.sign_in.password(SUMMARY.email, mailed_password(harness), DESKTOP)


def test_a_withdrawn_invitation_opens_nothing_and_the_address_is_free(harness):
    """S5: the temporary password dies at once, and another person may get the address."""
    membership = invite(harness)
    password = mailed_password(harness)
    step = harness.sign_in.password(SUMMARY.email, password, DESKTOP).step
    harness.people.withdraw(ADMIN, membership.person)
    for act in (
        lambda: harness.sign_in.first_password(step, "Another-Kettle-8", DESKTOP),
        lambda: harness.sign_in.password(SUMMARY.email, password, DESKTOP),
    ):
        with pytest.raises(SignedOut):
            act()
    assert harness.people.colleagues(ADMIN, None) == ([], None)
    assert invite(harness).person != membership.person


def test_a_withdrawal_that_failed_halfway_can_be_repeated(harness, monkeypatch):
    membership = invite(harness)
    with monkeypatch.context() as patch:
        patch.setattr(harness.memberships, "withdraw", raise_unavailable)
        with pytest.raises(Unavailable):
            harness.people.withdraw(ADMIN, membership.person)
    with pytest.raises(Conflict):
        harness.people.invite_again(ADMIN, membership.person)
    harness.people.withdraw(ADMIN, membership.person)
    assert harness.memberships.rows == {}


def test_colleagues_are_listed_without_clients(harness):
    harness.add_person("client@clocktree.test", Role.CLIENT)
    invite(harness)
    colleagues, _ = harness.people.colleagues(ADMIN, None)
    assert [summary for _, summary in colleagues] == [SUMMARY]
