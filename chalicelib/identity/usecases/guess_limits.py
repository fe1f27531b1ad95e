"""Limits how often a secret may be guessed, and accepts each code only once (S8)."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from chalicelib.identity.domain.lockout import (
    FORGET_MAIL_SECONDS,
    FORGET_SECONDS,
    FailedAttempts,
    add_attempt,
    seconds_to_next_mail,
    seconds_to_wait,
)
from chalicelib.kernel.access import Access
from chalicelib.kernel.errors import SignedOut, TooMany
from chalicelib.kernel.ids import PersonId
from chalicelib.kernel.plural import count_words
from chalicelib.kernel.ports import Clock
from chalicelib.platform.audit.actions import AuditAction, AuditOutcome
from chalicelib.platform.audit.trail import AuditTrail

MAX_WRITE_ATTEMPTS = 3
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


@dataclass(frozen=True, slots=True)
class Guess:
    """
    An attempt to enter a secret of an account.

    Attributes:
        access: The access that audit entries about the attempt name.
        secret: The kind of secret, such as `password`. Attempts are counted per kind and owner.
        owner: The string that identifies whose secret it is: an e-mail address or a person's id.
        email: The e-mail address of the account; audit entries contain a keyed hash of it.
        purpose: The purpose of audit entries about the attempt, such as `sign in`.
    """

    access: Access
    secret: str
    owner: str = field(repr=False)
    email: str = field(repr=False)
    purpose: str

    @property
    def about(self) -> str:
        """Return the string under which the attempts are counted."""
        return f"{self.secret} {self.owner}"


@dataclass(frozen=True)
class GuessLimits:
    """
    Limits how often people may guess a password or code.

    Each attempt is counted before the password or code is checked. `tag` returns the keyed hash of
    a string. Refused attempts have audit entries, also while the secret is locked. Each entry
    contains a keyed hash of the account's e-mail address, so that entries about one account can be
    found together, whether or not somebody has the address (S14).
    """

    attempts: FailedAttemptRows
    codes: UsedCodes
    audit: AuditTrail
    clock: Clock
    tag: Callable[[str], str]

    def count(self, guess: Guess) -> None:
        """
        Count an attempt to enter a secret.

        Raises:
            TooMany: Earlier failed attempts do not allow another attempt yet, or a concurrent
                attempt was counted first. The caller must not check the secret.
        """
        attempts, now = self.attempts.read(guess.about), self._now()
        seconds = seconds_to_wait(attempts, now)
        if seconds or not self._added(guess.about, attempts, now):
            self.refuse(guess, f"{guess.purpose} while locked")
            raise TooMany(LOCKED_MESSAGE.format(_spoken(seconds or 1)))

    def may_mail(self, about: str) -> bool:
        """
        Count a request for a mailed code, and return whether to mail a code now.

        Further codes for the same string `about` are mailed with longer and longer pauses, so that
        nobody can fill a mailbox. There is no lock: the newest mailed code stays valid.
        """
        attempts, now = self.attempts.read(about), self._now()
        if seconds_to_next_mail(attempts, now):
            return False
        return self._added(about, attempts, now, FORGET_MAIL_SECONDS)

    def count_mail(self, about: str, sentence: str) -> None:
        """
        Count a mail with the limit of `may_mail`.

        Raises:
            TooMany: No mail may be sent now. The message is `sentence` with the time to wait.
        """
        seconds = seconds_to_next_mail(self.attempts.read(about), self._now())
        if not self.may_mail(about):
            raise TooMany(sentence.format(_spoken(seconds or 1)))

    def may_try_code(self, about: str, most: int) -> bool:
        """
        Count an attempt to enter a mailed code, and return whether to check the code.

        Returns False after `most` attempts for the same string `about` without a longer pause.
        """
        for _ in range(MAX_WRITE_ATTEMPTS):
            attempts, now = self.attempts.read(about), self._now()
            after = add_attempt(attempts, now, FORGET_MAIL_SECONDS)
            if after.count > most:
                return False
            if self.attempts.count(about, attempts, after):
                return True
        return False

    def claim(self, guess: Guess, code: str) -> None:
        """
        Count an attempt to enter a second-factor code, and mark the code as used.

        Raises:
            TooMany: The sign-in is paused or locked. The caller must not check the code.
            SignedOut: The code was used before.
        """
        self.count(guess)
        now = self._now()
        if not self.codes.claim(guess.access.person, code, now, now + USED_CODE_SECONDS):
            self.refuse(guess, f"{guess.purpose} used twice")
            raise SignedOut(WRONG_CODE)

    def right(self, about: str) -> None:
        """Reset the count of failed attempts after the correct secret was entered."""
        self.attempts.clear(about)

    def wrong(self, guess: Guess, sentence: str) -> SignedOut:
        """
        Write an audit entry about a wrong secret and return the error to raise.

        `sentence` is the message of the error. Raises Unavailable when the audit entry cannot be
        stored.
        """
        self.refuse(guess, guess.purpose)
        return SignedOut(sentence)

    def refuse(self, guess: Guess, purpose: str) -> None:
        """
        Write an audit entry about a refused attempt.

        Raises Unavailable when the audit entry cannot be stored.
        """
        self.audit.record(
            guess.access,
            AuditAction.SIGN_IN,
            self.account_records(guess.email),
            purpose=purpose,
            outcome=AuditOutcome.REFUSED,
        )

    def account_records(self, email: str) -> list[str]:
        """Return what audit entries contain about the account with this e-mail address."""
        return [f"account:{self.tag(f'account {email}')}"] if email else []

    def _added(
        self, about: str, attempts: FailedAttempts, now: int, forget: int = FORGET_SECONDS
    ) -> bool:
        return self.attempts.count(about, attempts, add_attempt(attempts, now, forget))

    def _now(self) -> int:
        return int(self.clock().timestamp())


def _spoken(seconds: int) -> str:
    if seconds <= MINUTE:
        return count_words(seconds, "second")
    return count_words(-(-seconds // MINUTE), "minute")
