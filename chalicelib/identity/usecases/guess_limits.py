"""Limits how often a secret may be guessed, and accepts each code once (S8)."""

from dataclasses import dataclass
from typing import Protocol

from chalicelib.identity.domain.lockout import FailedAttempts, add_attempt, seconds_to_wait
from chalicelib.kernel.access import Access
from chalicelib.kernel.errors import SignedOut, TooMany
from chalicelib.kernel.ids import PersonId
from chalicelib.kernel.ports import Clock
from chalicelib.platform.audit.actions import AuditAction, AuditOutcome
from chalicelib.platform.audit.trail import AuditTrail

MINUTE, USED_CODE_SECONDS = 60, 300
"""A used code is refused for this long; providers accept a code for about 90 seconds."""
WRONG_CODE = (
    "This code is wrong or was used before. Wait for the next one in your app and try again."
)
LOCKED_MESSAGE = "Too many tries. Wait {} and try again."


class FailedAttemptRows(Protocol):
    """
    Stores failed attempts per secret.

    `about` is a text that names the secret; it is stored as a keyed hash.
    """

    def read(self, about: str) -> FailedAttempts:
        """Return the count, which is 0 if nothing is stored."""

    def count(self, about: str, before: FailedAttempts, after: FailedAttempts) -> bool:
        """Replace `before`. Returns False when a concurrent attempt changed it."""

    def clear(self, about: str) -> None:
        """Reset the count."""


class UsedCodes(Protocol):
    """Stores the codes of second factors that were entered before."""

    def claim(self, person: PersonId, code: str, now: int, expires: int) -> bool:
        """Return True for the first caller with this code until `expires`."""


@dataclass(frozen=True)
class GuessLimits:
    """Counts each attempt before the secret is checked."""

    attempts: FailedAttemptRows
    codes: UsedCodes
    audit: AuditTrail
    clock: Clock

    def count(self, about: str) -> None:
        """Count an attempt. Raises TooMany when the secret must not be checked."""
        attempts, now = self.attempts.read(about), self._now()
        seconds = seconds_to_wait(attempts, now)
        if seconds or not self.attempts.count(about, attempts, add_attempt(attempts, now)):
            raise TooMany(LOCKED_MESSAGE.format(_spoken(seconds or 1)))

    def claim(self, access: Access, about: str, code: str) -> None:
        """Count an attempt with a code. Raises TooMany; SignedOut for a used code."""
        self.count(about)
        now = self._now()
        if not self.codes.claim(access.person, code, now, now + USED_CODE_SECONDS):
            raise self.wrong(access, "second factor used twice", WRONG_CODE)

    def right(self, about: str) -> None:
        """Reset the count after a right secret."""
        self.attempts.clear(about)

    def wrong(self, access: Access, action: str, sentence: str) -> SignedOut:
        """Audit a wrong secret and return the error to raise. Raises Unavailable."""
        self.audit.record(
            access, AuditAction.SIGN_IN, (), purpose=action, outcome=AuditOutcome.REFUSED
        )
        return SignedOut(sentence)

    def _now(self) -> int:
        return int(self.clock().timestamp())


def _spoken(seconds: int) -> str:
    return f"{seconds} seconds" if seconds <= MINUTE else f"{-(-seconds // MINUTE)} minutes"
