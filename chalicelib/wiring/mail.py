"""
Builds the e-mail sender when it is first used.

The sender uses Amazon SES.
"""

from functools import cache

from chalicelib.notices.ses import SesMail
from chalicelib.notices.usecases.mail import Mail
from chalicelib.platform import aws
from chalicelib.platform.settings import settings


@cache
def mail() -> Mail:
    return SesMail(aws.client("ses", attempts=1), settings().mail_sender)
