"""Tests the lines of the exported CSV file, from the actions on an invoice."""

import csv
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from chalicelib.billing.api.invoice_csv import AMOUNTS, CSV_HEADER, invoice_csv
from chalicelib.billing.domain.op_details import Method
from chalicelib.billing.usecases.invoice_ops import RecordedPayment
from chalicelib.billing.usecases.invoice_rows import InvoiceFilter
from chalicelib.kernel.errors import NotAllowed
from chalicelib.practice.domain.tax import TaxMode, TaxRule
from tests.billing.billing_harness import BillingHarness
from tests.billing.builders import A_CLIENT, A_PROVIDER, AN_ADMIN, usd


@pytest.fixture
def harness():
    harness = BillingHarness()
    rule = TaxRule(TaxMode.EXCLUSIVE, Decimal("8.25"), "Sales tax")
    harness.directory.now_has(rule=rule)
    return harness


def lines(harness):
    """Return the exported rows, oldest first, as mappings from column to cell."""
    export = harness.views.export(AN_ADMIN, InvoiceFilter())
    text = invoice_csv(export.rows, export.zone, has_header=True)
    return list(csv.DictReader(text.splitlines()))[::-1]


def amounts(line):
    return {name: Decimal(line[name]) for name in AMOUNTS}


def is_balanced(line):
    sums = amounts(line)
    closed = sums["Forgiven"] + sums["Voided"]
    return (
        sums["Price"] + sums["Tax"] == sums["Total"]
        and sums["Total"] + sums["Owed again"] == sums["Paid"] + closed + sums["Balance"]
    )


def record(harness, invoice, minor, method=Method.CHECK, day=date(2026, 11, 20)):
    payment = RecordedPayment(usd(minor), method, "", day)
    harness.ops.record_payment(A_PROVIDER, invoice.id, payment, None)


def test_each_line_sums_to_its_ledger_whatever_was_done(harness):
    paid, refunded, split, voided, forgiven = (harness.sent(10_000) for _ in range(5))
    harness.pay(paid)
    harness.pay(refunded)
    harness.ops.refund(AN_ADMIN, refunded.id, usd(4_000), "Ended early", None, still_owed=True)
    record(harness, split, 3_000)
    record(harness, split, 2_000, Method.CASH)
    harness.ops.void(AN_ADMIN, voided.id, "Sent twice", None)
    harness.ops.forgive(AN_ADMIN, forgiven.id, "Hardship", None)
    table = lines(harness)
    assert all(is_balanced(line) for line in table)
    assert [line["Status"] for line in table] == [
        "Paid",
        "Partly paid",
        "Partly paid",
        "Voided",
        "Forgiven",
    ]
    assert (table[0]["Price"], table[0]["Tax"], table[0]["Total"]) == ("100.00", "8.25", "108.25")
    assert (table[1]["Refunded"], table[1]["Owed again"]) == ("40.00", "40.00")
    assert (table[2]["Method"], table[2]["Balance"]) == ("Check and Cash", "58.25")


def test_a_line_says_how_and_on_which_day_of_the_practice_it_was_paid(harness):
    """In the practice's zone, New York, the charge is made on the evening of the 24th."""
    invoice = harness.sent()
    harness.clock.now = datetime(2026, 11, 25, 3, tzinfo=UTC)
    harness.pay(invoice)
    (line,) = lines(harness)
    assert (line["Method"], line["Paid on"], line["Number"]) == ("Card", "2026-11-24", "1")
    assert (line["Created"], line["Time zone"]) == ("2026-11-24", "America/New_York")


def test_a_line_has_the_date_of_service(harness):
    harness.sent()
    harness.sent(service_on=date(2026, 11, 18))
    assert [line["Date of service"] for line in lines(harness)] == ["", "2026-11-18"]


def test_a_reversed_payment_has_neither_method_nor_day(harness):
    invoice = harness.sent()
    record(harness, invoice, 10_825)
    harness.ops.reverse_payment(AN_ADMIN, invoice.id, 3, "Bounced", None)
    (line,) = lines(harness)
    assert (line["Method"], line["Paid on"], line["Paid"]) == ("", "", "0.00")
    assert line["Status"] == "Unpaid"


def test_only_the_first_part_has_a_header(harness):
    harness.sent()
    export = harness.views.export(AN_ADMIN, InvoiceFilter())
    text = invoice_csv(export.rows, export.zone, has_header=False)
    assert len(text.splitlines()) == 1
    assert text.count(",") >= len(CSV_HEADER) - 1


@pytest.mark.parametrize("who", [A_PROVIDER, A_CLIENT])
def test_only_an_admin_exports(harness, who):
    """S4: a provider and a client get no export, even without the route's own check."""
    with pytest.raises(NotAllowed):
        harness.views.export(who, replace(InvoiceFilter(), limit=100))
