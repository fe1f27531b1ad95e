"""Tests what an invoice and a receipt have to prove a payment."""

from datetime import UTC, date, datetime

import pytest

from chalicelib.billing.api.invoice_row_shapes import row_shape
from chalicelib.billing.api.invoice_shapes import invoice_shape
from chalicelib.billing.api.receipt_shapes import receipt_shape
from chalicelib.billing.domain.op_details import Method
from chalicelib.billing.usecases.invoice_ops import RecordedPayment
from chalicelib.billing.usecases.invoice_rows import InvoiceFilter
from chalicelib.kernel.time_zones import local_day
from chalicelib.practice.domain.practice import Practice
from tests.billing.billing_harness import BillingHarness
from tests.billing.builders import A_CLIENT, A_PROVIDER, AN_ADMIN, PRACTICE, usd

OFFICE = Practice(
    PRACTICE,
    "Willow Creek",
    "America/New_York",
    telephone="(555) 010-4477",
    address="12 Elm St\nAlbany, NY 12203",
    tax_id="12-3456789",
)
SERVICE_DAY, CHECK_DAY = date(2026, 11, 18), date(2026, 11, 20)


@pytest.fixture
def harness():
    return BillingHarness()


def receipt(harness, invoice):
    return receipt_shape(harness.views.view(A_CLIENT, invoice.id), OFFICE)


def shape(harness, invoice, access=A_CLIENT):
    return invoice_shape(harness.views.view(access, invoice.id), access)


def test_a_receipt_has_the_practice_the_date_of_service_and_the_mark(harness):
    invoice = harness.sent(service_on=SERVICE_DAY)
    harness.pay(invoice)
    paid = receipt(harness, invoice)
    assert (paid.practice, paid.practice_address, paid.practice_telephone) == (
        "Willow Creek",
        "12 Elm St\nAlbany, NY 12203",
        "(555) 010-4477",
    )
    assert (paid.practice_tax_id, paid.service_on) == ("12-3456789", SERVICE_DAY)
    assert (paid.mark, paid.balance.minor) == ("Paid", 0)
    (payment,) = paid.payments
    assert (payment.method, payment.amount.minor, payment.card.last4) == ("card", 10_000, "4242")


def test_a_payment_by_check_has_the_day_it_was_received_not_the_day_it_was_recorded(harness):
    invoice = harness.sent()
    payment = RecordedPayment(usd(10_000), Method.CHECK, "1042", CHECK_DAY)
    harness.ops.record_payment(A_PROVIDER, invoice.id, payment, None)
    for payments in (receipt(harness, invoice).payments, shape(harness, invoice).payments):
        assert [(each.paid_on, each.method) for each in payments] == [(CHECK_DAY, "check")]


def test_a_receipt_sums_up_when_the_rest_was_forgiven(harness):
    invoice = harness.sent()
    payment = RecordedPayment(usd(6_000), Method.CASH, "", CHECK_DAY)
    harness.ops.record_payment(A_PROVIDER, invoice.id, payment, None)
    harness.ops.forgive(AN_ADMIN, invoice.id, "Hardship", None)
    paper = receipt(harness, invoice)
    rest = paper.total.minor - paper.paid.minor - paper.forgiven.minor
    assert (paper.forgiven.minor, rest, paper.balance.minor) == (4_000, 0, 0)


def test_the_day_of_a_payment_is_the_practices(harness):
    """In New York, the practice's zone, it is the evening of the 24th."""
    invoice = harness.sent()
    harness.clock.now = datetime(2026, 11, 25, 3, tzinfo=UTC)
    harness.pay(invoice)
    assert receipt(harness, invoice).payments[0].paid_on == date(2026, 11, 24)


def test_the_invoice_has_the_same_mark_and_payments_for_client_and_staff(harness):
    invoice = harness.sent(service_on=SERVICE_DAY)
    assert (shape(harness, invoice).mark, shape(harness, invoice).payments) == (None, [])
    harness.pay(invoice)
    client, staff = shape(harness, invoice), shape(harness, invoice, AN_ADMIN)
    assert (client.mark, client.payments) == ("Paid", staff.payments)
    assert (client.service_on, staff.service_on) == (SERVICE_DAY, SERVICE_DAY)
    harness.ops.refund(AN_ADMIN, invoice.id, usd(2_000), "Ended early", None)
    assert shape(harness, invoice).mark == "Partly refunded"
    harness.ops.refund(AN_ADMIN, invoice.id, usd(8_000), "Goodwill", None)
    assert (shape(harness, invoice).mark, receipt(harness, invoice).mark) == (
        "Refunded",
        "Refunded",
    )


def test_a_row_has_the_day_by_which_lists_are_filtered_and_the_day_it_was_sent(harness):
    draft = harness.drafted()
    harness.clock.advance(days=19)
    harness.drafts.send(A_PROVIDER, draft.id)
    rows, _ = harness.views.page(AN_ADMIN, InvoiceFilter())
    shown = row_shape(rows[0], AN_ADMIN, overdue=False, payable=False)
    assert (shown.sent_at - shown.created_at).days == 19
    created = local_day(shown.created_at, OFFICE.zone)
    for day, n in ((created, 1), (local_day(shown.sent_at, OFFICE.zone), 0)):
        filters = InvoiceFilter(since=day, until=day)
        assert len(harness.views.page(AN_ADMIN, filters)[0]) == n


def test_a_voided_invoice_is_marked_as_void_for_everybody(harness):
    invoice = harness.sent()
    harness.ops.void(AN_ADMIN, invoice.id, "Sent twice", None)
    marks = [shape(harness, invoice, who).mark for who in (A_CLIENT, A_PROVIDER)]
    assert marks == ["Void", "Void"]
