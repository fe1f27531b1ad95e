"""The port through which anything leaves by mail."""

from typing import Protocol


class MailRefused(Exception):
    """The mail was certainly not sent: the address or the text is refused."""


class Mail(Protocol):
    """Sends plain text."""

    def send(self, to: str, subject: str, text: str) -> None:
        """
        Send one mail. Nothing in it may be personal (S27).

        Raises:
            MailRefused: It was certainly not sent.
            Unavailable: No answer; it may have been sent.
        """
