"""Tests who is told of money that came late and of a refund that failed."""

import pytest

from chalicelib.payments.domain.processor_errors import NotRefundable
from tests.billing.billing_harness import BillingHarness
from tests.billing.builders import AN_ADMIN
from tests.billing.usecases.test_op_reconciling import late_money_on_a_voided_invoice


@pytest.fixture
def harness():
    return BillingHarness()


def told_of_trouble(harness, words):
    return sorted(to for to, _, text in harness.mail.sent if words in text)


def test_provider_and_admins_are_told_of_late_money_and_of_its_failed_refund(harness):
    """
    T21: the provider and the Admins get a notice of late money and a failed refund.

    The Admins get it because a provider who is no longer assigned to the client gets none.
    """
    _, accepted, intent = late_money_on_a_voided_invoice(harness)

    def refuses(verb):
        if verb == "refund":
            raise NotRefundable(code="balance_insufficient")

    result = harness.processor.resume_charge(intent.ref, intent.txn)
    harness.processor.fault = refuses
    harness.results.record_late_charge(AN_ADMIN, harness.op(accepted), result)
    harness.pass_time(minutes=5)
    people = ["ada@example.org", "pat@example.org"]
    assert told_of_trouble(harness, "came late and is being refunded") == people
    assert told_of_trouble(harness, "a refund could not be made") == people
