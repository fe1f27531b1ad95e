"""The port through which anything leaves by mail."""

from typing import Protocol


class MailRefused(Exception):
    """The mail was certainly not sent: the address or the text is refused."""


class MailDelayed(MailRefused):
    """Nor was this one sent, through no fault of its own: the same mail may be taken a while later."""


class Mail(Protocol):
    """Sends plain text."""

    def send(self, to: str, subject: str, text: str) -> None:
        """
        Send one mail. Nothing in it may be personal (S27).

        Raises:
            MailRefused: It was certainly not sent. MailDelayed: the service is busy or out of reach.
            Unavailable: No answer; it may have been sent.
        """
