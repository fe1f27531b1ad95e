"""Tests how the date of service is stored, and that older invoices have none."""

from dataclasses import replace
from datetime import date

import msgspec

from chalicelib.billing.domain.invoice import Invoice
from chalicelib.billing.store import keys
from chalicelib.billing.store.invoice_items import InvoiceItem, body_of
from chalicelib.platform.dynamodb import connection
from chalicelib.platform.dynamodb.queries import batch_get
from tests.billing.store.stored_invoices import a_draft, access, an_entry, store

__all__ = ["access", "store"]
DAY = date(2026, 11, 18)


def row_of(invoice: Invoice) -> InvoiceItem:
    (row,) = batch_get((InvoiceItem, keys.invoice(invoice.practice, invoice.id)))
    assert row
    return row


def test_the_date_of_service_is_read_as_it_was_stored_and_is_sealed(store, access):
    """S22: when a client was seen is not in clear in the table."""
    draft = store.add(access, replace(a_draft(access.practice), service_on=DAY), an_entry(), None)
    assert store.get(access, draft.id).service_on == DAY
    pk, sk = keys.invoice(draft.practice, draft.id)
    stored = connection.client().get_item(
        TableName=connection.name_of(InvoiceItem.table), Key={"pk": {"S": pk}, "sk": {"S": sk}}
    )
    assert str(DAY) not in repr(stored["Item"])


def test_an_invoice_from_before_dates_of_service_is_readable(store, access, records):
    draft = store.add(access, replace(a_draft(access.practice), service_on=DAY), an_entry(), None)
    row = row_of(draft)
    body = msgspec.to_builtins(body_of(draft, row))
    del body["service_on"]
    row.sealed_body = records.vault().seal(row.binding("sealed_body"), body)
    row.save()
    assert replace(store.get(access, draft.id), version=draft.version) == replace(
        draft, service_on=None
    )
