"""Guessing is slowed, then stopped; the same for people who exist and for those who do not (S8)."""

from dataclasses import dataclass

PAUSES = {3: 2, 4: 5}
"""After so many wrong ones in a row, seconds before the next try is looked at."""
MAX_FAILED_ATTEMPTS = 5
"""Wrong ones in a row that lock."""
LOCKOUT_SECONDS = 900
"""Seconds a lock lasts; as long without a wrong one forgets them all."""


@dataclass(frozen=True, slots=True)
class FailedAttempts:
    """Tries in a row that were not proved right; `last`: seconds since 1970."""

    count: int = 0
    last: int = 0


def seconds_to_wait(tries: FailedAttempts, now: int) -> int:
    """Seconds until the next try is looked at; 0 when it may be now."""
    pause = LOCKOUT_SECONDS if tries.count >= MAX_FAILED_ATTEMPTS else PAUSES.get(tries.count, 0)
    return max(0, tries.last + pause - now)


def add_attempt(tries: FailedAttempts, now: int) -> FailedAttempts:
    """Counted before the try is looked at, so that a hundred at once count as a hundred."""
    forgotten = now >= tries.last + LOCKOUT_SECONDS
    return FailedAttempts(1 if forgotten else tries.count + 1, now)
