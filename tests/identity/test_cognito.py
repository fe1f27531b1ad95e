"""Tests the identity provider: the same tests for the local Cognito and our fake."""

import json
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import jwt
import pyotp
import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key

from chalicelib.identity.cognito import Cognito
from chalicelib.identity.id_tokens import IdTokens
from chalicelib.identity.usecases.identity_provider import (
    Challenge,
    ChallengeKind,
    ChallengeOver,
    EmailRefused,
    EmailTaken,
    ProviderTokens,
    WeakPassword,
    WrongSecret,
)
from chalicelib.kernel.errors import Unavailable
from chalicelib.platform.aws import json_fetcher
from tests.identity.fake_identity_provider import FakeIdentityProvider

PASSWORD = "Correct-Horse-7"


def a_fake(_request):
    return FakeIdentityProvider(lambda: datetime.now(UTC))


def cognito(request):
    cloud = request.getfixturevalue("cloud")
    client = cloud.clients.make("cognito-idp")
    pool, app = cloud.name("UserPool"), cloud.name("UserPoolClient")
    pool_client = client.describe_user_pool_client(UserPoolId=pool, ClientId=app)["UserPoolClient"]
    issuer = f"https://cognito-idp.{client.meta.region_name}.amazonaws.com/{pool}"
    keys = json_fetcher(f"{cloud.endpoint}/{pool}/.well-known/jwks.json")
    return Cognito(client, pool, app, pool_client["ClientSecret"], issuer, keys)


@dataclass
class Person:
    """A test person who was just invited at the identity provider."""

    identity: Any
    email: str
    id: str
    temporary: str

    def choose_password(self):
        """Replace the temporary password, and return the provider's tokens."""
        tokens = self.identity.first_password(
            self.identity.password(self.email, self.temporary), PASSWORD
        )
        assert isinstance(tokens, ProviderTokens)
        return tokens

    def enroll(self):
        """Choose a password, enroll a second factor and return the factor's secret."""
        tokens = self.choose_password()
        secret = self.identity.begin_totp(tokens)
        self.identity.finish_totp(tokens, pyotp.TOTP(secret).now())
        return secret


@pytest.fixture(params=[a_fake, cognito], ids=["fake", "cognito"])
def identity(request):
    return request.param(request)


@pytest.fixture
def wil(identity):
    email = f"Wil.{secrets.token_hex(6)}@Clocktree.test"
    return Person(identity, email, *identity.invite(email))


def test_an_invited_person_must_choose_a_password(identity, wil):
    challenge = identity.password(wil.email, wil.temporary)
    assert (challenge.kind, challenge.person) == (ChallengeKind.NEW_PASSWORD, wil.id)
    tokens = identity.first_password(challenge, PASSWORD)
    assert (type(tokens), tokens.person) == (ProviderTokens, wil.id)
    assert type(identity.password(wil.email, PASSWORD)) is ProviderTokens
    with pytest.raises(WrongSecret):
        identity.password(wil.email, wil.temporary)


def test_an_unknown_email_is_a_wrong_password(identity, wil):
    """S8: an unknown address and a wrong password raise the same error."""
    for email in (wil.email, "nobody@clocktree.test"):
        with pytest.raises(WrongSecret):
            identity.password(email, "Wrong-Horse-77")


def test_an_email_is_the_same_in_upper_and_lower_case(identity, wil):
    """
    S5: an e-mail address in upper case signs in the same person.

    Inviting the address in other letter case is refused, because it is in use.
    """
    wil.choose_password()
    assert identity.password(wil.email.upper(), PASSWORD).person == wil.id
    with pytest.raises(EmailTaken):
        identity.invite(wil.email.swapcase())


def test_a_second_factor_is_asked_for_only_after_it_was_verified(identity, wil):
    """
    S6: a second factor is required only after its first code was verified.

    A factor whose first code was wrong is not enrolled.
    """
    tokens = wil.choose_password()
    secret = identity.begin_totp(tokens)
    with pytest.raises(WrongSecret):
        identity.finish_totp(tokens, wrong(secret))
    assert type(identity.password(wil.email, PASSWORD)) is ProviderTokens
    identity.finish_totp(tokens, pyotp.TOTP(secret).now())
    challenge = identity.password(wil.email, PASSWORD)
    assert (challenge.kind, challenge.person) == (ChallengeKind.TOTP, wil.id)


def test_the_temporary_password_cannot_replace_a_password_that_was_chosen(identity, wil):
    """
    S6: a temporary password can be replaced only once.

    Of two sign-ins with the temporary password, only one can choose a new password.
    """
    late = identity.password(wil.email, wil.temporary)
    wil.choose_password()
    with pytest.raises(ChallengeOver):
        identity.first_password(late, "Wrong-Horse-77")
    assert type(identity.password(wil.email, PASSWORD)) is ProviderTokens


