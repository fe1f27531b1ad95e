"""Identifies requests that may arrive twice."""

from dataclasses import dataclass

KEY_REUSED = "This Idempotency-Key was used for something else. Send a new one."
"""The message of `Invalid` when a key comes with another request than before."""


@dataclass(frozen=True, slots=True)
class IdempotencyKey:
    """Holds a caller's name for a request, and the request's hash (64 hex digits)."""

    key: str
    request_hash: str


class AlreadyProcessed(Exception):
    """The same request was processed before; `result` is the id it returned."""

    def __init__(self, result: str) -> None:
        super().__init__(result)
        self.result = result
