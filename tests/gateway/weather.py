"""What may go wrong at a gateway, set by a test: nothing of it is in the product."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Post:
    """A message from the functions to one connection."""

    connection: str
    text: str


@dataclass
class Weather:
    """
    `delay`: seconds before a message's function begins, by the message: what was sent later may overtake.
    `refuse`: the status by which a POST is answered instead of being delivered (429, 403, 500), or nothing.
    `holds_disconnects`: `$disconnect` waits until the gateway is told to deliver it.
    """

    delay: Callable[[str], float] = lambda _message: 0
    refuse: Callable[[Post], int | None] = lambda _post: None
    holds_disconnects: bool = False