def test_tokens_from_before_an_enrollment_cannot_replace_the_second_factor(identity, wil):
    """S6: a thief's older tokens cannot enroll another second factor."""
    wil.choose_password()
    early = identity.password(wil.email, PASSWORD)
    thief = identity.begin_totp(early)
    own = identity.password(wil.email, PASSWORD)
    secret = identity.begin_totp(own)
    identity.finish_totp(own, pyotp.TOTP(secret).now())
    with pytest.raises(ChallengeOver):
        identity.begin_totp(early)
    with pytest.raises(ChallengeOver):
        identity.finish_totp(early, pyotp.TOTP(thief).now())
    challenge = identity.password(wil.email, PASSWORD)
    assert challenge.kind is ChallengeKind.TOTP


def test_a_second_factor_is_checked(identity, wil):
    """S6: a wrong code is refused, and the right one signs the person in."""
    secret = wil.enroll()
    challenge = identity.password(wil.email, PASSWORD)
    with pytest.raises(WrongSecret):
        identity.totp(challenge, wrong(secret))
    # The enrollment already used the current code, so the test uses the next one.
    next_code = pyotp.TOTP(secret).at(datetime.now(UTC), counter_offset=1)
    assert identity.totp(challenge, next_code).person == wil.id


def test_a_disabled_person_cannot_sign_in(identity, wil):
    """S9: after `end_everywhere` even the right password is refused."""
    wil.choose_password()
    identity.end_everywhere(wil.id)
    with pytest.raises(WrongSecret):
        identity.password(wil.email, PASSWORD)


def test_tokens_can_be_revoked_twice(identity, wil):
    tokens = wil.choose_password()
    for _ in range(2):
        identity.forget(tokens)


def wrong(secret):
    """Return a six-digit code that is not valid now or within 90 seconds."""
    near = {pyotp.TOTP(secret).at(datetime.now(UTC), counter_offset=step) for step in range(-3, 4)}
    return next(code for code in map("{:06d}".format, range(10)) if code not in near)


class TestTheStrictFake:
    """Tests rules that the fake and the real provider enforce, but emulators do not."""

    identity = property(lambda _self: FakeIdentityProvider(lambda: datetime.now(UTC)))

    def test_takes_a_code_once(self):
        wil = Person(identity := self.identity, "w@x.test", *identity.invite("w@x.test"))
        secret = wil.enroll()
        with pytest.raises(WrongSecret):
            identity.totp(identity.password("w@x.test", PASSWORD), pyotp.TOTP(secret).now())

    def test_refuses_a_weak_password(self):
        wil = Person(identity := self.identity, "w@x.test", *identity.invite("w@x.test"))
        with pytest.raises(WeakPassword):
            identity.first_password(identity.password(wil.email, wil.temporary), "short")

    @pytest.mark.parametrize("email", ["a..b@x.test", "a@x..test", f"{'a' * 120}@clocktree.test"])
    def test_refuses_addresses_as_aws_does(self, email):
        with pytest.raises(EmailRefused):
            self.identity.invite(email)

    def test_refuses_a_challenge_that_it_did_not_issue(self):
        wil = Person(identity := self.identity, "w@x.test", *identity.invite("w@x.test"))
        wil.enroll()
        with pytest.raises(ChallengeOver):
            identity.totp(Challenge(ChallengeKind.TOTP, wil.id, "made-up"), "123456")

    def test_refuses_revoked_tokens(self):
        wil = Person(identity := self.identity, "w@x.test", *identity.invite("w@x.test"))
        tokens = wil.choose_password()
        identity.forget(tokens)
        with pytest.raises(ChallengeOver):
            identity.begin_totp(tokens)


def test_an_identity_token_is_verified_in_every_part(keys):
    """A token with a wrong signature, issuer, audience, use or expiry is refused."""
    tokens, sign = keys
    good = {"sub": "wil", "iss": "us", "aud": "app", "token_use": "id", "exp": 4102444800}
    assert tokens.subject(sign(good)) == "wil"
    for change in (
        {"iss": "them"},
        {"aud": "other"},
        {"token_use": "access"},
        {"exp": 1},
        {"sub": None},
    ):
        with pytest.raises(Unavailable):
            tokens.subject(sign(good | change))
    with pytest.raises(Unavailable):
        tokens.subject(sign(good)[:-4] + "AAAA")
    with pytest.raises(Unavailable):
        tokens.subject(sign(good, kid="unknown"))
    with pytest.raises(Unavailable):
        tokens.subject(sign(good, algorithm="none"))


@pytest.fixture
def keys():
    private = generate_private_key(65537, 2048)
    public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(private.public_key())) | {
        "kid": "k1",
        "use": "sig",
    }

    def sign(claims, kid="k1", algorithm="RS256"):
        present = {name: value for name, value in claims.items() if value is not None}
        return jwt.encode(
            present, private if algorithm == "RS256" else None, algorithm, headers={"kid": kid}
        )

    return IdTokens("us", "app", lambda: {"keys": [public]}), sign
