"""Tests the store of password resets: the same tests for the table and the fake."""

import secrets
import time
from dataclasses import replace
from datetime import UTC, datetime

import pyotp
import pytest

from chalicelib.identity.store.reset_requests import DynamoResetRequests, ResetRequestItem
from chalicelib.identity.usecases.identity_provider import (
    ChallengeKind,
    ChallengeOver,
    WeakPassword,
    WrongSecret,
)
from chalicelib.identity.usecases.reset_requests import ResetRequest
from chalicelib.kernel.ids import PersonId
from chalicelib.platform.keyed_hash import KeyedHash
from tests.identity.fake_identity_provider import FakeIdentityProvider
from tests.identity.fake_reset_requests import FakeResetRequests
from tests.identity.test_cognito import PASSWORD, identity, wil

__all__ = ["identity", "wil"]
EMAIL, NOW, NEW = "wil@clocktree.test", 1_795_532_400, "Another-Kettle-8"
REQUEST = ResetRequest(PersonId("p-1"), "f" * 64, "b" * 64)


@pytest.fixture(params=["fake", "tables"])
def codes(request):
    if request.param == "fake":
        return FakeResetRequests()
    request.getfixturevalue("records")
    return DynamoResetRequests(KeyedHash(b"key"))


def attempts_of(request):
    return request and request.tries


def test_attempts_are_counted_before_the_code_is_checked(codes):
    """
    S8: every attempt is counted before the reset code is checked.

    After three attempts no code is checked any more.
    """
    codes.put(EMAIL, REQUEST, NOW + 600)
    assert [attempts_of(codes.count_attempt(EMAIL, NOW, 3)) for _ in range(4)] == [1, 2, 3, None]


def test_an_expired_used_or_unknown_request_is_absent(codes):
    codes.put(EMAIL, REQUEST, NOW + 600)
    assert codes.count_attempt("kim@clocktree.test", NOW, 5) is None
    assert codes.count_attempt(EMAIL, NOW + 600, 5) is None
    stored = codes.count_attempt(EMAIL, NOW + 599, 5)
    assert replace(stored, tries=0) == REQUEST
    codes.forget(EMAIL)
    assert codes.count_attempt(EMAIL, NOW, 5) is None


def test_a_new_request_resets_the_count_of_attempts(codes):
    codes.put(EMAIL, REQUEST, NOW + 600)
    codes.count_attempt(EMAIL, NOW, 5)
    codes.put(EMAIL, REQUEST, NOW + 900)
    assert attempts_of(codes.count_attempt(EMAIL, NOW + 700, 5)) == 1


def test_a_request_says_when_it_expires(codes):
    assert codes.expiry(EMAIL) == 0
    codes.put(EMAIL, REQUEST, NOW + 600)
    assert codes.expiry(EMAIL) == NOW + 600


def test_no_address_is_stored(records):
    """S22: the table of password resets does not contain the e-mail address."""
    DynamoResetRequests(KeyedHash(b"key")).put(EMAIL, REQUEST, NOW + 600)
    assert EMAIL not in repr(records.dynamodb.scan(TableName=ResetRequestItem.Meta.table_name))


def test_a_person_is_found_by_email_in_upper_or_lower_case(identity, wil):
    """
    S5: an e-mail address in upper case finds the same person.

    A disabled person is not found.
    """
    assert identity.find(wil.email.upper()) == wil.id
    assert identity.find(f"{secrets.token_hex(6)}@clocktree.test") is None
    identity.end_everywhere(wil.id)
    assert identity.find(wil.email) is None


def test_a_new_password_replaces_the_old_one_and_keeps_the_second_factor(identity, wil):
    """S6: after a reset the old password fails, and the second factor is still needed."""
    secret = wil.enroll()
    identity.set_password(wil.id, NEW)
    with pytest.raises(WrongSecret):
        identity.password(wil.email, PASSWORD)
    challenge = identity.password(wil.email, NEW)
    assert challenge.kind is ChallengeKind.TOTP
    assert identity.totp(challenge, pyotp.TOTP(secret).at(time.time() + 30)).person == wil.id


def test_tokens_of_the_old_password_cannot_enroll_a_second_factor():
    """
    S9: tokens of the old password cannot enroll a second factor.

    This test uses the fake only, because the local Cognito still allows the enrollment.
    """
    fake = FakeIdentityProvider(lambda: datetime.now(UTC))
    person, temporary = fake.invite(EMAIL)
    tokens = fake.first_password(fake.password(EMAIL, temporary), PASSWORD)
    fake.set_password(person, NEW)
    with pytest.raises(ChallengeOver):
        fake.begin_totp(tokens)


def test_a_weak_password_is_refused(identity, wil):
    wil.choose_password()
    with pytest.raises(WeakPassword):
        identity.set_password(wil.id, "short")
