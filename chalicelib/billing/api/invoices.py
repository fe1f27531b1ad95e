"""Defines the routes that write, send, list and read invoices."""

from chalice.app import Blueprint

from chalicelib.billing.api.invoice_bodies import DraftBody, DraftEdit, InvoiceQuery
from chalicelib.billing.api.invoice_row_shapes import RowsShape, owed_shape, row_shape
from chalicelib.billing.api.invoice_shapes import InvoiceShape, invoice_shape
from chalicelib.billing.api.receipt_shapes import ReceiptShape, receipt_shape
from chalicelib.billing.domain.invoice import Invoice
from chalicelib.billing.usecases.invoice_rows import InvoiceFilter
from chalicelib.kernel.access import Access
from chalicelib.kernel.errors import NotFound
from chalicelib.kernel.ids import ClientId, InvoiceId
from chalicelib.platform.http.contract import ANYONE, PROVIDER, STAFF, route
from chalicelib.platform.http.request import Request, idempotency_key
from chalicelib.platform.http.shapes import Nothing
from chalicelib.wiring import billing as wiring_billing
from chalicelib.wiring import practice as wiring_practice

routes = Blueprint(__name__)


def current_invoice(access: Access, invoice: Invoice) -> InvoiceShape:
    """
    Return the invoice as the caller may see it.

    Routes pass this function as `fresh`, so that the response to a Conflict contains the
    current invoice.
    """
    return invoice_shape(wiring_billing.invoice_views().view_of(access, invoice), access)


@route(routes, "GET", "/clients/{client_id}/invoices", who=ANYONE)
def list_client_invoices(access: Access, client_id: str, query: InvoiceQuery) -> RowsShape:
    """List the invoices of one client, newest first."""
    return _rows(access, query.filters(client_id))


@route(routes, "GET", "/invoices", who=ANYONE)
def list_invoices(access: Access, query: InvoiceQuery) -> RowsShape:
    """
    List invoices.

    An Admin gets all invoices of the practice. A client gets their own invoices.
    """
    return _rows(access, query.filters())


@route(routes, "POST", "/clients/{client_id}/invoices", who=PROVIDER, status=201)
def create_invoice(
    access: Access, client_id: str, body: DraftBody, request: Request
) -> InvoiceShape:
    """Create a draft invoice for a client."""
    drafts, key = wiring_billing.invoice_drafts(), idempotency_key(request)
    return current_invoice(access, drafts.create(access, ClientId(client_id), body.draft(), key))


@route(routes, "GET", "/invoices/{invoice_id}", who=ANYONE)
def read_invoice(access: Access, invoice_id: str) -> InvoiceShape:
    """Return one invoice with its timeline and the actions that are possible now."""
    view = wiring_billing.invoice_views().view(access, InvoiceId(invoice_id))
    return invoice_shape(view, access)


@route(routes, "PATCH", "/invoices/{invoice_id}", who=STAFF, fresh=current_invoice)
def edit_invoice(access: Access, invoice_id: str, body: DraftEdit) -> InvoiceShape:
    """Replace the contents of a draft invoice."""
    drafts = wiring_billing.invoice_drafts()
    invoice = drafts.edit(access, InvoiceId(invoice_id), body.draft(), body.version)
    return current_invoice(access, invoice)


@route(routes, "DELETE", "/invoices/{invoice_id}", who=STAFF, fresh=current_invoice)
def delete_invoice(access: Access, invoice_id: str) -> Nothing:
    """Delete a draft invoice."""
    wiring_billing.invoice_drafts().delete(access, InvoiceId(invoice_id))
    return Nothing()


@route(routes, "POST", "/invoices/{invoice_id}/send", who=STAFF, fresh=current_invoice)
def send_invoice(access: Access, invoice_id: str) -> InvoiceShape:
    """
    Give a draft invoice its number, and send the invoice to the client.

    If the invoice was already sent, nothing changes.
    """
    invoice = wiring_billing.invoice_drafts().send(access, InvoiceId(invoice_id))
    return current_invoice(access, invoice)


@route(routes, "POST", "/invoices/{invoice_id}/remind", who=STAFF, fresh=current_invoice)
def remind_client(access: Access, invoice_id: str) -> InvoiceShape:
    """Send the client a reminder of an unpaid invoice."""
    invoice = wiring_billing.reminders().remind(access, InvoiceId(invoice_id))
    return current_invoice(access, invoice)


@route(routes, "GET", "/invoices/{invoice_id}/receipt", who=ANYONE)
def read_receipt(access: Access, invoice_id: str) -> ReceiptShape:
    """Return an invoice's receipt, or respond with 404 if nothing has been paid."""
    view = wiring_billing.invoice_views().view(access, InvoiceId(invoice_id))
    if not view.invoice.ledger.paid.minor:
        raise NotFound("Nothing was paid on this invoice yet, so there is no receipt.")
    return receipt_shape(view, wiring_practice.practices().get(access))


def _rows(access: Access, filters: InvoiceFilter) -> RowsShape:
    views = wiring_billing.invoice_views()
    rows, cursor = views.page(access, filters)
    overdue, payable = views.overdue(access, rows), views.payable(access, rows)
    items = [
        row_shape(row, access, overdue=row.id in overdue, payable=row.id in payable) for row in rows
    ]
    owed = wiring_billing.receivables().of_page(access, filters, rows, cursor)
    return RowsShape(items=items, next=cursor, owed=owed_shape(owed) if owed else None)
