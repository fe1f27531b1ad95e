"""Identifies requests by Idempotency-Key, because a request may arrive twice."""

from dataclasses import dataclass

KEY_REUSED = "This Idempotency-Key was used for something else. Send a new one."
"""The message of the error `Invalid` when a key was sent before with another request."""


@dataclass(frozen=True, slots=True)
class IdempotencyKey:
    """
    Holds the Idempotency-Key of a request, and a hash of the request.

    `request_hash` is a string of 64 hex digits.
    """

    key: str
    request_hash: str


class AlreadyProcessed(Exception):
    """
    Raised when the same request was processed before.

    `result` is the id that the earlier request created.
    """

    def __init__(self, result: str) -> None:
        super().__init__(result)
        self.result = result
