"""
Tests that the message of a failed op says that no money moved.

An op is one requested action on an invoice, such as a payment.
"""

import pytest

from chalicelib.billing.api.op_shapes import PAYMENT_FAILURES, REFUND_FAILURES, message
from chalicelib.billing.domain.op import OpState
from chalicelib.billing.domain.op_details import OpKind
from tests.billing.builders import an_op


@pytest.mark.parametrize(
    "code", sorted({*PAYMENT_FAILURES, *REFUND_FAILURES, "charge_disputed", "BadCredentials"})
)
def test_the_message_of_a_failed_refund_says_that_nothing_was_sent_back(code):
    text = message(an_op(OpKind.REFUND, state=OpState.FAILED, code=code))
    assert "Nothing was sent back" in text
    assert "charged" not in text


@pytest.mark.parametrize(
    "code", sorted({*PAYMENT_FAILURES, "closed_by_hand", "anything"} - {"refused"})
)
def test_the_message_of_a_failed_payment_says_that_nothing_was_charged(code):
    assert "Nothing was charged" in message(an_op(OpKind.PAY, state=OpState.FAILED, code=code))
