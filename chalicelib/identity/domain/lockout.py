"""
Slows down and then blocks repeated guesses of a secret (S8).

The limits are the same whether or not the person exists.
"""

from dataclasses import dataclass

PAUSES = {3: 2, 4: 5}
"""Seconds to wait before the next attempt, by the number of failed ones in a row."""
MAX_FAILED_ATTEMPTS = 5
"""After this many failed attempts in a row, a secret is locked."""
LOCKOUT_SECONDS = 900
"""A lock lasts this long. Each wrong attempt after it locks the secret again."""
FORGET_SECONDS = 7200
"""
After this long without an attempt, the count of a password or second factor starts anew.

So a day has at most 100 attempts: the fifth and each later one is followed by a lock, and waiting
for a new count takes longer than the locks of the attempts that it gives.
"""
FORGET_MAIL_SECONDS = 900
"""The same for mails and for mailed codes, which are limited by themselves."""
MAIL_SECONDS = 180
"""
After MAX_FAILED_ATTEMPTS requests in a row, a code is mailed to one address this often.

It is much shorter than the time for which a mailed code is valid, so that whoever reads the mailbox
always has a valid code, even while somebody else keeps asking for codes.
"""


@dataclass(frozen=True, slots=True)
class FailedAttempts:
    """
    The number of consecutive failed attempts, and the time of the last attempt.

    `last` is in seconds since 1970.
    """

    count: int = 0
    last: int = 0


def seconds_to_wait(attempts: FailedAttempts, now: int) -> int:
    """Return the seconds until the next attempt is allowed, or 0 if it is allowed now."""
    return _seconds_left(attempts, now, LOCKOUT_SECONDS)


def seconds_to_next_mail(attempts: FailedAttempts, now: int) -> int:
    """Return the seconds until the next code may be mailed to an address, or 0 if now."""
    return _seconds_left(attempts, now, MAIL_SECONDS)


def add_attempt(attempts: FailedAttempts, now: int, forget: int = FORGET_SECONDS) -> FailedAttempts:
    """
    Return `attempts` with one more attempt, made at `now`.

    After `forget` seconds without an attempt, the count is 1. Callers add an attempt before they
    check the secret, so that simultaneous attempts are all counted.
    """
    expired = now >= attempts.last + forget
    return FailedAttempts(1 if expired else attempts.count + 1, now)


def _seconds_left(attempts: FailedAttempts, now: int, longest: int) -> int:
    pause = longest if attempts.count >= MAX_FAILED_ATTEMPTS else PAUSES.get(attempts.count, 0)
    return max(0, attempts.last + pause - now)
