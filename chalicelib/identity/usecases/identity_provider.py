"""Defines the port to the identity provider, which checks passwords and codes."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from chalicelib.kernel.ids import PersonId


class WrongSecret(Exception):
    """
    Raised when a password or code is wrong, or nobody has the e-mail address.

    The error does not reveal which of these is the reason.
    """


class ChallengeOver(Exception):
    """
    Raised when the identity provider does not continue a sign-in.

    For example, the sign-in expired. The person must start again with their password.
    """


class EmailTaken(Exception):
    """
    Raised when another person already signs in with this e-mail address (S5).

    Upper and lower case are treated as equal.
    """


class EmailRefused(Exception):
    """Raised when the identity provider does not accept a string as an e-mail address."""


class WeakPassword(Exception):
    """Raised when a new password does not meet the rules for passwords."""


class ChallengeKind(StrEnum):
    """Lists what the identity provider may ask for after the password."""

    TOTP = "totp"
    NEW_PASSWORD = "new_password"


@dataclass(frozen=True, slots=True)
class Challenge:
    """
    The next step that the identity provider requires after a correct password.

    `session` is the provider's secret for continuing this sign-in.
    """

    kind: ChallengeKind
    person: PersonId
    session: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ProviderTokens:
    """
    The tokens that the identity provider issues for a completed sign-in.

    The tokens are never sent to a browser.
    """

    person: PersonId
    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)


class IdentityProvider(Protocol):
    """
    Checks passwords and second factors, and manages sign-ins.

    Every method raises Unavailable when the identity provider does not respond.
    """

    def password(self, email: str, password: str) -> ProviderTokens | Challenge:
        """
        Begin a sign-in with an e-mail address and a password.

        Returns tokens if the sign-in is complete, or a challenge if the provider requires another
        step. Raises WrongSecret when the e-mail address and password do not match.
        """

    def totp(self, challenge: Challenge, code: str) -> ProviderTokens:
        """
        Complete a sign-in with a second-factor code.

        Raises:
            WrongSecret: The code is wrong.
            ChallengeOver: The sign-in expired.
        """

    def first_password(self, challenge: Challenge, password: str) -> ProviderTokens | Challenge:
        """
        Replace an invited person's temporary password with their own password.

        Raises:
            WeakPassword: The new password does not meet the rules.
            ChallengeOver: The sign-in expired, or the person has already chosen a password.
        """

    def begin_totp(self, tokens: ProviderTokens) -> str:
        """
        Create a second factor and return its secret in base32.

        `finish_totp` activates the second factor.

        Raises:
            ChallengeOver: The sign-in expired, or the person already has a second factor.
        """

    def finish_totp(self, tokens: ProviderTokens, code: str) -> None:
        """
        Activate the new second factor if `code` is correct.

        Raises:
            WrongSecret: The code is wrong.
            ChallengeOver: The sign-in expired, or the person already has a second factor.
        """

    def forget(self, tokens: ProviderTokens) -> None:
        """Revoke the identity provider's tokens, because our own session replaces them."""

    def invite(self, email: str) -> tuple[PersonId, str]:
        """
        Create a person and return their id and a temporary password.

        Raises:
            EmailTaken: The e-mail address already belongs to a person.
            EmailRefused: The identity provider does not accept this address.
        """

    def correct(self, person: PersonId, email: str) -> str:
        """
        Give a person another e-mail address, and return a new temporary password.

        The address may be the same as before. Passwords, second factors and tokens of the person
        become invalid, so this is only for people who never signed in. A refused address changes
        nothing.

        Raises:
            NotFound: The person does not exist.
            EmailTaken: Another person signs in with this e-mail address.
            EmailRefused: The identity provider does not accept this address.
        """

    def withdraw(self, person: PersonId) -> None:
        """
        Delete a person, so that their e-mail address is free again.

        Does nothing if the person does not exist. An id is never used again (S5).
        """

    def unused(self, email: str, seconds: int) -> PersonId | None:
        """
        Return the person with this address if they never signed in, or None.

        Also returns None if the person was created less than `seconds` ago.
        """

    def find(self, email: str) -> PersonId | None:
        """
        Return the id of the person who may sign in with this e-mail address, or None.

        Upper and lower case in the address make no difference.
        """

    def set_password(self, person: PersonId, password: str) -> None:
        """
        Replace a person's password, after a code sent by e-mail confirmed the request.

        The second factor does not change. Sign-ins and tokens that were obtained with the old
        password become invalid.

        Raises:
            WeakPassword: The new password does not meet the rules.
            NotFound: The person does not exist.
        """

    def end_everywhere(self, person: PersonId) -> None:
        """Disable a person's sign-in and revoke all their tokens (S9)."""
