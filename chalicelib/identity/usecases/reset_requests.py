"""Defines the port to the storage of password reset requests."""

from dataclasses import dataclass, field
from typing import Protocol

from chalicelib.kernel.ids import PersonId


@dataclass(frozen=True, slots=True)
class ResetRequest:
    """
    A request to reset a forgotten password.

    `code` is a keyed hash of the code that was sent by e-mail. `browser` is a keyed hash of
    the secret of the browser that requested the code. `tries` is the number of attempts to
    enter the code.
    """

    person: PersonId
    code: str = field(repr=False)
    browser: str = field(repr=False)
    tries: int = 0


class ResetRequests(Protocol):
    """
    Stores password reset requests.

    `about` is a string that identifies at most one request. It is stored as a keyed hash.
    """

    def put(self, about: str, request: ResetRequest, expires: int) -> None:
        """Store a reset request, which replaces an earlier request for the same string."""

    def count_attempt(self, about: str, now: int, most: int) -> ResetRequest | None:
        """
        Count an attempt to enter the reset code and return the reset request.

        Returns None when there is no reset request, when the request expired, or when `most`
        attempts were counted before.
        """

    def expiry(self, about: str) -> int:
        """Return when a reset request expires, in seconds since 1970; 0 if there is none."""

    def forget(self, about: str) -> None:
        """Delete a reset request."""
