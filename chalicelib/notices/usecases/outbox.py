"""Declares the port through which other subjects send notices."""

from typing import Protocol

from chalicelib.notices.domain import Notice


class Outbox(Protocol):
    """Sends notices that were stored together with their event."""

    def deliver(self, notice: Notice) -> None:
        """
        Send a stored notice now, unless it was sent.

        This never raises, because the sweep retries.
        """
