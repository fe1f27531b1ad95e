"""Faults of a gateway, set by a test; nothing of it is in the product."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Post:
    """What the functions ask of one connection: `POST` with a text, or `DELETE`."""

    connection: str
    text: str = ""
    method: str = "POST"


def no_fault(_asked: Post) -> int | None:
    return None


@dataclass
class GatewayFaults:
    """
    `delay`: seconds before a message's function begins, by its text; later messages may overtake.
    `refuse`: the status that answers a POST or DELETE instead (429, 403, 500), or None. It runs in
    its own thread, so it may let something else happen first.
    `holds_disconnects`: `$disconnect` waits until the gateway is told to deliver it.
    """

    delay: Callable[[str], float] = lambda _message: 0
    refuse: Callable[[Post], int | None] = no_fault
    holds_disconnects: bool = False

    def clear(self) -> None:
        self.delay, self.refuse, self.holds_disconnects = (lambda _message: 0), no_fault, False
