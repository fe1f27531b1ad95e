"""What waits between two screens of signing in, and the ports to where it waits."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from chalicelib.identity.domain.membership import Membership
from chalicelib.identity.usecases.identity_provider import Challenge, ProviderTokens
from chalicelib.identity.usecases.sessions import NewSession
from chalicelib.kernel.ids import PersonId, PracticeId

STEP_SECONDS = 600


class NextStep(StrEnum):
    """What the person does next."""

    DONE = "done"
    TOTP = "totp"
    NEW_PASSWORD = "new_password"
    ENROL_TOTP = "enrol_totp"


@dataclass(frozen=True, slots=True)
class SignInStep:
    """
    Half signed in: what the password proved, waiting for `next`. Sealed wherever it rests. `epoch`: the membership's
    then; raised since, as by a new password, the step is over too.
    """

    next: NextStep
    practice: PracticeId
    person: PersonId
    challenge: Challenge | None = field(default=None, repr=False)
    tokens: ProviderTokens | None = field(default=None, repr=False)
    epoch: int = 0


@dataclass(frozen=True, slots=True)
class SignInProgress:
    """What came of a step: the next one with its secret, or the session."""

    next: NextStep
    step: str = field(default="", repr=False)
    session: NewSession | None = None


class SignInSteps(Protocol):
    """Where half-signed-in people wait, at most `STEP_SECONDS`."""

    def put(self, secret: str, step: SignInStep, expires: int) -> None:
        """Keep a step under its secret."""

    def get(self, secret: str, now: int) -> SignInStep | None:
        """The step, unless it is gone or over."""

    def take(self, secret: str) -> bool:
        """Remove it; True for the one caller who did."""


class PersonMemberships(Protocol):
    """Which practices a person belongs to."""

    def of_person(self, person: PersonId) -> Sequence[Membership]:
        """All memberships of a person."""

    def activate(self, membership: Membership) -> Membership:
        """An invited person has come: active from now on."""
