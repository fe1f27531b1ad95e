"""Declares the port by which other subjects send their notices."""

from typing import Protocol

from chalicelib.notices.domain import Notice


class Outbox(Protocol):
    """Sends notices, each of which was stored together with its event."""

    def deliver(self, notice: Notice) -> None:
        """
        Send a stored notice now, unless the notice was already sent.

        This method raises no error. If the notice cannot be sent now, a later sweep sends
        it.
        """
