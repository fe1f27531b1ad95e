"""
Tests the ops that staff can request.

Staff record and reverse payments, forgive and void invoices, and refund payments.
"""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from chalicelib.billing.domain.invoice import Status
from chalicelib.billing.domain.op_details import Method
from chalicelib.billing.usecases.invoice_ops import RecordedPayment
from chalicelib.kernel.errors import Failure, Invalid, NotAllowed
from tests.billing.billing_harness import BillingHarness, eur
from tests.billing.builders import A_PROVIDER, AN_ADMIN, usd

TODAY = date(2026, 11, 24)


@pytest.fixture
def harness():
    return BillingHarness()


def a_check(amount=10_000, **changes):
    return replace(RecordedPayment(usd(amount), Method.CHECK, "1042", TODAY), **changes)


def test_two_recorded_checks_pay_an_invoice(harness):
    """
    T9: two recorded checks pay an invoice.

    The ledger has the method, the reference, the day and who recorded each payment.
    """
    invoice = harness.sent()
    assert (
        harness.ops.record_payment(A_PROVIDER, invoice.id, a_check(4_000), None).invoice.status
        is Status.SENT
    )
    accepted = harness.ops.record_payment(A_PROVIDER, invoice.id, a_check(6_000), None)
    assert accepted.invoice.status is Status.PAID
    entry = harness.store.ledgers[invoice.practice, invoice.id][-1]
    assert (entry.method, entry.reference, entry.received_on, entry.actor) == (
        Method.CHECK,
        "1042",
        TODAY,
        A_PROVIDER.person,
    )
    assert harness.processor.calls == []


@pytest.mark.parametrize(
    "changes",
    [
        {"amount": usd(0)},
        {"amount": usd(-1)},
        {"amount": usd(10_001)},
        {"amount": eur(100)},
        {"received_on": date(2026, 11, 25)},
        {"reference": "4242 4242 4242 4242"},
        {"reference": "x" * 501},
    ],
)
def test_an_impossible_recorded_payment_is_refused_with_the_field(harness, changes):
    """S46: a card number in the reference is refused like other wrong fields."""
    invoice = harness.sent()
    with pytest.raises(Invalid) as error:
        harness.ops.record_payment(A_PROVIDER, invoice.id, replace(a_check(), **changes), None)
    assert error.value.fields
    assert harness.current(invoice) == invoice


def test_a_payment_from_the_future_is_judged_in_the_practices_time_zone(harness):
    """
    A payment dated in the future is refused.

    The practice's time zone decides which day is today: in Auckland it is already the
    25th, while it is still the 24th in New York.
    """
    harness.directory.now_has(zone="Pacific/Auckland")
    harness.ops.record_payment(
        A_PROVIDER, harness.sent().id, a_check(received_on=date(2026, 11, 25)), None
    )
    harness.directory.now_has(zone="America/New_York")
    harness.clock.now = datetime(2026, 11, 25, 3, tzinfo=UTC)
    with pytest.raises(Invalid):
        harness.ops.record_payment(
            A_PROVIDER, harness.sent().id, a_check(received_on=date(2026, 11, 25)), None
        )


def test_an_admin_reverses_a_recorded_payment_once(harness):
    """
    T10: only an Admin can reverse a recorded payment, and only once.

    A provider is refused, and so is a second reversal of the same payment.
    """
    invoice = harness.sent()
    harness.ops.record_payment(A_PROVIDER, invoice.id, a_check(), None)
    with pytest.raises(NotAllowed):
        harness.ops.reverse_payment(A_PROVIDER, invoice.id, 3, "bounced", None)
    back = harness.ops.reverse_payment(AN_ADMIN, invoice.id, 3, "bounced", None)
    assert (back.invoice.status, back.invoice.balance) == (Status.SENT, usd(10_000))
    for seq in (3, 1, 99):
        with pytest.raises(Failure):
            harness.ops.reverse_payment(AN_ADMIN, invoice.id, seq, "again", None)


def test_forgiving_closes_the_invoice_and_ends_its_execution(harness):
    """
    T12: forgiving an invoice closes the invoice and ends its execution.

    Nothing is owed any more, so the state machine has nothing left to do.
    """
    invoice = harness.sent()
    assert (
        harness.ops.forgive(A_PROVIDER, invoice.id, "hardship", None).invoice.status
        is Status.FORGIVEN
    )
    assert harness.machine.alive() == []


def test_voiding_closes_the_invoice_and_stores_the_reason(harness):
    """T11: voiding closes the invoice, and its last ledger entry has the reason."""
    invoice = harness.sent()
    assert (
        harness.ops.void(AN_ADMIN, invoice.id, "wrong client", None).invoice.status is Status.VOIDED
    )
    assert harness.store.ledgers[invoice.practice, invoice.id][-1].reason == "wrong client"


@pytest.mark.parametrize("reason", ["", "   ", "x" * 501, "card 4242424242424242"])
@pytest.mark.parametrize("act", ["forgive", "void"])
def test_a_reason_has_text_of_limited_length_and_no_card_number(harness, act, reason):
    """S46: a card number in a reason is refused, like an empty or a very long reason."""
    invoice = harness.sent()
    with pytest.raises(Invalid) as error:
        getattr(harness.ops, act)(AN_ADMIN, invoice.id, reason, None)
    assert set(error.value.fields) == {"reason"}
    assert harness.current(invoice) == invoice


def test_partial_refunds_are_possible_until_nothing_is_left(harness):
    """T13, T15: the invoice stays paid until its whole amount has been refunded."""
    invoice = harness.paid()
    part = harness.ops.refund(A_PROVIDER, invoice.id, usd(4_000), "left early", None)
    assert (part.invoice.status, part.invoice.refundable) == (Status.PAID, usd(6_000))
    with pytest.raises(Invalid, match=r"At most 60\.00"):
        harness.ops.refund(A_PROVIDER, invoice.id, usd(6_001), "too much", None)
    rest = harness.ops.refund(A_PROVIDER, invoice.id, None, "the rest", None)
    assert (rest.op.amount, rest.invoice.status) == (usd(6_000), Status.REFUNDED)


def test_only_an_admin_marks_a_refund_as_still_owed(harness):
    invoice = harness.paid()
    with pytest.raises(NotAllowed):
        harness.ops.refund(A_PROVIDER, invoice.id, None, "other card", None, still_owed=True)
    accepted = harness.ops.refund(AN_ADMIN, invoice.id, None, "other card", None, still_owed=True)
    assert (accepted.invoice.status, accepted.invoice.balance) == (Status.SENT, usd(10_000))
    assert harness.pay(invoice).invoice.status is Status.PAID


def test_a_refund_goes_through_the_account_that_charged_the_card(harness):
    """
    A refund goes through the processor account that charged the card.

    This holds even if the practice has connected another processor since the charge.
    """
    invoice, old = harness.paid(), harness.processor
    newer = BillingHarness(clock=harness.clock).processor
    harness.accounts.connect(newer, "acc_2")
    harness.ops.refund(AN_ADMIN, invoice.id, None, "x", None)
    assert (len(old.refunds), len(newer.refunds)) == (1, 0)
