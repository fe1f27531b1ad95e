"""Tests inviting colleagues and clients."""

import pytest

from chalicelib.identity.domain.membership import MembershipStatus, PersonSummary
from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.errors import Conflict, Invalid, NotAllowed, Unavailable
from chalicelib.kernel.ids import ClientId, PersonId
from chalicelib.notices.usecases.mail import MailDelayed, MailRefused
from tests.identity.sign_in_harness import ADMIN, PRACTICE, SignInHarness

SUMMARY = PersonSummary("Wilhelmina Low", "Wil@Clocktree.test")


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


def test_a_second_invitation_has_a_new_password_until_the_first_sign_in(harness):
    membership = invite(harness)
    harness.people.invite_again(ADMIN, membership.person)
    first, second = (text for _, _, text in harness.mail.sent)
    assert first != second
    harness.memberships.activate(membership)
    with pytest.raises(Conflict):
        harness.people.invite_again(ADMIN, membership.person)


@pytest.mark.parametrize(
    ("mail_error", "error"),
    [(MailRefused(), Invalid), (MailDelayed(), Unavailable), (Unavailable(), Unavailable)],
)
def test_an_invitation_that_was_not_sent_can_be_sent_again(harness, mail_error, error):
    harness.mail.refuses = mail_error
    with pytest.raises(error):
        invite(harness)
    harness.mail.refuses = None
    ((membership, _),), _ = harness.people.colleagues(ADMIN, None)
    harness.people.invite_again(ADMIN, membership.person)
    assert len(harness.mail.sent) == 1


def test_colleagues_are_listed_without_clients(harness):
    harness.add_person("client@clocktree.test", Role.CLIENT)
    invite(harness)
    colleagues, _ = harness.people.colleagues(ADMIN, None)
    assert [summary for _, summary in colleagues] == [SUMMARY]
