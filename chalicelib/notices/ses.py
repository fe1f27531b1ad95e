"""Sends e-mails with Amazon SES."""

from dataclasses import dataclass
from typing import Any

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectTimeoutError,
    EndpointConnectionError,
)

from chalicelib.kernel.errors import Invalid, Unavailable
from chalicelib.kernel.text import email
from chalicelib.notices.usecases.mail import MailDelayed, MailRefused

_REFUSED_CODES = frozenset({"InvalidParameterValue", "MessageRejected"})
"""The errors that are about the address or the text. All others may pass, such as a pause."""
NOBODY = "success@simulator.amazonses.com"
"""Amazon SES accepts e-mails to this address as any other, and delivers them to nobody."""
_UNKNOWN_CODES = frozenset({"InternalFailure", "ServiceUnavailable"})


@dataclass(frozen=True, slots=True)
class SesMail:
    """
    Implements the port `Mail` with Amazon SES.

    Amazon SES takes a list of recipients where it expects one. So this class refuses to send to
    anything that is not exactly one address. `client` is a botocore client for SES. `sender` is
    an e-mail address that SES has verified.
    """

    client: Any
    sender: str

    def send(self, to: str | None, subject: str, text: str) -> None:
        try:
            recipient = NOBODY if to is None else email(to)
        except Invalid:
            raise MailRefused from None
        body = {"Text": {"Data": text, "Charset": "UTF-8"}}
        message = {"Subject": {"Data": subject, "Charset": "UTF-8"}, "Body": body}
        try:
            self.client.send_email(
                Source=self.sender, Destination={"ToAddresses": [recipient]}, Message=message
            )
        except ClientError as error:
            code = error.response["Error"]["Code"]
            if code in _UNKNOWN_CODES:
                raise Unavailable from None
            raise (MailRefused if code in _REFUSED_CODES else MailDelayed) from None
        except (ConnectTimeoutError, EndpointConnectionError):
            raise MailDelayed from None
        except BotoCoreError:
            raise Unavailable from None
