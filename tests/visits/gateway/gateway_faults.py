"""What may go wrong at a gateway, set by a test: nothing of it is in the product."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Post:
    """What the functions ask of one connection: `POST` with a text, or `DELETE`."""

    connection: str
    text: str = ""
    method: str = "POST"


def no_fault(_asked: Post) -> int | None:
    """Fair weather."""
    return None


@dataclass
class GatewayFaults:
    """
    `delay`: seconds before a message's function begins, by the message: what was sent later may overtake.
    `refuse`: the status by which a POST or DELETE is answered instead of being done (429, 403, 500), or nothing. It is
    asked in a thread of its own, so it may let something else happen before.
    `holds_disconnects`: `$disconnect` waits until the gateway is told to deliver it.
    """

    delay: Callable[[str], float] = lambda _message: 0
    refuse: Callable[[Post], int | None] = no_fault
    holds_disconnects: bool = False

    def clear(self) -> None:
        """Fair again."""
        self.delay, self.refuse, self.holds_disconnects = (lambda _message: 0), no_fault, False
