"""Declares the port that sends e-mails."""

from typing import Protocol


class MailRefused(Exception):
    """
    Raised when the e-mail service refuses an e-mail's address or text.

    The e-mail was certainly not sent.
    """


class MailDelayed(MailRefused):
    """
    Raised when an e-mail was not sent, but a later attempt may succeed.

    It is certain that the e-mail was not sent, so the same e-mail can be sent again.
    """


class Mail(Protocol):
    """Sends plain-text e-mails."""

    def send(self, to: str | None, subject: str, text: str) -> None:
        """
        Send one e-mail, which must not contain personal data (S27).

        If `to` is None, the call takes as long, and nobody gets the e-mail.

        Raises:
            MailRefused: The e-mail service refused the address or the text. The e-mail was
                certainly not sent.
            MailDelayed: The e-mail was not sent, because the e-mail service is busy or cannot be
                reached.
            Unavailable: The e-mail service did not respond; the e-mail may have been sent.
        """
