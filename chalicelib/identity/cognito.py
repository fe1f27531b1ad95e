"""
Signs people in through Cognito.

See docs/records-and-keys.md#sessions-and-sign-in.
"""

import base64
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from chalicelib.identity.cognito_accounts import (
    NOT_SIGNED_IN_YET,
    CognitoAccounts,
    address,
    mapped_errors,
    subject,
)
from chalicelib.identity.usecases.identity_provider import (
    Challenge,
    ChallengeKind,
    ChallengeOver,
    ProviderTokens,
    WeakPassword,
    WrongSecret,
)
from chalicelib.kernel.errors import Unavailable
from chalicelib.kernel.ids import PersonId

_ANSWERS = {
    ChallengeKind.TOTP: "SOFTWARE_TOKEN_MFA",
    ChallengeKind.NEW_PASSWORD: "NEW_PASSWORD_REQUIRED",
}
_KINDS = {name: kind for kind, name in _ANSWERS.items()}


@dataclass(frozen=True)
class Cognito(CognitoAccounts):
    """
    Implements `IdentityProvider` with Amazon Cognito.

    The app client is confidential: each sign-in call includes a keyed hash made with `secret`.
    `issuer` is the issuer that valid tokens name, and `jwks` fetches the keys that verify tokens.
    """

    app: str
    secret: str = field(repr=False)
    issuer: str
    jwks: Callable[[], Mapping[str, Any]]

    def password(self, email: str, password: str) -> ProviderTokens | Challenge:
        """
        Begin a sign-in with one call to Cognito.

        If Cognito responds with a challenge, a second call looks up the person's id.
        """
        name = address(email)
        parameters = {"USERNAME": name, "PASSWORD": password, "SECRET_HASH": self._hash(name)}
        wrong = ("NotAuthorizedException", "UserNotFoundException", "InvalidParameterException")
        with mapped_errors(**dict.fromkeys(wrong, WrongSecret)):
            answer = self.client.admin_initiate_auth(
                UserPoolId=self.pool,
                ClientId=self.app,
                AuthFlow="ADMIN_USER_PASSWORD_AUTH",
                AuthParameters=parameters,
            )
        return self._result(answer)

    def totp(self, challenge: Challenge, code: str) -> ProviderTokens:
        with mapped_errors(CodeMismatchException=WrongSecret, ExpiredCodeException=WrongSecret):
            result = self._respond(challenge, {"SOFTWARE_TOKEN_MFA_CODE": code})
        if isinstance(result, Challenge):
            raise ChallengeOver
        return result

    def first_password(self, challenge: Challenge, password: str) -> ProviderTokens | Challenge:
        """
        Replace the temporary password with two calls to Cognito.

        Raises ChallengeOver if the person has already chosen a password. Without this check,
        anybody who knows the temporary password could replace the chosen password.
        """
        if self._user(challenge.person)["UserStatus"] != NOT_SIGNED_IN_YET:
            raise ChallengeOver
        with mapped_errors(
            InvalidPasswordException=WeakPassword, InvalidParameterException=WeakPassword
        ):
            return self._respond(challenge, {"NEW_PASSWORD": password})

    def begin_totp(self, tokens: ProviderTokens) -> str:
        """
        Create a second factor with two calls to Cognito.

        The first call checks that the person has no second factor yet.
        """
        self._has_no_factor(tokens)
        with mapped_errors(NotAuthorizedException=ChallengeOver):
            answer = self.client.associate_software_token(AccessToken=tokens.access_token)
        return str(answer["SecretCode"])

    def finish_totp(self, tokens: ProviderTokens, code: str) -> None:
        """
        Verify the new second factor and activate it, with three calls to Cognito.

        The second factor must be verified before it is set as the preferred factor. Otherwise
        Cognito would accept any code (docs/records-and-keys.md#sessions-and-sign-in).
        """
        self._has_no_factor(tokens)
        wrong = {
            "CodeMismatchException": WrongSecret,
            "EnableSoftwareTokenMFAException": WrongSecret,
        }
        with mapped_errors(
            NotAuthorizedException=ChallengeOver,
            SoftwareTokenMFANotFoundException=ChallengeOver,
            **wrong,
        ):
            answer = self.client.verify_software_token(
                AccessToken=tokens.access_token, UserCode=code
            )
        if answer.get("Status") != "SUCCESS":
            raise WrongSecret
        with mapped_errors():
            self.client.admin_set_user_mfa_preference(
                UserPoolId=self.pool,
                Username=tokens.person,
                SoftwareTokenMfaSettings={"Enabled": True, "PreferredMfa": True},
            )

    def forget(self, tokens: ProviderTokens) -> None:
        """Revoke a sign-in's tokens, access tokens included, with one call to Cognito."""
        with mapped_errors():
            self.client.revoke_token(
                Token=tokens.refresh_token, ClientId=self.app, ClientSecret=self.secret
            )

    def _has_no_factor(self, tokens: ProviderTokens) -> None:
        # An access token that was issued before the enrolment stays valid for minutes. It must not
        # be able to replace the second factor that the person enrolled.
        if self._user(tokens.person).get("UserMFASettingList"):
            raise ChallengeOver

    def _user(self, name: str) -> Mapping[str, Any]:
        with mapped_errors(UserNotFoundException=ChallengeOver):
            user: Mapping[str, Any] = self.client.admin_get_user(
                UserPoolId=self.pool, Username=name
            )
        return user

    def _respond(self, challenge: Challenge, answers: dict[str, str]) -> ProviderTokens | Challenge:
        user = {"USERNAME": challenge.person, "SECRET_HASH": self._hash(challenge.person)}
        with mapped_errors(
            NotAuthorizedException=ChallengeOver, UserNotFoundException=ChallengeOver
        ):
            answer = self.client.admin_respond_to_auth_challenge(
                UserPoolId=self.pool,
                ClientId=self.app,
                ChallengeName=_ANSWERS[challenge.kind],
                Session=challenge.session,
                ChallengeResponses=user | answers,
            )
        return self._result(answer, challenge.person)

    def _result(
        self, answer: Mapping[str, Any], expected: str | None = None
    ) -> ProviderTokens | Challenge:
        if "AuthenticationResult" in answer:
            return self._provider_tokens(answer["AuthenticationResult"], expected)
        kind = _KINDS.get(answer.get("ChallengeName", ""))
        if kind is None:
            raise Unavailable
        return Challenge(
            kind,
            self._person(answer["ChallengeParameters"]["USER_ID_FOR_SRP"]),
            str(answer["Session"]),
        )

    def _person(self, name: str) -> PersonId:
        # Cognito and its emulator differ: a challenge names the user by subject or by e-mail.
        return PersonId(subject(self._user(name)))

    def _provider_tokens(self, tokens: Mapping[str, str], expected: str | None) -> ProviderTokens:
        person = self._tokens.subject(tokens["IdToken"])
        # A sign-in that began as one person must not end as another.
        if expected is not None and person != expected:
            raise ChallengeOver
        return ProviderTokens(PersonId(person), tokens["AccessToken"], tokens["RefreshToken"])

    @cached_property
    def _tokens(self) -> Any:
        # Importing takes 15 ms, and only sign-in needs it.
        from chalicelib.identity.id_tokens import IdTokens  # noqa: PLC0415

        return IdTokens(self.issuer, self.app, self.jwks)

    def _hash(self, name: str) -> str:
        return base64.b64encode(
            hmac.digest(self.secret.encode(), (name + self.app).encode(), "sha256")
        ).decode()
