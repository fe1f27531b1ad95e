"""Cognito behind the identity port: confidential client, tokens verified here and never given out (web.md §4)."""

import base64
import hmac
import secrets
import string
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

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
from chalicelib.kernel.ids import PersonId

_ANSWERS = {
    ChallengeKind.TOTP: "SOFTWARE_TOKEN_MFA",
    ChallengeKind.NEW_PASSWORD: "NEW_PASSWORD_REQUIRED",
}
_ASKS = {name: asks for asks, name in _ANSWERS.items()}
_LATER = frozenset(
    {
        "TooManyRequestsException",
        "InternalErrorException",
        "LimitExceededException",
        "ThrottlingException",
        "ServiceUnavailable",
    }
)
_NEVER_CAME = "FORCE_CHANGE_PASSWORD"


@dataclass(frozen=True)
class Cognito:
    """
    Implements `Identity`. `client`: cognito-idp; `issuer` is what tokens say, `jwks` fetches their keys.

    The pool takes e-mails as user names and ignores their case, so a user's name is his subject.
    """

    client: Any
    pool: str
    app: str
    secret: str = field(repr=False)
    issuer: str
    jwks: Callable[[], Mapping[str, Any]]

    def password(self, email: str, password: str) -> ProviderTokens | Challenge:
        """One call; one more to know who it is when something is asked."""
        name = _name(email)
        asked = {"USERNAME": name, "PASSWORD": password, "SECRET_HASH": self._hash(name)}
        with _translated(NotAuthorizedException=WrongSecret, UserNotFoundException=WrongSecret):
            answer = self.client.admin_initiate_auth(
                UserPoolId=self.pool,
                ClientId=self.app,
                AuthFlow="ADMIN_USER_PASSWORD_AUTH",
                AuthParameters=asked,
            )
        return self._said(answer)

    def totp(self, challenge: Challenge, code: str) -> ProviderTokens:
        """One call."""
        with _translated(CodeMismatchException=WrongSecret, ExpiredCodeException=WrongSecret):
            said = self._respond(challenge, {"SOFTWARE_TOKEN_MFA_CODE": code})
        if isinstance(said, Challenge):
            raise ChallengeOver
        return said

    def first_password(self, challenge: Challenge, password: str) -> ProviderTokens | Challenge:
        """Two calls; refused for one who chose a password already: who knew the temporary one would replace it."""
        if self._user(challenge.person)["UserStatus"] != _NEVER_CAME:
            raise ChallengeOver
        with _translated(
            InvalidPasswordException=WeakPassword, InvalidParameterException=WeakPassword
        ):
            return self._respond(challenge, {"NEW_PASSWORD": password})

    def begin_totp(self, tokens: ProviderTokens) -> str:
        """Two calls; refused where a factor is in force."""
        self._has_no_factor(tokens)
        with _translated(NotAuthorizedException=ChallengeOver):
            answer = self.client.associate_software_token(AccessToken=tokens.access_token)
        return str(answer["SecretCode"])

    def finish_totp(self, tokens: ProviderTokens, code: str) -> None:
        """Three calls: a factor is preferred only once it is verified, or any code would pass (data-and-crypto.md §9)."""
        self._has_no_factor(tokens)
        wrong = {
            "CodeMismatchException": WrongSecret,
            "EnableSoftwareTokenMFAException": WrongSecret,
        }
        with _translated(
            NotAuthorizedException=ChallengeOver,
            SoftwareTokenMFANotFoundException=ChallengeOver,
            **wrong,
        ):
            answer = self.client.verify_software_token(
                AccessToken=tokens.access_token, UserCode=code
            )
        if answer.get("Status") != "SUCCESS":
            raise WrongSecret
        with _translated():
            self.client.admin_set_user_mfa_preference(
                UserPoolId=self.pool,
                Username=tokens.person,
                SoftwareTokenMfaSettings={"Enabled": True, "PreferredMfa": True},
            )

    def forget(self, tokens: ProviderTokens) -> None:
        """One call; it ends the access tokens of this sign-in as well."""
        with _translated():
            self.client.revoke_token(
                Token=tokens.refresh_token, ClientId=self.app, ClientSecret=self.secret
            )

    def invite(self, email: str) -> tuple[PersonId, str]:
        """One call; Cognito sends no mail of its own."""
        password = _temporary()
        name = _name(email)
        attributes = [{"Name": "email", "Value": name}, {"Name": "email_verified", "Value": "true"}]
        with _translated(UsernameExistsException=EmailTaken, AliasExistsException=EmailTaken):
            answer = self.client.admin_create_user(
                UserPoolId=self.pool,
                Username=name,
                TemporaryPassword=password,
                MessageAction="SUPPRESS",
                UserAttributes=attributes,
            )
        return PersonId(_attributes(answer["User"]["Attributes"])["sub"]), password

    def invite_again(self, person: PersonId) -> str:
        """Two calls; refused for one who chose a password already: this would take his account over."""
        with _translated(UserNotFoundException=NotFound):
            user = self.client.admin_get_user(UserPoolId=self.pool, Username=person)
        if user["UserStatus"] != _NEVER_CAME:
            raise NotFound
        password = _temporary()
        with _translated(UserNotFoundException=NotFound):
            self.client.admin_set_user_password(
                UserPoolId=self.pool, Username=person, Password=password, Permanent=False
            )
        return password

    def find(self, email: str) -> PersonId | None:
        """One call."""
        try:
            with _translated(UserNotFoundException=NotFound):
                user = self.client.admin_get_user(UserPoolId=self.pool, Username=_name(email))
        except NotFound:
            return None
        return PersonId(_attributes(user["UserAttributes"])["sub"]) if user["Enabled"] else None

    def set_password(self, person: PersonId, password: str) -> None:
        """Two calls; our own code was checked before, since not every stand-in of Cognito checks its own."""
        weak = {"InvalidPasswordException": WeakPassword, "InvalidParameterException": WeakPassword}
        with _translated(UserNotFoundException=NotFound, **weak):
            self.client.admin_set_user_password(
                UserPoolId=self.pool, Username=person, Password=password, Permanent=True
            )
            self.client.admin_user_global_sign_out(UserPoolId=self.pool, Username=person)

    def end_everywhere(self, person: PersonId) -> None:
        """Two calls."""
        with _translated(UserNotFoundException=NotFound):
            self.client.admin_disable_user(UserPoolId=self.pool, Username=person)
            self.client.admin_user_global_sign_out(UserPoolId=self.pool, Username=person)

    def _has_no_factor(self, tokens: ProviderTokens) -> None:
        # A token from before its owner enrolled is good for minutes after: it must not put another factor in his place.
        if self._user(tokens.person).get("UserMFASettingList"):
            raise ChallengeOver

    def _user(self, name: str) -> Mapping[str, Any]:
        with _translated(UserNotFoundException=ChallengeOver):
            found: Mapping[str, Any] = self.client.admin_get_user(
                UserPoolId=self.pool, Username=name
            )
        return found

    def _respond(self, challenge: Challenge, answers: dict[str, str]) -> ProviderTokens | Challenge:
        said = {"USERNAME": challenge.person, "SECRET_HASH": self._hash(challenge.person)}
        with _translated(NotAuthorizedException=ChallengeOver, UserNotFoundException=ChallengeOver):
            answer = self.client.admin_respond_to_auth_challenge(
                UserPoolId=self.pool,
                ClientId=self.app,
                ChallengeName=_ANSWERS[challenge.kind],
                Session=challenge.session,
                ChallengeResponses=said | answers,
            )
        return self._said(answer, challenge.person)

    def _said(
        self, answer: Mapping[str, Any], expected: str | None = None
    ) -> ProviderTokens | Challenge:
        if "AuthenticationResult" in answer:
            return self._proved(answer["AuthenticationResult"], expected)
        asks = _ASKS.get(answer.get("ChallengeName", ""))
        if asks is None:
            raise Unavailable
        return Challenge(
            asks,
            self._person(answer["ChallengeParameters"]["USER_ID_FOR_SRP"]),
            str(answer["Session"]),
        )

    def _person(self, name: str) -> PersonId:
        # A challenge names the user by his subject or by what was typed, and the two providers differ in it.
        return PersonId(_attributes(self._user(name)["UserAttributes"])["sub"])

    def _proved(self, tokens: Mapping[str, str], expected: str | None) -> ProviderTokens:
        person = self._tokens.subject(tokens["IdToken"])
        # A thread that was begun for one person must not end as another.
        if expected is not None and person != expected:
            raise ChallengeOver
        return ProviderTokens(PersonId(person), tokens["AccessToken"], tokens["RefreshToken"])

    @cached_property
    def _tokens(self) -> Any:
        from chalicelib.identity.id_tokens import IdTokens  # noqa: PLC0415 - needed by sign-in only, 15 ms to import

        return IdTokens(self.issuer, self.app, self.jwks)

    def _hash(self, name: str) -> str:
        return base64.b64encode(
            hmac.digest(self.secret.encode(), (name + self.app).encode(), "sha256")
        ).decode()


@contextmanager
def _translated(**meanings: type[Exception]) -> Iterator[None]:
    try:
        yield
    except ClientError as error:
        code = error.response["Error"]["Code"]
        if code in meanings:
            raise meanings[code] from None
        if code in _LATER:
            raise Unavailable from None
        raise
    except BotoCoreError:
        raise Unavailable from None


def _name(email: str) -> str:
    # The pool ignores case, but not every stand-in of it does.
    return email.strip().casefold()


def _temporary() -> str:
    # The alphabet has no look-alikes, since it may be typed from a phone; the ends satisfy the pool's rules.
    alphabet = [letter for letter in string.ascii_letters + string.digits if letter not in "0O1lI"]
    return "C" + "".join(secrets.choice(alphabet) for _ in range(16)) + "7k"


def _attributes(pairs: list[dict[str, str]]) -> dict[str, str]:
    return {pair["Name"]: pair["Value"] for pair in pairs}
