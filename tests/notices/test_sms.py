"""Tests the port for text messages: the same tests for Amazon SNS and the fake."""

from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import boto3
import pytest
from botocore.exceptions import (
    ClientError,
    ConnectTimeoutError,
    EndpointConnectionError,
    ReadTimeoutError,
)
from moto import mock_aws
from moto.core import DEFAULT_ACCOUNT_ID
from moto.sns import sns_backends

from chalicelib.kernel.errors import Unavailable
from chalicelib.notices.sns import SnsSms
from chalicelib.notices.usecases.sms import SmsRefused
from tests.notices.fake_sms import FakeSms

NUMBER, TEXT = "+15550109999", "You have an appointment. Sign in to see it."
NOWHERE = "https://sns.invalid/"


@dataclass
class SmsHarness:
    """Holds an adapter under test; `sent` returns what it sent, as (number, text)."""

    sms: Any
    sent: Any


@contextmanager
def in_memory():
    sms = FakeSms()
    yield SmsHarness(sms, lambda: sms.sent)


@contextmanager
def on_sns():
    with mock_aws():
        client = boto3.client("sns", region_name="us-east-1")
        messages = sns_backends[DEFAULT_ACCOUNT_ID]["us-east-1"].sms_messages
        yield SmsHarness(SnsSms(lambda: client), lambda: list(messages.values()))


@pytest.fixture(params=[in_memory, on_sns], ids=["fake", "sns"])
def harness(request):
    with request.param() as harness:
        yield harness


class FailingSns:
    """A fake SNS client that raises an error for each text message."""

    def __init__(self, error):
        self.error = error

    def publish(self, **_asked):
        raise self.error


class RecordingSns:
    """A fake SNS client that keeps what it is asked to send."""

    def __init__(self):
        self.sent = []

    def publish(self, **asked):
        self.sent.append(asked)


def client_error(code, status):
    response = {
        "Error": {"Code": code, "Message": f"about {NUMBER}"},
        "ResponseMetadata": {"HTTPStatusCode": status},
    }
    return ClientError(response, "Publish")


def test_a_text_message_goes_to_its_number(harness):
    harness.sms.send(NUMBER, TEXT)
    harness.sms.send("+4915110000000", TEXT)
    assert harness.sent() == [(NUMBER, TEXT), ("+4915110000000", TEXT)]


@pytest.mark.parametrize(
    "number", ["", "15550109999", "+1 555 010 9999", "+05550109999", "+1555010x99", "+1", "a@b.co"]
)
def test_nothing_but_one_number_with_its_country_code_is_a_recipient(harness, number):
    """S27: a text message reaches one phone, or nobody."""
    with pytest.raises(SmsRefused):
        harness.sms.send(number, TEXT)
    assert harness.sent() == []


def test_text_messages_are_transactional_and_have_no_topic_or_subject():
    sns = RecordingSns()
    SnsSms(lambda: sns).send(NUMBER, TEXT)
    (asked,) = sns.sent
    attribute = asked.pop("MessageAttributes")["AWS.SNS.SMS.SMSType"]
    assert attribute == {"DataType": "String", "StringValue": "Transactional"}
    assert asked == {"PhoneNumber": NUMBER, "Message": TEXT}


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (client_error("InvalidParameter", 400), SmsRefused),
        (client_error("OptedOut", 400), SmsRefused),
        (client_error("AuthorizationError", 403), SmsRefused),
        (client_error("Throttled", 429), SmsRefused),
        (ConnectTimeoutError(endpoint_url=NOWHERE), SmsRefused),
        (EndpointConnectionError(endpoint_url=NOWHERE), SmsRefused),
        (client_error("InternalError", 500), Unavailable),
        (client_error("ServiceUnavailable", 503), Unavailable),
        (ReadTimeoutError(endpoint_url=NOWHERE), Unavailable),
    ],
)
def test_only_a_message_that_was_certainly_not_sent_counts_as_refused(error, expected):
    """S27: the error contains neither the number nor the words of the SNS error."""
    with pytest.raises(expected) as error_raised:
        SnsSms(lambda: FailingSns(error)).send(NUMBER, TEXT)
    assert type(error_raised.value) is expected
    assert NUMBER not in str(error_raised.value)
