"""Tests that a refund which the bank sends back is no longer counted as refunded."""

from datetime import timedelta

import pytest

from chalicelib.billing.domain.invoice import Status
from chalicelib.billing.domain.op import OpState
from chalicelib.billing.domain.rules import InvoiceAction
from chalicelib.payments.domain.payment import EventKind, ProcessorEvent
from tests.billing.builders import ACCOUNT, AN_ADMIN, PRACTICE, usd
from tests.billing.usecases.test_webhooks import WebhookHarness

SUBJECT = "A refund did not arrive"


class RefundHarness(WebhookHarness):
    """A webhook harness in which refunds come back, with an Admin who gets notices."""

    def __init__(self):
        super().__init__()

    def refunded(self, amount=None, **options):
        """Refund a paid invoice; return the invoice and the refund's op."""
        invoice = self.sent()
        self.pay(invoice, "returned_refund")
        accepted = self.ops.refund(AN_ADMIN, invoice.id, amount, "asked for", None, **options)
        assert self.op(accepted).state is OpState.SUCCEEDED
        return invoice, self.op(accepted)

    def refund_comes_back(self, op, event="evt_failed"):
        self.processor.let_go(self.clock.now + timedelta(days=1))
        self.processor.parse_webhook = lambda *_told: [
            ProcessorEvent(event, EventKind.REFUND, op.details.charge, op.ref, trusted=True)
        ]
        handled = self.webhooks.receive(PRACTICE, ACCOUNT, {}, b"")
        self.machine.run()
        return handled


@pytest.fixture
def harness():
    return RefundHarness()


def test_a_returned_refund_makes_the_invoice_paid_and_refundable_again(harness):
    invoice, op = harness.refunded()
    assert harness.current(invoice).status is Status.REFUNDED
    harness.refund_comes_back(op)
    after = harness.current(invoice)
    assert (after.status, after.refunded, after.refundable) == (Status.PAID, usd(0), usd(10_000))
    assert harness.kinds(invoice)[-2:] == ["refunded", "refund_returned"]
    again = harness.ops.refund(AN_ADMIN, invoice.id, None, "again", None)
    assert (again.op.state, again.invoice.status) == (OpState.SUCCEEDED, Status.REFUNDED)


def test_provider_admins_and_client_are_told_of_a_returned_refund(harness):
    """The client is told too, because an earlier e-mail announced the refund."""
    _, op = harness.refunded()
    harness.refund_comes_back(op)
    told = sorted((to, text) for to, subject, text in harness.mail.sent if subject == SUBJECT)
    people = ["ada@example.org", "cleo@example.org", "pat@example.org"]
    assert [to for to, _ in told] == people
    assert ["to you" in text for _, text in told] == [False, True, False]


def test_two_events_about_one_returned_refund_correct_the_ledger_once(harness):
    invoice, op = harness.refunded()
    assert [harness.refund_comes_back(op, f"evt_{n}") for n in range(2)] == [1, 1]
    assert harness.kinds(invoice).count("refund_returned") == 1


def test_an_event_about_a_refund_that_still_stands_changes_nothing(harness):
    invoice = harness.paid()
    accepted = harness.ops.refund(AN_ADMIN, invoice.id, None, "asked for", None)
    harness.refund_comes_back(harness.op(accepted))
    assert harness.current(invoice).status is Status.REFUNDED


def test_a_returned_part_of_a_charge_can_be_refunded_again(harness):
    invoice, op = harness.refunded(usd(4_000))
    harness.refund_comes_back(op)
    after = harness.current(invoice)
    assert (after.status, after.refundable, after.net) == (Status.PAID, usd(10_000), usd(10_000))


def test_a_returned_refund_is_no_longer_owed_again(harness):
    invoice, op = harness.refunded(still_owed=True)
    assert harness.current(invoice).balance == usd(10_000)
    harness.refund_comes_back(op)
    after = harness.current(invoice)
    assert (after.status, after.balance) == (Status.PAID, usd(0))


def test_what_the_client_has_paid_again_is_refundable_after_the_refund_came_back(harness):
    invoice, op = harness.refunded(still_owed=True)
    harness.pay(invoice)
    harness.refund_comes_back(op)
    after = harness.current(invoice)
    assert (after.status, after.balance, after.net) == (Status.PAID, usd(0), usd(20_000))
    assert len(after.refundable_charges) == 2


def test_money_of_a_voided_invoice_can_be_refunded_when_its_refund_came_back(harness):
    invoice, op = harness.refunded(still_owed=True)
    harness.ops.void(AN_ADMIN, invoice.id, "by mistake", None)
    harness.refund_comes_back(op)
    view = harness.views.view(AN_ADMIN, invoice.id)
    assert (view.invoice.status, view.actions) == (Status.VOIDED, (InvoiceAction.REFUND,))
    harness.ops.refund(AN_ADMIN, invoice.id, None, "again", None)
    assert harness.current(invoice).net == usd(0)


def test_a_forgiven_invoice_is_paid_when_its_refund_came_back(harness):
    invoice, op = harness.refunded(still_owed=True)
    harness.ops.forgive(AN_ADMIN, invoice.id, "goodwill", None)
    assert harness.current(invoice).status is Status.FORGIVEN
    harness.refund_comes_back(op)
    assert harness.current(invoice).status is Status.PAID


def test_a_refund_that_came_back_before_its_outcome_was_known_has_failed(harness):
    """
    A refund that came back before its outcome was known ends as failed.

    When asked again, the processor repeats its first answer, that the refund succeeded.
    """
    invoice = harness.sent()
    harness.pay(invoice, "returned_refund")
    harness.inject_fault("unanswered", "refund")
    accepted = harness.ops.refund(AN_ADMIN, invoice.id, None, "asked for", None)
    assert harness.op(accepted).state is OpState.UNKNOWN
    harness.processor.let_go(harness.clock.now + timedelta(days=1))
    harness.pass_time(minutes=5)
    assert harness.op(accepted).state is OpState.FAILED
    assert harness.current(invoice).refundable == usd(10_000)
