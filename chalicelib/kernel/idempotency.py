"""A request that may arrive twice, and the error that says it did."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class IdempotencyKey:
    """A request that may arrive twice: the caller's key, and a hash of what it asks (64 hex digits)."""

    key: str
    asked: str


class AlreadyProcessed(Exception):
    """This request was taken before; `result` is the id it made then."""

    def __init__(self, result: str) -> None:
        super().__init__(result)
        self.result = result
