"""The port to the identity provider: passwords and second factors are its business, everything else is ours."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from chalicelib.kernel.ids import PersonId


class WrongSecret(Exception):
    """Password or code are not right, or nobody has this e-mail: the provider tells no difference, and neither do we."""


class ChallengeOver(Exception):
    """The provider does not remember this sign-in any more; it starts anew with the password."""


class EmailTaken(Exception):
    """Somebody signs in with this e-mail already, whatever the case of its letters (S5)."""


class WeakPassword(Exception):
    """The new password does not meet the rules."""


class ChallengeKind(StrEnum):
    """What the provider wants next."""

    TOTP = "totp"
    NEW_PASSWORD = "new_password"


@dataclass(frozen=True, slots=True)
class Challenge:
    """The password was right, and something more is asked. `session` is the provider's own secret thread."""

    kind: ChallengeKind
    person: PersonId
    session: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ProviderTokens:
    """All that the provider asks was right. Its tokens never reach a browser."""

    person: PersonId
    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)


class IdentityProvider(Protocol):
    """Every method raises Unavailable when the provider does not answer."""

    def password(self, email: str, password: str) -> ProviderTokens | Challenge:
        """Begin a sign-in. Raises WrongSecret."""

    def totp(self, challenge: Challenge, code: str) -> ProviderTokens:
        """Answer with the second factor. Raises WrongSecret, ChallengeOver."""

    def first_password(self, challenge: Challenge, password: str) -> ProviderTokens | Challenge:
        """Replace the temporary password. Raises WeakPassword, ChallengeOver."""

    def begin_totp(self, tokens: ProviderTokens) -> str:
        """A new second factor's secret in base32, not in force until `finish_totp`. Raises ChallengeOver, also where one is."""

    def finish_totp(self, tokens: ProviderTokens, code: str) -> None:
        """Put the second factor in force once a code of it was right. Raises WrongSecret, ChallengeOver as above."""

    def forget(self, tokens: ProviderTokens) -> None:
        """Revoke the tokens: our session is the only truth from here on."""

    def invite(self, email: str) -> tuple[PersonId, str]:
        """A new person with a temporary password. Raises EmailTaken."""

    def invite_again(self, person: PersonId) -> str:
        """A new temporary password for one who never came. Raises NotFound."""

    def find(self, email: str) -> PersonId | None:
        """Who signs in with this e-mail, in whatever case; None for nobody, or somebody who may no more."""

    def set_password(self, person: PersonId, password: str) -> None:
        """
        Replace the password of one whose mailbox proved him; his second factor stays, whatever was begun with the old
        password is over. Raises WeakPassword, NotFound.
        """

    def end_everywhere(self, person: PersonId) -> None:
        """Revoke all of a person's tokens and let him sign in no more (S9)."""
