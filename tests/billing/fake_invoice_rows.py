"""Selects and builds the rows of invoice lists for the fake invoice store."""

from dataclasses import fields

from chalicelib.billing.usecases.invoice_rows import InvoiceRow


def is_wanted(invoice, filters):
    conditions = (
        filters.status in {None, invoice.status},
        filters.client in {None, invoice.client},
        filters.includes(invoice.created_at),
        filters.due_before is None
        or (invoice.due_on is not None and invoice.due_on < filters.due_before),
    )
    return all(conditions)


def list_row(invoice):
    return InvoiceRow(**{each.name: getattr(invoice, each.name) for each in fields(InvoiceRow)})
