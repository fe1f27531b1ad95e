"""Builds the senders of e-mails and text messages, at first use."""

from functools import cache
from typing import Any

from chalicelib.notices.ses import SesMail
from chalicelib.notices.sns import SnsSms
from chalicelib.notices.usecases.mail import Mail
from chalicelib.notices.usecases.sms import Sms
from chalicelib.platform import aws
from chalicelib.platform.settings import settings


@cache
def mail() -> Mail:
    return SesMail(aws.client("ses", attempts=1), settings().mail_sender)


@cache
def sms() -> Sms:
    return SnsSms(_sns)


@cache
def _sns() -> Any:
    # Most functions send no text messages, and need no client for them.
    return aws.client("sns", attempts=1)
