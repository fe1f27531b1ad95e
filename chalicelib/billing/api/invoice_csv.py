"""Writes invoices as the lines of a CSV file that sums to the ledger."""

import csv
import io
import re
import unicodedata
from collections.abc import Sequence
from datetime import date, datetime

from chalicelib.billing.domain.invoice import Invoice
from chalicelib.billing.domain.payments_made import (
    method_words,
    paid_on,
    payments_made,
    voided_amount,
)
from chalicelib.billing.domain.rules import status_words
from chalicelib.billing.usecases.invoice_views import ExportedInvoice
from chalicelib.kernel.access import Role
from chalicelib.kernel.characters import JOINERS, is_invisible
from chalicelib.kernel.time_zones import local_day

FACTS = (
    "Number",
    "Status",
    "Date of service",
    "Created",
    "Sent",
    "Due",
    "Paid on",
    "Method",
    "Client",
    "Provider",
    "Description",
)
AMOUNTS = (
    "Price",
    "Tax",
    "Total",
    "Paid",
    "Refunded",
    "Owed again",
    "Forgiven",
    "Voided",
    "Balance",
    "Not applied",
)
CSV_HEADER = (*FACTS, *AMOUNTS, "Currency", "Time zone")
"""
The columns of the file.

Days are days in the time zone of the last column. In each row, price + tax = total, and
total + owed again = paid + forgiven + voided + balance.
"""
FORMULA_PREFIXES = ("=", "+", "-", "@", "\u2212")
"""
A spreadsheet treats a cell that begins with one of these as a formula.

It may take the full-width and other forms of these characters for the same.
"""
CONTROL_PREFIXES = ("\t", "\r", "\n")
BLANKS = " \u00a0\u3000\ufeff\u2800"
SEPARATORS = re.compile(r"([;\t\r\n])")
"""Where a spreadsheet begins another cell that reads the file with other separators."""


def invoice_csv(rows: Sequence[ExportedInvoice], zone: str, *, has_header: bool) -> str:
    """Return the rows as CSV, with days in `zone`, the practice's time zone."""
    text = io.StringIO()
    lines = csv.writer(text)
    if has_header:
        lines.writerow(CSV_HEADER)
    lines.writerows(
        [without_formula(cell) for cell in (*_facts(row, zone), *_amounts(row.invoice), zone)]
        for row in rows
    )
    return text.getvalue()


def without_formula(cell: str) -> str:
    """
    Return a cell's text in a form that no spreadsheet treats as a formula.

    Text that looks like a formula gets a leading apostrophe, also after a semicolon, a tab or a
    line break: many spreadsheets begin another cell there.
    """
    text = "".join(_without_formula(part) for part in SEPARATORS.split(cell))
    return f"'{text}" if text.lstrip(BLANKS).startswith(CONTROL_PREFIXES) else text


def _without_formula(part: str) -> str:
    visible = unicodedata.normalize("NFKC", "".join(each for each in part if _is_seen(each)))
    is_formula = visible.lstrip().lstrip(BLANKS).startswith(FORMULA_PREFIXES)
    return f"'{part}" if is_formula else part


def _is_seen(letter: str) -> bool:
    return not is_invisible(letter) and letter not in JOINERS


def _facts(row: ExportedInvoice, zone: str) -> tuple[str, ...]:
    invoice, payments = row.invoice, payments_made(row.invoice, row.entries)
    days = [paid_on(payment, zone) for payment in payments]
    return (
        str(invoice.number or ""),
        status_words(invoice, Role.ADMIN, overdue=row.overdue),
        _iso(invoice.service_on),
        _day(invoice.created_at, zone),
        _day(invoice.sent_at, zone),
        _iso(invoice.due_on),
        _iso(max(days, default=None)),
        " and ".join(dict.fromkeys(method_words(payment) for payment in payments)),
        invoice.client_name,
        invoice.provider_name,
        invoice.description,
    )


def _amounts(invoice: Invoice) -> tuple[str, ...]:
    price, ledger = invoice.priced, invoice.ledger
    amounts = (
        price.net,
        price.tax,
        invoice.total,
        ledger.paid,
        ledger.refunded,
        ledger.owed_again,
        ledger.forgiven,
        voided_amount(invoice),
        invoice.balance,
        ledger.unapplied,
    )
    return (*(amount.major() for amount in amounts), invoice.total.currency)


def _day(at: datetime | None, zone: str) -> str:
    return _iso(local_day(at, zone)) if at else ""


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
