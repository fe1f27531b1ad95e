"""Declares the port that sends mail."""

from typing import Protocol


class MailRefused(Exception):
    """The mail was certainly not sent: the address or the text is refused."""


class MailDelayed(MailRefused):
    """The mail was certainly not sent, but the same mail may be accepted later."""


class Mail(Protocol):
    """Sends plain text."""

    def send(self, to: str, subject: str, text: str) -> None:
        """
        Send one mail; nothing in it may be personal (S27).

        Raises:
            MailRefused: The mail was certainly not sent.
            MailDelayed: It was not sent because the service is busy or cannot be reached.
            Unavailable: There is no answer; the mail may have been sent.
        """
