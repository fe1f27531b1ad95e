"""The outbox as other subjects see it."""

from typing import Protocol

from chalicelib.notices.domain import Notice


class Outbox(Protocol):
    """Sends what a step put into the outbox."""

    def deliver(self, notice: Notice) -> None:
        """Send it now if nobody has; what fails stays for the sweep. Never raises."""
