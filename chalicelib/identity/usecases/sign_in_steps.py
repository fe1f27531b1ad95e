"""Defines the steps of a sign-in and the ports to their storage."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from chalicelib.identity.domain.membership import Membership
from chalicelib.identity.usecases.identity_provider import Challenge, ProviderTokens
from chalicelib.identity.usecases.sessions import NewSession
from chalicelib.kernel.access import SignInMethod
from chalicelib.kernel.ids import PersonId, PracticeId

STEP_SECONDS = 600


class NextStep(StrEnum):
    """
    What the person must do next in a sign-in.

    `password` means that they have just reset their password, and sign in with the new one.
    `in_visit` means that the person has proved who they are, but is in a visit in another
    browser: if they continue, that browser is signed out and the visit ends there. `done` means
    that the person is signed in.
    """

    DONE = "done"
    PASSWORD = "password"
    TOTP = "totp"
    NEW_PASSWORD = "new_password"
    ENROL_TOTP = "enrol_totp"
    IN_VISIT = "in_visit"


@dataclass(frozen=True, slots=True)
class SignInStep:
    """
    A sign-in that waits for the person to do what `next` says.

    The step is sealed in storage. `epoch` is the epoch of the person's membership when the
    step began. If the membership's epoch increases, the step is no longer valid. `email` is the
    address with which the person began to sign in. `method` is what they have proved so far.
    """

    next: NextStep
    practice: PracticeId
    person: PersonId
    challenge: Challenge | None = field(default=None, repr=False)
    tokens: ProviderTokens | None = field(default=None, repr=False)
    epoch: int = 0
    email: str = field(default="", repr=False)
    method: SignInMethod = SignInMethod.UNKNOWN


@dataclass(frozen=True, slots=True)
class SignInProgress:
    """
    The result of a sign-in step.

    While the sign-in is incomplete, `step` is the secret of the next step and `session` is
    None. When the sign-in is complete, `session` is the new session and `step` is empty.
    """

    next: NextStep
    step: str = field(default="", repr=False)
    session: NewSession | None = None


class SignInSteps(Protocol):
    """Stores sign-in steps for at most `STEP_SECONDS`, each under its secret."""

    def put(self, secret: str, step: SignInStep, expires: int) -> None:
        """Store a sign-in step under a secret until `expires`."""

    def get(self, secret: str, now: int) -> SignInStep | None:
        """Return a secret's sign-in step, or None if the step is gone or has expired."""

    def take(self, secret: str) -> bool:
        """
        Delete the sign-in step that is stored under a secret.

        Returns True only if this call deleted the step.
        """


class OpenVisits(Protocol):
    """Finds the visits that people are in."""

    def sign_ins(self, person: PersonId) -> Collection[str]:
        """
        Return the ids of the sign-ins with which a person is in a visit now.

        Raises Unavailable when the store does not respond.
        """


class PersonMemberships(Protocol):
    """Finds and activates a person's memberships."""

    def of_person(self, person: PersonId) -> Sequence[Membership]:
        """Return all memberships of a person, one for each practice."""

    def activate(self, membership: Membership) -> Membership:
        """
        Activate the membership of an invited person at their first sign-in.

        Raises:
            NotFound: The invitation was withdrawn.
            Conflict: The invitation was changed since the sign-in began.
        """
