"""Defines the routes that sum unpaid amounts and export a practice's invoices."""

from dataclasses import replace

from chalice.app import Blueprint

from chalicelib.billing.api.invoice_bodies import CountQuery, InvoiceQuery
from chalicelib.billing.api.invoice_csv import invoice_csv
from chalicelib.billing.api.invoice_row_shapes import OwedShape, owed_shape
from chalicelib.billing.usecases.receivables import MAX_INVOICES
from chalicelib.kernel.access import Access
from chalicelib.platform.http.contract import ADMIN, route
from chalicelib.platform.http.shapes import Shape
from chalicelib.wiring import billing as wiring_billing

routes = Blueprint(__name__)
MAX_EXPORTED = 100
"""One part of an export has at most this many invoices, because it opens each whole ledger."""


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
def read_receivables(access: Access, query: CountQuery) -> ReceivablesShape:
    """
    Count the invoices of each status, and sum the unpaid and overdue amounts.

    `from`, `to` and `client` limit the counts, but not the sums, to this client's invoices
    that were created on these days. The list of invoices has a route of its own, so that the
    list does not wait for these sums.
    """
    totals = wiring_billing.receivables().of_practice(access, query.filters())
    counts = {status.value: n for status, n in totals.counts.items()}
    counts |= {"all": min(sum(counts.values()), MAX_INVOICES + 1), "overdue": totals.overdue_count}
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
    filters = replace(query.filters(), limit=MAX_EXPORTED)
    export = wiring_billing.invoice_views().export(access, filters)
    has_header = query.cursor is None
    text = invoice_csv(export.rows, export.zone, has_header=has_header)
    return FileShape(csv=text, next=export.next)
