"""Maps answers of SES to the port: sent, certainly not sent, or unknown."""

import boto3
import pytest
from botocore.exceptions import (
    ClientError,
    ConnectTimeoutError,
    EndpointConnectionError,
    ReadTimeoutError,
)
from moto import mock_aws

from chalicelib.kernel.errors import Unavailable
from chalicelib.notices.ses import SesMail
from chalicelib.notices.usecases.mail import MailDelayed, MailRefused

MAIL = "avery@mail.example", "You have a new invoice", "Sign in to see it."
NOWHERE = "https://email.invalid/"


class Answering:
    """An SES client that answers with an error."""

    def __init__(self, error):
        self.error = error

    def send_email(self, **_asked):
        raise self.error


def refused(code):
    return ClientError(
        {"Error": {"Code": code, "Message": "about avery@mail.example"}}, "SendEmail"
    )


def test_a_mail_is_plain_text_from_our_sender():
    with mock_aws():
        ses = boto3.client("ses", region_name="us-east-1")
        ses.verify_email_identity(EmailAddress="post@clocktree.test")
        SesMail(ses, "post@clocktree.test").send(*MAIL)
        assert ses.get_send_quota()["SentLast24Hours"] == 1


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (refused("MessageRejected"), MailRefused),
        (refused("InvalidParameterValue"), MailRefused),
        (refused("Throttling"), MailDelayed),
        (ConnectTimeoutError(endpoint_url=NOWHERE), MailDelayed),
        (EndpointConnectionError(endpoint_url=NOWHERE), MailDelayed),
        (refused("ServiceUnavailable"), Unavailable),
        (refused("InternalFailure"), Unavailable),
        (ReadTimeoutError(endpoint_url=NOWHERE), Unavailable),
    ],
)
def test_only_a_mail_that_was_certainly_not_sent_counts_as_refused(error, told):
    """S27: and the refusal repeats neither the address nor the vendor's text."""
    with pytest.raises(told) as no:
        SesMail(Answering(error), "post@clocktree.test").send(*MAIL)
    assert type(no.value) is told
    assert "avery" not in str(no.value)
