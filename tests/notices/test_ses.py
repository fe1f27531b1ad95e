"""Tests how SES responses are read: sent, not sent, or possibly sent."""

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
from tests.notices.fake_mail import FakeMail

MAIL = "avery@mail.example", "You have a new invoice", "Sign in to see it."
NOWHERE = "https://email.invalid/"


class FailingSes:
    """A fake SES client that raises an error for each e-mail."""

    def __init__(self, error):
        self.error = error

    def send_email(self, **_asked):
        raise self.error


class RecordingSes:
    """A fake SES client that keeps what it is asked to send."""

    def __init__(self):
        self.sent = []

    def send_email(self, **asked):
        self.sent.append(asked)


def client_error(code):
    return ClientError(
        {"Error": {"Code": code, "Message": "about avery@mail.example"}}, "SendEmail"
    )


def test_a_mail_is_plain_text_from_our_sender():
    with mock_aws():
        ses = boto3.client("ses", region_name="us-east-1")
        ses.verify_email_identity(EmailAddress="post@clocktree.test")
        SesMail(ses, "post@clocktree.test").send(*MAIL)
        assert ses.get_send_quota()["SentLast24Hours"] == 1


def test_a_mail_to_nobody_is_the_same_call_and_reaches_nobody():
    """S8: how long it takes tells nobody that no e-mail was sent."""
    ses = RecordingSes()
    for to in ("avery@mail.example", None):
        SesMail(ses, "post@clocktree.test").send(to, *MAIL[1:])
    to_somebody, to_nobody = ses.sent
    assert to_nobody.pop("Destination") == {"ToAddresses": ["success@simulator.amazonses.com"]}
    assert to_somebody.pop("Destination") == {"ToAddresses": ["avery@mail.example"]}
    assert to_somebody == to_nobody


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (client_error("MessageRejected"), MailRefused),
        (client_error("InvalidParameterValue"), MailRefused),
        (client_error("Throttling"), MailDelayed),
        (client_error("AccountSendingPausedException"), MailDelayed),
        (client_error("AccessDenied"), MailDelayed),
        (ConnectTimeoutError(endpoint_url=NOWHERE), MailDelayed),
        (EndpointConnectionError(endpoint_url=NOWHERE), MailDelayed),
        (client_error("ServiceUnavailable"), Unavailable),
        (client_error("InternalFailure"), Unavailable),
        (ReadTimeoutError(endpoint_url=NOWHERE), Unavailable),
    ],
)
def test_only_a_mail_that_was_certainly_not_sent_counts_as_refused(error, expected):
    """
    S27: an e-mail counts as refused only if it was certainly not sent.

    The error contains neither the address nor the text of the SES error.
    """
    with pytest.raises(expected) as error_raised:
        SesMail(FailingSes(error), "post@clocktree.test").send(*MAIL)
    assert type(error_raised.value) is expected
    assert "avery" not in str(error_raised.value)


@pytest.mark.parametrize(
    "to", ['"1" <a@b.co>', "a@b.co, c@d.co", "a@b.co\nBcc: c@d.co", "Sam <a@b.co>", ""]
)
@pytest.mark.parametrize(
    "mail", [SesMail(FailingSes(AssertionError), "post@clocktree.test"), FakeMail()]
)
def test_nothing_but_one_address_is_a_recipient(mail, to):
    """S27: SES would read a list or a name in the recipient, so neither reaches it."""
    with pytest.raises(MailRefused):
        mail.send(to, *MAIL[1:])
