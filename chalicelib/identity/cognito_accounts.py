"""
Manages people's accounts at Cognito: invitations, addresses and passwords.

See docs/records-and-keys.md#sessions-and-sign-in.
"""

import secrets
import string
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.identity.usecases.identity_provider import (
    EmailRefused,
    EmailTaken,
    WeakPassword,
)
from chalicelib.kernel.errors import NotFound, Unavailable
from chalicelib.kernel.ids import PersonId

_RETRYABLE = frozenset(
    {
        "TooManyRequestsException",
        "InternalErrorException",
        "LimitExceededException",
        "ThrottlingException",
        "ServiceUnavailable",
    }
)
NOT_SIGNED_IN_YET = "FORCE_CHANGE_PASSWORD"
_ADDRESS_ERRORS: Mapping[str, type[Exception]] = {
    "UsernameExistsException": EmailTaken,
    "AliasExistsException": EmailTaken,
    "InvalidParameterException": EmailRefused,
}


@dataclass(frozen=True)
class CognitoAccounts:
    """
    Implements the part of `IdentityProvider` that manages accounts.

    `client` is the boto3 client for cognito-idp, and `pool` is the id of the user pool. The pool
    uses e-mail addresses as user names and ignores their case, so Cognito identifies a user by the
    user's subject id.
    """

    client: Any
    pool: str

    def invite(self, email: str) -> tuple[PersonId, str]:
        """Create a user with one call to Cognito. Cognito itself sends no e-mail."""
        password = _temporary()
        name = address(email)
        with mapped_errors(**_ADDRESS_ERRORS):
            answer = self.client.admin_create_user(
                UserPoolId=self.pool,
                Username=name,
                TemporaryPassword=password,
                MessageAction="SUPPRESS",
                UserAttributes=_verified(name),
            )
        return PersonId(_attributes(answer["User"]["Attributes"])["sub"]), password

    def correct(self, person: PersonId, email: str) -> str:
        """
        Replace address, password and second factor with five calls to Cognito.

        The address is replaced first, because only this call may be refused.
        """
        name, password = address(email), _temporary()
        user = {"UserPoolId": self.pool, "Username": person}
        owner = self._by_email(name)
        if owner is not None and subject(owner) != person:
            raise EmailTaken
        with mapped_errors(UserNotFoundException=NotFound, **_ADDRESS_ERRORS):
            self.client.admin_update_user_attributes(**user, UserAttributes=_verified(name))
            self.client.admin_set_user_password(**user, Password=password, Permanent=False)
            self.client.admin_set_user_mfa_preference(
                **user, SoftwareTokenMfaSettings={"Enabled": False, "PreferredMfa": False}
            )
            self.client.admin_user_global_sign_out(**user)
        return password

    def withdraw(self, person: PersonId) -> None:
        with suppress(NotFound), mapped_errors(UserNotFoundException=NotFound):
            self.client.admin_delete_user(UserPoolId=self.pool, Username=person)

    def unused(self, email: str, seconds: int) -> PersonId | None:
        user = self._by_email(address(email))
        if user is None or user["UserStatus"] != NOT_SIGNED_IN_YET:
            return None
        created: datetime = user["UserCreateDate"]
        age = datetime.now(created.tzinfo) - created
        return PersonId(subject(user)) if age.total_seconds() >= seconds else None

    def find(self, email: str) -> PersonId | None:
        user = self._by_email(address(email))
        return PersonId(subject(user)) if user and user["Enabled"] else None

    def set_password(self, person: PersonId, password: str) -> None:
        """Replace a person's password and revoke their tokens, with two calls to Cognito."""
        weak = {"InvalidPasswordException": WeakPassword, "InvalidParameterException": WeakPassword}
        with mapped_errors(UserNotFoundException=NotFound, **weak):
            self.client.admin_set_user_password(
                UserPoolId=self.pool, Username=person, Password=password, Permanent=True
            )
            self.client.admin_user_global_sign_out(UserPoolId=self.pool, Username=person)

    def end_everywhere(self, person: PersonId) -> None:
        with mapped_errors(UserNotFoundException=NotFound):
            self.client.admin_disable_user(UserPoolId=self.pool, Username=person)
            self.client.admin_user_global_sign_out(UserPoolId=self.pool, Username=person)

    def _by_email(self, name: str) -> Mapping[str, Any] | None:
        absent = ("UserNotFoundException", "InvalidParameterException")
        try:
            with mapped_errors(**dict.fromkeys(absent, NotFound)):
                user: Mapping[str, Any] = self.client.admin_get_user(
                    UserPoolId=self.pool, Username=name
                )
        except NotFound:
            return None
        return user


@contextmanager
def mapped_errors(**meanings: type[Exception]) -> Iterator[None]:
    """
    Raise the exceptions in `meanings` for errors of Cognito with these codes.

    Raises Unavailable if Cognito is busy or does not respond.
    """
    try:
        yield
    except ClientError as error:
        code = error.response["Error"]["Code"]
        if code in meanings:
            raise meanings[code] from None
        if code in _RETRYABLE:
            raise Unavailable from None
        raise
    except BotoCoreError:
        raise Unavailable from None


def address(email: str) -> str:
    # The pool ignores case, but not every emulator does.
    return email.strip().casefold()


def _temporary() -> str:
    # People may copy the password from a phone, so letters that look like digits are left out.
    alphabet = [letter for letter in string.ascii_letters + string.digits if letter not in "0O1lI"]
    return "".join(secrets.choice(alphabet) for _ in range(18))


def _verified(email: str) -> list[dict[str, str]]:
    return [{"Name": "email", "Value": email}, {"Name": "email_verified", "Value": "true"}]


def subject(user: Mapping[str, Any]) -> str:
    return _attributes(user["UserAttributes"])["sub"]


def _attributes(pairs: list[dict[str, str]]) -> dict[str, str]:
    return {pair["Name"]: pair["Value"] for pair in pairs}
