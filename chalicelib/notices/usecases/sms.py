"""Declares the port that sends text messages to phones."""

from typing import Protocol


class SmsRefused(Exception):
    """
    Raised when a text message was certainly not sent.

    The same message can be sent again.
    """


class Sms(Protocol):
    """Sends text messages to phones."""

    def send(self, number: str, text: str) -> None:
        """
        Send one text message, which must not contain personal data (S27).

        `number` is in the form E.164: a plus, the country code and the number, without spaces.

        Raises:
            SmsRefused: The service refused the number or the text, or is busy. The message was
                certainly not sent.
            Unavailable: The service did not respond; the message may have been sent.
        """
