"""Declares the port by which other subjects send their notices."""

from typing import Protocol

from chalicelib.notices.domain import Notice


class Outbox(Protocol):
    """Sends notices, each of which was stored together with its event."""

    def deliver(self, notice: Notice) -> None:
        """
        Send a stored notice now, unless it was sent before.

        This raises no error, because a notice that was not sent is sent by a later sweep.
        """
