"""Faults of the stand-in gateway, set by a test."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Post:
    """A request to one connection: `POST` with a text, or `DELETE`."""

    connection: str
    text: str = ""
    method: str = "POST"


def no_fault(_post: Post) -> int | None:
    return None


@dataclass
class GatewayFaults:
    """
    The faults of one gateway; none by default.

    `delay`: seconds before a message's function begins, by the message's text. `refuse`: the status
    that answers a POST or DELETE instead (429, 403, 500), or None; it runs in a thread of its own,
    so it may act first. `holds_disconnects`: `$disconnect` waits for `deliver_disconnects`.
    """

    delay: Callable[[str], float] = lambda _message: 0
    refuse: Callable[[Post], int | None] = no_fault
    holds_disconnects: bool = False

    def clear(self) -> None:
        self.delay, self.refuse, self.holds_disconnects = (lambda _message: 0), no_fault, False
