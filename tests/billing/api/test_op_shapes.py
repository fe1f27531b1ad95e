"""
Tests that the message of an op fits its reader, and says that no money moved.

An op is one requested action on an invoice, such as a payment.
"""

import re
from itertools import product

import pytest

from chalicelib.billing.api.op_shapes import DECLINES, PAYMENT_FAILURES, REFUND_FAILURES, message
from chalicelib.billing.domain.op import OpState
from chalicelib.billing.domain.op_details import OpKind
from chalicelib.kernel.access import Role
from tests.billing.builders import an_op

DECLINED = [an_op(OpKind.PAY, state=OpState.DECLINED, decline=why) for why in [*DECLINES, "fraud"]]
PAYMENTS = [
    *DECLINED,
    an_op(OpKind.PAY, state=OpState.DECLINED, given_up=True),
    *(an_op(OpKind.PAY, state=state) for state in OpState),
    *(an_op(OpKind.PAY, state=OpState.FAILED, code=code) for code in [*PAYMENT_FAILURES, "x"]),
]
LOCAL_KINDS = [OpKind.RECORD_PAYMENT, OpKind.REVERSE_PAYMENT, OpKind.FORGIVE, OpKind.VOID]


@pytest.mark.parametrize("role", [Role.ADMIN, Role.PROVIDER])
@pytest.mark.parametrize("op", PAYMENTS, ids=str)
def test_staff_do_not_read_about_a_clients_payment_as_if_it_were_theirs(op, role):
    """Staff have no card and no bank in this payment, and cannot try again."""
    text = message(op, role)
    assert not re.search(r"\b[Yy]ou|Try another|call your|Enter the|Check the|Please try", text)


def test_staff_read_that_the_client_cancelled_or_was_declined():
    cancelled = an_op(OpKind.PAY, state=OpState.DECLINED, given_up=True)
    assert message(cancelled, Role.ADMIN).startswith("The client cancelled this payment.")
    assert message(cancelled, Role.CLIENT).startswith("You cancelled this payment.")
    for op in DECLINED:
        assert "client" in message(op, Role.PROVIDER)
        assert "client" not in message(op, Role.CLIENT)


@pytest.mark.parametrize("code", sorted({*REFUND_FAILURES, "charge_disputed"}))
def test_a_client_is_not_asked_to_refund_themselves(code):
    text = message(an_op(OpKind.REFUND, state=OpState.FAILED, code=code), Role.CLIENT)
    assert "Nothing was sent back" in text
    assert not re.search("the client|try again|Admin|processor", text)


@pytest.mark.parametrize(("kind", "code"), product(LOCAL_KINDS, ["refused", "expired"]))
def test_the_message_of_an_action_without_a_card_does_not_speak_of_a_charge(kind, code):
    text = message(an_op(kind, state=OpState.FAILED, code=code), Role.ADMIN)
    assert "Nothing was changed" in text
    assert "charged" not in text


@pytest.mark.parametrize(
    "code", sorted({*PAYMENT_FAILURES, *REFUND_FAILURES, "charge_disputed", "BadCredentials"})
)
def test_the_message_of_a_failed_refund_says_that_nothing_was_sent_back(code):
    text = message(an_op(OpKind.REFUND, state=OpState.FAILED, code=code), Role.ADMIN)
    assert "Nothing was sent back" in text
    assert "charged" not in text


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("code", sorted({*PAYMENT_FAILURES, "closed_by_hand", "anything"}))
def test_the_message_of_a_failed_payment_says_that_nothing_was_charged(code, role):
    text = message(an_op(OpKind.PAY, state=OpState.FAILED, code=code), role)
    assert "Nothing was charged" in text
