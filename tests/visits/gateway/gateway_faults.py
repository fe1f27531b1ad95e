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
    Configures the faults of one stand-in gateway; by default there are none.

    `delay(message)` returns the number of seconds by which the gateway delays the
    function call for a message. `refuse(post)` returns the status (429, 403 or 500)
    with which the gateway refuses a POST or DELETE request, or None to accept the
    request. The gateway calls `refuse` in a separate thread, so `refuse` may block, for
    example to open another socket. While `holds_disconnects` is True, `$disconnect` events
    wait for a call of `deliver_disconnects`.
    """

    delay: Callable[[str], float] = lambda _message: 0
    refuse: Callable[[Post], int | None] = no_fault
    holds_disconnects: bool = False

    def clear(self) -> None:
        self.delay, self.refuse, self.holds_disconnects = (lambda _message: 0), no_fault, False
