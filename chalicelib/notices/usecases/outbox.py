"""Declares the port through which other parts of the product send their notices."""

from typing import Protocol

from chalicelib.notices.domain import Notice


class Outbox(Protocol):
    """Sends notices that were stored in the same transactions as their events."""

    def deliver(self, notice: Notice) -> bool:
        """
        Send a stored notice now, unless the notice was already sent.

        Returns whether the mail was certainly sent by this call.

        This method raises no error. If the notice cannot be sent now, a later sweep sends
        it.
        """
