"""Tests people's accounts: the same tests for the local Cognito and our fake."""

import secrets

import pytest

from chalicelib.identity.usecases.identity_provider import (
    ChallengeKind,
    EmailRefused,
    EmailTaken,
    ProviderTokens,
    WrongSecret,
)
from chalicelib.kernel.errors import NotFound
from tests.identity.test_cognito import PASSWORD, identity, wil

__all__ = ["identity", "wil"]


def an_address():
    return f"right.{secrets.token_hex(6)}@clocktree.test"


def test_a_corrected_invitation_is_for_the_new_address_only(identity, wil):
    """S5: after a correction, the old address and the old password open nothing."""
    right = an_address()
    password = identity.correct(wil.id, right)
    for pair in ((wil.email, wil.temporary), (right, wil.temporary), (wil.email, password)):
        with pytest.raises(WrongSecret):
            identity.password(*pair)
    challenge = identity.password(right, password)
    assert (challenge.kind, challenge.person) == (ChallengeKind.NEW_PASSWORD, wil.id)
    assert (identity.find(right), identity.find(wil.email)) == (wil.id, None)
    assert identity.invite(wil.email)[0] != wil.id


def test_a_correction_ends_passwords_and_factors_that_somebody_else_chose(identity, wil):
    """S6: whoever used an invitation that was not for them loses the account."""
    wil.enroll()
    password = identity.correct(wil.id, wil.email)
    with pytest.raises(WrongSecret):
        identity.password(wil.email, PASSWORD)
    tokens = identity.first_password(identity.password(wil.email, password), PASSWORD)
    assert isinstance(tokens, ProviderTokens)


def test_a_correction_to_a_refused_address_changes_nothing(identity, wil):
    kim = identity.invite(an_address())[0]
    with pytest.raises(EmailTaken):
        identity.correct(kim, wil.email)
    with pytest.raises(NotFound):
        identity.correct("00000000-0000-4000-8000-000000000000", an_address())
    assert identity.password(wil.email, wil.temporary).person == wil.id


def test_a_withdrawn_person_is_gone_and_the_address_is_free(identity, wil):
    """S5: the address can be used again, by a person with another id."""
    for _ in range(2):
        identity.withdraw(wil.id)
    with pytest.raises(WrongSecret):
        identity.password(wil.email, wil.temporary)
    assert identity.find(wil.email) is None
    assert identity.invite(wil.email)[0] != wil.id


def test_only_a_person_who_never_signed_in_is_unused(identity, wil):
    assert identity.unused(wil.email, 0) == wil.id
    assert identity.unused(wil.email, 60) is None
    assert identity.unused(an_address(), 0) is None
    wil.choose_password()
    assert identity.unused(wil.email, 0) is None


@pytest.mark.parametrize("email", ["no address", "a b@clocktree.test", "@", "a@b c.test"])
def test_what_is_no_address_is_refused_and_unknown(identity, email):
    """S8: for sign-in and recovery, such a string is an unknown person."""
    with pytest.raises(EmailRefused):
        identity.invite(email)
    with pytest.raises(WrongSecret):
        identity.password(email, PASSWORD)
    assert identity.find(email) is None
