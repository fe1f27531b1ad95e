"""Sends text messages with Amazon SNS."""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectTimeoutError,
    EndpointConnectionError,
)

from chalicelib.kernel.errors import Unavailable
from chalicelib.kernel.text import e164
from chalicelib.notices.usecases.sms import SmsRefused

TRANSACTIONAL = {
    "AWS.SNS.SMS.SMSType": {"DataType": "String", "StringValue": "Transactional"},
}
"""Amazon SNS delivers such messages reliably; the other type is for advertising."""


@dataclass(frozen=True, slots=True)
class SnsSms:
    """
    Implements the port `Sms` with Amazon SNS.

    `client` returns a botocore client for SNS, which tries each call once.
    """

    client: Callable[[], Any]

    def send(self, number: str, text: str) -> None:
        if e164(number) != number:
            raise SmsRefused
        try:
            self.client().publish(PhoneNumber=number, Message=text, MessageAttributes=TRANSACTIONAL)
        except ClientError as error:
            status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
            is_unknown = status >= HTTPStatus.INTERNAL_SERVER_ERROR
            raise (Unavailable if is_unknown else SmsRefused) from None
        except (ConnectTimeoutError, EndpointConnectionError):
            raise SmsRefused from None
        except BotoCoreError:
            raise Unavailable from None
