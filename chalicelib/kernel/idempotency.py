"""Describes a request that may arrive twice."""

from dataclasses import dataclass

KEY_REUSED = "This Idempotency-Key was used for something else. Send a new one."
"""Says that a key came with another request than before; raised as `Invalid`."""


@dataclass(frozen=True, slots=True)
class IdempotencyKey:
    """A caller's name for one request, with a hash of that request (64 hex digits)."""

    key: str
    request_hash: str


class AlreadyProcessed(Exception):
    """The same request was processed before; `result` is the id it made then."""

    def __init__(self, result: str) -> None:
        super().__init__(result)
        self.result = result
