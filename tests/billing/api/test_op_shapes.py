"""The sentence for whoever waits for an op."""

import pytest

from chalicelib.billing.api.op_shapes import PAYMENT_FAILURES, REFUND_FAILURES, message
from chalicelib.billing.domain.op import OpState
from chalicelib.billing.domain.op_details import OpKind
from tests.billing.builders import an_op


@pytest.mark.parametrize(
    "code", sorted({*PAYMENT_FAILURES, *REFUND_FAILURES, "charge_disputed", "BadCredentials"})
)
def test_a_refund_that_failed_speaks_of_what_was_not_sent_back_and_never_of_a_charge(code):
    said = message(an_op(OpKind.REFUND, state=OpState.FAILED, code=code))
    assert "Nothing was sent back" in said
    assert "charged" not in said


@pytest.mark.parametrize(
    "code", sorted({*PAYMENT_FAILURES, "closed_by_hand", "anything"} - {"refused"})
)
def test_a_payment_that_failed_says_that_nothing_was_charged(code):
    assert "Nothing was charged" in message(an_op(OpKind.PAY, state=OpState.FAILED, code=code))
