"""Faults that a test can cause in the stand-in gateway."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Post:
    """A request to one connection: `POST` with a message, or `DELETE`."""

    connection: str
    text: str = ""
    method: str = "POST"


def no_fault(_post: Post) -> int | None:
    return None


@dataclass
class GatewayFaults:
    """
    The faults of one stand-in gateway; by default there are none.

    `delay` returns how many seconds the function for a message waits before it begins. `refuse`
    returns the status that answers a POST or DELETE (429, 403, 500), or None to let it pass; it
    runs in its own thread, so it may do other work first. While `holds_disconnects`, `$disconnect`
    events wait for `deliver_disconnects`.
    """

    delay: Callable[[str], float] = lambda _message: 0
    refuse: Callable[[Post], int | None] = no_fault
    holds_disconnects: bool = False

    def clear(self) -> None:
        self.delay, self.refuse, self.holds_disconnects = (lambda _message: 0), no_fault, False
