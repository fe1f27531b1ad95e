"""Limits how often a secret may be guessed, and accepts each code only once (S8)."""

from dataclasses import dataclass
from typing import Protocol

from chalicelib.identity.domain.lockout import FailedAttempts, add_attempt, seconds_to_wait
from chalicelib.kernel.access import Access
from chalicelib.kernel.errors import SignedOut, TooMany
from chalicelib.kernel.ids import PersonId
from chalicelib.kernel.plural import count_words
from chalicelib.kernel.ports import Clock
from chalicelib.platform.audit.actions import AuditAction, AuditOutcome
from chalicelib.platform.audit.trail import AuditTrail

MINUTE, USED_CODE_SECONDS = 60, 300
"""
A used code is refused for USED_CODE_SECONDS.

Providers accept a code for about 90 seconds.
"""
WRONG_CODE = (
    "This code is wrong or was used before. Wait for the next one in your app and try again."
)
LOCKED_MESSAGE = "Too many attempts. Wait {}, then try again."


class FailedAttemptRows(Protocol):
    """
    Stores the number of consecutive failed attempts for each secret.

    `about` is a string that identifies the secret. The string is stored as a keyed hash.
    """

    def read(self, about: str) -> FailedAttempts:
        """Return the failed attempts for a secret, with the count 0 if none are stored."""

    def count(self, about: str, before: FailedAttempts, after: FailedAttempts) -> bool:
        """
        Replace the stored attempts `before` with `after`.

        Returns True if `after` was stored, and False if a concurrent attempt changed the stored
        attempts first.
        """

    def clear(self, about: str) -> None:
        """Delete the failed attempts for a secret."""


class UsedCodes(Protocol):
    """Stores the second-factor codes that people have already entered."""

    def claim(self, person: PersonId, code: str, now: int, expires: int) -> bool:
        """
        Mark a person's code as used until `expires`.

        Returns True for the first call with this code, and False for each later call before
        `expires`. `now` and `expires` are in seconds since 1970.
        """


@dataclass(frozen=True)
class GuessLimits:
    """
    Limits how often people may guess a password or code.

    Each attempt is counted before the password or code is checked.
    """

    attempts: FailedAttemptRows
    codes: UsedCodes
    audit: AuditTrail
    clock: Clock

    def count(self, about: str) -> None:
        """
        Count an attempt to enter the secret that `about` identifies.

        Raises TooMany if earlier failed attempts do not allow another attempt yet, or if a
        concurrent attempt was counted first. In both cases the caller must not check the secret.
        """
        attempts, now = self.attempts.read(about), self._now()
        seconds = seconds_to_wait(attempts, now)
        if seconds or not self.attempts.count(about, attempts, add_attempt(attempts, now)):
            raise TooMany(LOCKED_MESSAGE.format(_spoken(seconds or 1)))

    def claim(self, access: Access, about: str, code: str) -> None:
        """
        Count an attempt to enter a second-factor code, and mark the code as used.

        Raises:
            TooMany: The sign-in is paused or locked. The caller must not check the code.
            SignedOut: The code was used before.
        """
        self.count(about)
        now = self._now()
        if not self.codes.claim(access.person, code, now, now + USED_CODE_SECONDS):
            raise self.wrong(access, "second factor used twice", WRONG_CODE)

    def right(self, about: str) -> None:
        """Reset the count of failed attempts after the correct secret was entered."""
        self.attempts.clear(about)

    def wrong(self, access: Access, action: str, sentence: str) -> SignedOut:
        """
        Write an audit entry about a wrong secret and return the error to raise.

        The audit entry stores `action` as its purpose. `sentence` is the message of the error.
        Raises Unavailable when the audit entry cannot be stored.
        """
        self.audit.record(
            access, AuditAction.SIGN_IN, (), purpose=action, outcome=AuditOutcome.REFUSED
        )
        return SignedOut(sentence)

    def _now(self) -> int:
        return int(self.clock().timestamp())


def _spoken(seconds: int) -> str:
    if seconds <= MINUTE:
        return count_words(seconds, "second")
    return count_words(-(-seconds // MINUTE), "minute")
