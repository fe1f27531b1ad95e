"""The steps of signing in and the ports to their storage."""

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
    A sign-in that waits for `next`; it is sealed in storage.

    `epoch` is the membership's when the step began; a higher one there ends the step.
    """

    next: NextStep
    practice: PracticeId
    person: PersonId
    challenge: Challenge | None = field(default=None, repr=False)
    tokens: ProviderTokens | None = field(default=None, repr=False)
    epoch: int = 0


@dataclass(frozen=True, slots=True)
class SignInProgress:
    """The result of a step: the next one with its secret, or the new session."""

    next: NextStep
    step: str = field(default="", repr=False)
    session: NewSession | None = None


class SignInSteps(Protocol):
    """Stores steps for at most `STEP_SECONDS`."""

    def put(self, secret: str, step: SignInStep, expires: int) -> None:
        """Store a step under its secret."""

    def get(self, secret: str, now: int) -> SignInStep | None:
        """Return the step; None when it is gone or expired."""

    def take(self, secret: str) -> bool:
        """Delete the step. Returns True for the one caller that deleted it."""


class PersonMemberships(Protocol):
    """Finds and activates the memberships of a person."""

    def of_person(self, person: PersonId) -> Sequence[Membership]:
        """Return all memberships of a person."""

    def activate(self, membership: Membership) -> Membership:
        """Activate the membership of an invited person."""
