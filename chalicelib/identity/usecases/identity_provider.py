"""The port to the identity provider, which checks passwords and second factors."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from chalicelib.kernel.ids import PersonId


class WrongSecret(Exception):
    """
    The password or code is wrong, or nobody has this e-mail.

    Callers cannot tell which of them it is.
    """


class ChallengeOver(Exception):
    """The sign-in expired at the provider. The person must enter their password again."""


class EmailTaken(Exception):
    """Somebody signs in with this e-mail, in upper or lower case (S5)."""


class WeakPassword(Exception):
    """The new password does not meet the rules."""


class ChallengeKind(StrEnum):
    """What the provider asks for next."""

    TOTP = "totp"
    NEW_PASSWORD = "new_password"


@dataclass(frozen=True, slots=True)
class Challenge:
    """
    The password was right and the provider asks for more.

    `session` is the provider's secret for continuing this sign-in.
    """

    kind: ChallengeKind
    person: PersonId
    session: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ProviderTokens:
    """The tokens of a complete sign-in. They never reach a browser."""

    person: PersonId
    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)


class IdentityProvider(Protocol):
    """
    Checks passwords and second factors, and manages sign-ins.

    Every method raises Unavailable when the provider does not answer.
    """

    def password(self, email: str, password: str) -> ProviderTokens | Challenge:
        """Begin a sign-in. Raises WrongSecret."""

    def totp(self, challenge: Challenge, code: str) -> ProviderTokens:
        """Answer with the second factor. Raises WrongSecret, ChallengeOver."""

    def first_password(self, challenge: Challenge, password: str) -> ProviderTokens | Challenge:
        """Replace the temporary password. Raises WeakPassword, ChallengeOver."""

    def begin_totp(self, tokens: ProviderTokens) -> str:
        """
        Return a new second factor's secret in base32; `finish_totp` puts it in force.

        Raises ChallengeOver, also when the person has a second factor already.
        """

    def finish_totp(self, tokens: ProviderTokens, code: str) -> None:
        """
        Put the second factor in force if its code is right.

        Raises WrongSecret; ChallengeOver as `begin_totp` does.
        """

    def forget(self, tokens: ProviderTokens) -> None:
        """Revoke the tokens; only our own session counts from here on."""

    def invite(self, email: str) -> tuple[PersonId, str]:
        """Create a person with a temporary password and return both. Raises EmailTaken."""

    def invite_again(self, person: PersonId) -> str:
        """Set a new temporary password for a person who never signed in. Raises NotFound."""

    def find(self, email: str) -> PersonId | None:
        """Return the person who may sign in with this e-mail, in upper or lower case."""

    def set_password(self, person: PersonId, password: str) -> None:
        """
        Replace a person's password after their mailbox confirmed the request.

        Keeps the second factor and ends sign-ins and tokens of the old password.
        Raises WeakPassword, NotFound.
        """

    def end_everywhere(self, person: PersonId) -> None:
        """Disable a person's sign-in and revoke all their tokens (S9)."""
