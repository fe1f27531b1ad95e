"""How often a secret may be guessed (S8), and that a code counts once."""

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
"""A code that was tried is refused for this long; providers accept one for about 90 seconds."""
WRONG_CODE = (
    "This code is wrong or was used before. Wait for the next one in your app and try again."
)
LOCKED_MESSAGE = "Too many tries. Wait {} and try again."


class FailedAttemptRows(Protocol):
    """Counts tries by `about`: anything that names who is tried; it is stored as a keyed hash."""

    def read(self, about: str) -> FailedAttempts:
        """What was counted; nothing is `Tries()`."""

    def count(self, about: str, before: FailedAttempts, after: FailedAttempts) -> bool:
        """Replace `before`; False when another try came in between."""

    def clear(self, about: str) -> None:
        """Forget all."""


class UsedCodes(Protocol):
    """Codes that were tried once."""

    def claim(self, person: PersonId, code: str, now: int, expires: int) -> bool:
        """True for the first caller with this code, until it expires."""


@dataclass(frozen=True)
class GuessLimits:
    """Counts tries before they are looked at."""

    tries: FailedAttemptRows
    codes: UsedCodes
    audit: AuditTrail
    clock: Clock

    def count(self, about: str) -> None:
        """One more try. Raises TooMany: it must not be looked at."""
        tries, now = self.tries.read(about), self._now()
        seconds = seconds_to_wait(tries, now)
        if seconds or not self.tries.count(about, tries, add_attempt(tries, now)):
            raise TooMany(LOCKED_MESSAGE.format(_spoken(seconds or 1)))

    def claim(self, access: Access, about: str, code: str) -> None:
        """One more try of a second factor's code. Raises TooMany; SignedOut for a code that was tried before."""
        self.count(about)
        now = self._now()
        if not self.codes.claim(access.person, code, now, now + USED_CODE_SECONDS):
            raise self.wrong(access, "second factor used twice", WRONG_CODE)

    def right(self, about: str) -> None:
        """It was right: earlier tries are forgotten."""
        self.tries.clear(about)

    def wrong(self, access: Access, action: str, sentence: str) -> SignedOut:
        """The refusal to raise, once it is written down. Raises Unavailable."""
        self.audit.record(
            access, AuditAction.SIGN_IN, (), purpose=action, outcome=AuditOutcome.REFUSED
        )
        return SignedOut(sentence)

    def _now(self) -> int:
        return int(self.clock().timestamp())


def _spoken(seconds: int) -> str:
    return f"{seconds} seconds" if seconds <= MINUTE else f"{-(-seconds // MINUTE)} minutes"
