"""Declares the port that sends mail."""

from typing import Protocol


class MailRefused(Exception):
    """The mail was certainly not sent: the e-mail service refused its address or text."""


class MailDelayed(MailRefused):
    """The mail was certainly not sent, but the same mail may be accepted later."""


class Mail(Protocol):
    """Sends mail in plain text."""

    def send(self, to: str, subject: str, text: str) -> None:
        """
        Send one e-mail, which must not contain personal data (S27).

        Raises:
            MailRefused: The e-mail was certainly not sent.
            MailDelayed: The e-mail was not sent, because the mail service is busy or cannot be
                reached.
            Unavailable: The mail service did not respond; the e-mail may have been sent.
        """
