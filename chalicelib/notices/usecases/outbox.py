"""Declares the port by which other subjects send their notices."""

from typing import Protocol

from chalicelib.notices.domain import Notice


class Outbox(Protocol):
    """Sends notices, each of which was stored together with its event."""

    def deliver(self, notice: Notice) -> None:
        """
        Send a stored notice now, if it was not sent before.

        This raises no error. If the notice cannot be sent now, a later sweep sends it.
        """
