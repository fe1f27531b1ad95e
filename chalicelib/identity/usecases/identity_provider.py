"""Defines the port to the identity provider, which checks passwords and codes."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from chalicelib.kernel.ids import PersonId


class WrongSecret(Exception):
    """
    The password or code is wrong, or nobody has this e-mail.

    The error does not tell which of these is the reason.
    """


class ChallengeOver(Exception):
    """
    The sign-in expired at the provider.

    The person must start again with their password.
    """


class EmailTaken(Exception):
    """Another person signs in with this e-mail, in upper or lower case (S5)."""


class WeakPassword(Exception):
    """The new password does not meet the rules for passwords."""


class ChallengeKind(StrEnum):
    """Lists what the identity provider may ask for after the password."""

    TOTP = "totp"
    NEW_PASSWORD = "new_password"


@dataclass(frozen=True, slots=True)
class Challenge:
    """
    What the identity provider asks for after a correct password.

    `session` is the provider's secret for continuing this sign-in.
    """

    kind: ChallengeKind
    person: PersonId
    session: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ProviderTokens:
    """
    The identity provider's tokens for a complete sign-in.

    They are never sent to a browser.
    """

    person: PersonId
    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)


class IdentityProvider(Protocol):
    """
    Checks passwords and second factors, and manages sign-ins.

    Every method raises Unavailable when the provider does not answer.
    """

    def password(self, email: str, password: str) -> ProviderTokens | Challenge:
        """
        Begin a sign-in with e-mail and password.

        Returns the tokens of a complete sign-in, or what the provider asks for next. Raises
        WrongSecret when e-mail and password do not match.
        """

    def totp(self, challenge: Challenge, code: str) -> ProviderTokens:
        """
        Complete a sign-in with a code of the second factor.

        Raises:
            WrongSecret: The code is wrong.
            ChallengeOver: The sign-in expired.
        """

    def first_password(self, challenge: Challenge, password: str) -> ProviderTokens | Challenge:
        """
        Replace an invited person's temporary password with one that they chose.

        Raises:
            WeakPassword: The password does not meet the rules.
            ChallengeOver: The sign-in expired, or the person has chosen a password already.
        """

    def begin_totp(self, tokens: ProviderTokens) -> str:
        """
        Create a second factor and return its secret in base32.

        The factor takes effect with `finish_totp`.

        Raises:
            ChallengeOver: The sign-in expired, or the person has a second factor already.
        """

    def finish_totp(self, tokens: ProviderTokens, code: str) -> None:
        """
        Activate the new second factor, if `code` is right.

        Raises:
            WrongSecret: The code is wrong.
            ChallengeOver: The sign-in expired, or the person has a second factor already.
        """

    def forget(self, tokens: ProviderTokens) -> None:
        """Revoke the provider's tokens, since our own session replaces them."""

    def invite(self, email: str) -> tuple[PersonId, str]:
        """
        Create a person and return their id and temporary password.

        Raises EmailTaken when another person signs in with this e-mail.
        """

    def invite_again(self, person: PersonId) -> str:
        """
        Set and return a new temporary password for a person who never signed in.

        Raises NotFound when there is no such person, or they have chosen a password already.
        """

    def find(self, email: str) -> PersonId | None:
        """
        Return the id of the person who may sign in with this e-mail, or None.

        The e-mail may be in upper or lower case.
        """

    def set_password(self, person: PersonId, password: str) -> None:
        """
        Replace a person's password, after a mailed code confirmed the request.

        The second factor stays. Sign-ins and tokens of the old password end.

        Raises:
            WeakPassword: The password does not meet the rules.
            NotFound: There is no such person.
        """

    def end_everywhere(self, person: PersonId) -> None:
        """Disable a person's sign-in and revoke all their tokens (S9)."""
