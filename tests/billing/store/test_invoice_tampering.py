"""Tests that invoices and ledgers altered in the tables cannot be opened."""

import pytest

from chalicelib.billing.store import keys as billing_keys
from chalicelib.billing.store.invoice_items import InvoiceItem
from chalicelib.billing.store.ledger_items import LedgerEntryItem
from chalicelib.billing.store.op_items import OpItem
from chalicelib.billing.store.receivables import DynamoReceivables
from chalicelib.billing.usecases.invoice_rows import InvoiceFilter
from chalicelib.kernel.errors import Unreadable
from chalicelib.kernel.ids import ClientId
from chalicelib.platform.dynamodb import partitions
from tests.billing.store.stored_invoices import access, added, begun, sent, store

__all__ = ["access", "store"]


def test_a_row_moved_to_another_clients_list_does_not_open_there(store, access, records):
    """
    S21: a list cannot be read if a row of another client was moved into it.

    Reading the list raises Unreadable and reports an alarm. The keys of an index are
    not sealed, so anybody with write access to the table could change them.
    """
    foreign = added(store, access, 1)
    added(store, access, 2, client="c2")
    moved_row = InvoiceItem.get(*billing_keys.invoice(access.practice, foreign.id))
    moved_row.update(
        [InvoiceItem.g1pk.set(partitions.client_partition(access.practice, ClientId("c2")))]
    )
    with pytest.raises(Unreadable):
        store.page(access, InvoiceFilter(client=ClientId("c2")))
    assert records.alarms


def test_a_row_moved_to_another_clients_list_is_not_in_their_sum(store, access, records):
    """S21: a client's sum of what they owe does not count another client's invoice."""
    foreign = sent(store, access)
    moved_row = InvoiceItem.get(*billing_keys.invoice(access.practice, foreign.id))
    moved_row.update(
        [InvoiceItem.g1pk.set(partitions.client_partition(access.practice, ClientId("c2")))]
    )
    assert DynamoReceivables(records.vault()).unpaid_of(access, ClientId("c2"), 10) == ([], False)


@pytest.mark.parametrize("attribute", ["prev", "at", "seq"])
def test_a_ledger_that_was_altered_does_not_open(store, access, records, attribute):
    """S17: if an entry was altered, reading the ledger fails and raises an alarm."""
    invoice = sent(store, access)
    entry_row = LedgerEntryItem.get(*billing_keys.ledger_entry(access.practice, invoice.id, 2))
    entry_row.attribute_values[attribute] = {
        "prev": "0" * 64,
        "at": "2020-01-01T00:00:00.000Z",
        "seq": 3,
    }[attribute]
    entry_row.save()
    with pytest.raises(Unreadable):
        store.entries(access, invoice)
    assert records.alarms


def test_a_ledger_with_a_deleted_entry_does_not_open(store, access, records):
    """S17: if an entry was deleted, reading the ledger fails and raises an alarm."""
    invoice = sent(store, access)
    LedgerEntryItem.get(*billing_keys.ledger_entry(access.practice, invoice.id, 2)).delete()
    with pytest.raises(Unreadable):
        store.entries(access, invoice)
    assert records.alarms


def test_an_invoice_moved_to_another_client_in_the_table_does_not_open(store, access):
    """
    S21: the seal also protects the client's id in the invoice's row.

    An invoice that was moved to another client is unreadable.
    """
    invoice = added(store, access)
    InvoiceItem.get(*billing_keys.invoice(access.practice, invoice.id)).update(
        actions=[InvoiceItem.client.set("c9")]
    )
    with pytest.raises(Unreadable):
        store.get(access, invoice.id)


@pytest.mark.parametrize(
    ("attribute", "value"),
    [
        ("status", "draft"),
        ("number", 77),
        ("due_on", "2020-01-01"),
        ("sent_at", None),
        ("overlay", "checking"),
        ("active_op", "B" * 20),
    ],
)
def test_an_invoice_whose_clear_state_was_changed_in_the_table_does_not_open(
    store, access, records, attribute, value
):
    """S21: nobody can reopen, renumber or lock an invoice by altering its row."""
    invoice = sent(store, access)
    row = InvoiceItem.get(*billing_keys.invoice(access.practice, invoice.id))
    setattr(row, attribute, value)
    row.save()
    for call in (
        lambda: store.get(access, invoice.id),
        lambda: store.read(access, invoice.id, lambda *_: None),
    ):
        with pytest.raises(Unreadable):
            call()
    assert len(records.alarms) == 2


def test_an_op_whose_account_was_changed_in_the_table_does_not_open(store, access):
    """S21: nobody can direct a payment or refund to another processor account."""
    _, op = begun(store, access)
    OpItem.get(*billing_keys.op(op.practice, op.invoice, op.ref)).update(
        actions=[OpItem.account.set("acct_mine")]
    )
    with pytest.raises(Unreadable):
        store.op(access, op.invoice, op.ref)
