"""One suite of the identity provider for the local Cognito and for the fake."""

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
    EmailTaken,
    ProviderTokens,
    WeakPassword,
    WrongSecret,
)
from chalicelib.kernel.errors import NotFound, Unavailable
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
    """Somebody new at this provider."""

    identity: Any
    email: str
    id: str
    temporary: str

    def choose_password(self):
        """Has chosen a password."""
        tokens = self.identity.first_password(
            self.identity.password(self.email, self.temporary), PASSWORD
        )
        assert isinstance(tokens, ProviderTokens)
        return tokens

    def enroll(self):
        """Has a second factor; its secret."""
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
    """S8: the provider tells no difference."""
    for email in (wil.email, "nobody@clocktree.test"):
        with pytest.raises(WrongSecret):
            identity.password(email, "Wrong-Horse-77")


def test_an_email_is_the_same_in_any_case_of_letters(identity, wil):
    """S5."""
    wil.choose_password()
    assert identity.password(wil.email.upper(), PASSWORD).person == wil.id
    with pytest.raises(EmailTaken):
        identity.invite(wil.email.swapcase())


def test_a_second_factor_is_asked_for_once_it_was_proved(identity, wil):
    """S6: not before, or any code would pass."""
    tokens = wil.choose_password()
    secret = identity.begin_totp(tokens)
    with pytest.raises(WrongSecret):
        identity.finish_totp(tokens, wrong(secret))
    assert type(identity.password(wil.email, PASSWORD)) is ProviderTokens
    identity.finish_totp(tokens, pyotp.TOTP(secret).now())
    challenge = identity.password(wil.email, PASSWORD)
    assert (challenge.kind, challenge.person) == (ChallengeKind.TOTP, wil.id)


def test_whoever_knew_the_temporary_password_cannot_replace_the_chosen_one(identity, wil):
    """S6: of two who began with it, the first to choose a password ends the other's way."""
    late = identity.password(wil.email, wil.temporary)
    wil.choose_password()
    with pytest.raises(ChallengeOver):
        identity.first_password(late, "Wrong-Horse-77")
    assert type(identity.password(wil.email, PASSWORD)) is ProviderTokens


def test_a_password_from_before_the_second_factor_cannot_put_another_in_its_place(identity, wil):
    """S6: a token from before enrollment stays valid for minutes after it."""
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
    """S6."""
    secret = wil.enroll()
    challenge = identity.password(wil.email, PASSWORD)
    with pytest.raises(WrongSecret):
        identity.totp(challenge, wrong(secret))
    # The next code: the present one was spent on enrolling.
    coming = pyotp.TOTP(secret).at(datetime.now(UTC), counter_offset=1)
    assert identity.totp(challenge, coming).person == wil.id


def test_a_second_invitation_replaces_the_password_only_of_one_who_never_came(identity, wil):
    again = identity.invite_again(wil.id)
    with pytest.raises(WrongSecret):
        identity.password(wil.email, wil.temporary)
    identity.first_password(identity.password(wil.email, again), PASSWORD)
    with pytest.raises(NotFound):
        identity.invite_again(wil.id)
    with pytest.raises(NotFound):
        identity.invite_again("00000000-0000-4000-8000-000000000000")


def test_one_who_is_ended_everywhere_cannot_come_back(identity, wil):
    """S9."""
    wil.choose_password()
    identity.end_everywhere(wil.id)
    with pytest.raises(WrongSecret):
        identity.password(wil.email, PASSWORD)


def test_forgetting_tokens_may_be_asked_twice(identity, wil):
    tokens = wil.choose_password()
    for _ in range(2):
        identity.forget(tokens)


def wrong(secret):
    """A code that is none of the ones around now."""
    near = {pyotp.TOTP(secret).at(datetime.now(UTC), counter_offset=step) for step in range(-3, 4)}
    return next(code for code in map("{:06d}".format, range(10)) if code not in near)


class TestTheStrictFake:
    """What emulators do not hold to, and the real provider does."""

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

    def test_knows_its_own_threads(self):
        wil = Person(identity := self.identity, "w@x.test", *identity.invite("w@x.test"))
        wil.enroll()
        with pytest.raises(ChallengeOver):
            identity.totp(Challenge(ChallengeKind.TOTP, wil.id, "made-up"), "123456")

    def test_refuses_what_was_revoked(self):
        wil = Person(identity := self.identity, "w@x.test", *identity.invite("w@x.test"))
        tokens = wil.choose_password()
        identity.forget(tokens)
        with pytest.raises(ChallengeOver):
            identity.begin_totp(tokens)


def test_tokens_are_verified_by_us(keys):
    """A signature, an issuer, an audience, a use and an end: each must be right."""
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
        said = {name: value for name, value in claims.items() if value is not None}
        return jwt.encode(
            said, private if algorithm == "RS256" else None, algorithm, headers={"kid": kid}
        )

    return IdTokens("us", "app", lambda: {"keys": [public]}), sign
