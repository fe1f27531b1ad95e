"""Defines the routes that sum unpaid amounts and export a practice's invoices."""

import csv
import io
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from chalice.app import Blueprint

from chalicelib.billing.api.invoice_bodies import InvoiceQuery
from chalicelib.billing.api.invoice_shapes import OwedShape, owed_shape
from chalicelib.billing.usecases.invoice_rows import InvoiceRow
from chalicelib.billing.usecases.receivables import MAX_INVOICES
from chalicelib.kernel.access import Access
from chalicelib.kernel.money import Money
from chalicelib.kernel.time_zones import local_time
from chalicelib.platform.http.contract import ADMIN, route
from chalicelib.platform.http.shapes import Shape
from chalicelib.wiring import billing as wiring_billing

routes = Blueprint(__name__)
CSV_HEADER = (
    "Number",
    "Status",
    "Created",
    "Sent",
    "Due",
    "Client",
    "Provider",
    "Description",
    "Total",
    "Balance",
    "Currency",
)
TIMES = {"Created", "Sent"}
"""The columns with local times; their headings name the practice's time zone."""
FORMULA_PREFIXES = ("=", "+", "-", "@", "\u2212", "\t", "\r", "\n")
"""
A spreadsheet treats a cell that begins with one of these as a formula.

It may take the full-width and other forms of these characters for the same.
"""


class ReceivablesShape(Shape):
    """
    Holds how many invoices have each status, and what is owed on unpaid invoices.

    The sums include only the newest `most` unpaid invoices. `counts` maps each status to
    its number of invoices, and also has the keys `all` and `overdue`. A count of `most` + 1
    means that there are more than `most` invoices.
    """

    counts: dict[str, int]
    most: int
    outstanding: OwedShape
    overdue: OwedShape


class FileShape(Shape):
    """
    Holds one part of a CSV file.

    Only the first part has the header row. `next` is the cursor of the next part, or None
    in the last part.
    """

    csv: str
    next: str | None


@route(routes, "GET", "/practice/receivables", who=ADMIN)
def read_receivables(access: Access) -> ReceivablesShape:
    """
    Count the invoices of each status, and sum the unpaid and overdue amounts.

    The list of invoices has a route of its own, so that the list does not wait for these
    sums.
    """
    totals = wiring_billing.receivables().of_practice(access)
    counts = {status.value: n for status, n in totals.counts.items()}
    counts |= {"all": min(sum(counts.values()), MAX_INVOICES + 1), "overdue": totals.overdue.n}
    return ReceivablesShape(
        counts=counts,
        most=MAX_INVOICES,
        outstanding=owed_shape(totals.outstanding),
        overdue=owed_shape(totals.overdue),
    )


@route(routes, "GET", "/practice/invoice-export", who=ADMIN)
def export_invoices(access: Access, query: InvoiceQuery) -> FileShape:
    """
    Export one part of the practice's invoices as CSV.

    Times are in the practice's time zone, which also decides the days of the filter. Each
    part gets its own audit entry, which records that the invoices were exported (S14).
    """
    filters = replace(query.filters(), export=True, limit=MAX_INVOICES)
    views = wiring_billing.invoice_views()
    rows, cursor = views.page(access, filters)
    csv_text = _csv(rows, views.zone(access), has_header=query.cursor is None)
    return FileShape(csv=csv_text, next=cursor)


def csv_header(zone: str) -> tuple[str, ...]:
    """Return the headings of the columns of an export."""
    return tuple(f"{name} ({zone})" if name in TIMES else name for name in CSV_HEADER)


def _csv(rows: Sequence[InvoiceRow], zone: str, *, has_header: bool) -> str:
    text = io.StringIO()
    lines = csv.writer(text)
    if has_header:
        lines.writerow(csv_header(zone))
    lines.writerows([without_formula(cell) for cell in _cells(row, zone)] for row in rows)
    return text.getvalue()


def _cells(row: InvoiceRow, zone: str) -> tuple[str, ...]:
    created, sent = _minute(row.created_at, zone), _minute(row.sent_at, zone)
    number, due = str(row.number or ""), row.due_on.isoformat() if row.due_on else ""
    people = row.client_name, row.provider_name, row.description
    return (
        number,
        row.status.value,
        created,
        sent,
        due,
        *people,
        *_amounts(row.total, row.balance),
    )


def _minute(at: datetime | None, zone: str) -> str:
    return f"{local_time(at, zone):%Y-%m-%d %H:%M}" if at else ""


def _amounts(total: Money, balance: Money) -> tuple[str, str, str]:
    return total.major(), balance.major(), total.currency


def without_formula(cell: str) -> str:
    """
    Return a cell's text in a form that no spreadsheet treats as a formula.

    Text that looks like a formula gets a leading apostrophe.
    """
    visible = unicodedata.normalize("NFKC", cell.lstrip(" \u00a0\u3000\ufeff"))
    return f"'{cell}" if visible.startswith(FORMULA_PREFIXES) else cell
