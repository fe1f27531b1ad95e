"""Slows and then stops guessing, for known and unknown people alike (S8)."""

from dataclasses import dataclass

PAUSES = {3: 2, 4: 5}
"""Seconds to wait before the next attempt, by the number of failed ones in a row."""
MAX_FAILED_ATTEMPTS = 5
"""This many failed attempts in a row lock the secret."""
LOCKOUT_SECONDS = 900
"""How long a lock lasts; as much time without an attempt also resets the count."""


@dataclass(frozen=True, slots=True)
class FailedAttempts:
    """Attempts in a row without a success. `last`: seconds since 1970."""

    count: int = 0
    last: int = 0


def seconds_to_wait(attempts: FailedAttempts, now: int) -> int:
    """Return the seconds until the next attempt is allowed; 0 when it is allowed now."""
    pause = (
        LOCKOUT_SECONDS if attempts.count >= MAX_FAILED_ATTEMPTS else PAUSES.get(attempts.count, 0)
    )
    return max(0, attempts.last + pause - now)


def add_attempt(attempts: FailedAttempts, now: int) -> FailedAttempts:
    """Count an attempt before it is checked, so that simultaneous ones all count."""
    expired = now >= attempts.last + LOCKOUT_SECONDS
    return FailedAttempts(1 if expired else attempts.count + 1, now)
