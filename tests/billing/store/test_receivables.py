"""
Tests counts and lists of unpaid invoices.

Counting and listing must open only the records that are needed.
"""

from dataclasses import replace
from datetime import date

import pytest

from chalicelib.billing.domain.invoice import Status
from chalicelib.billing.store import receivables
from chalicelib.billing.store.receivables import DynamoReceivables
from chalicelib.billing.usecases.invoice_rows import InvoiceFilter
from chalicelib.billing.usecases.ports import InvoiceChange
from chalicelib.kernel.ids import ClientId
from chalicelib.platform.audit.actions import AuditAction
from tests.billing.store.stored_invoices import a_draft, access, an_entry, store

__all__ = ["access", "store"]


@pytest.fixture
def unpaid(records):
    return DynamoReceivables(records.vault())


def sent(store, access, n, client="c1", due=None):
    draft = store.add(
        access, replace(a_draft(access.practice, n, client), due_on=due), an_entry(), None
    )
    after = replace(draft, status=Status.SENT, number=store.next_number(access.practice), entries=2)
    return store.send(access, InvoiceChange(draft, after, entries=[an_entry()], action="send"))


@pytest.fixture
def seven_invoices(store, access):
    """
    Store six sent invoices and a draft.

    Five of the sent invoices are for client c1, and one is for client c2.
    """
    for n in range(1, 6):
        sent(store, access, n, due=date(2026, 11, n))
    sent(store, access, 6, client="c2")
    store.add(access, a_draft(access.practice, 7), an_entry(), None)


@pytest.mark.usefixtures("seven_invoices")
def test_counts_open_nothing_and_stop_above_the_limit(unpaid, access, records):
    before = len(records.entries())
    counts = unpaid.counts(access.practice, 500, InvoiceFilter())
    assert {status: n for status, n in counts.items() if n} == {Status.SENT: 6, Status.DRAFT: 1}
    assert unpaid.counts(access.practice, 3, InvoiceFilter())[Status.SENT] == 4
    next_day = InvoiceFilter(since=date(2026, 11, 25))
    assert set(unpaid.counts(access.practice, 500, next_day).values()) == {0}
    assert unpaid.counts(access.practice, 500, InvoiceFilter(until=date(2026, 11, 24))) == counts
    assert len(records.entries()) == before


@pytest.mark.usefixtures("seven_invoices")
def test_counts_of_one_client_open_nothing_either(unpaid, access, records, monkeypatch):
    monkeypatch.setattr(receivables, "PAGE", 2)
    before = len(records.entries())
    one, other = InvoiceFilter(client=ClientId("c1")), InvoiceFilter(client=ClientId("c2"))
    counts = unpaid.counts(access.practice, 500, one)
    assert {status: n for status, n in counts.items() if n} == {Status.SENT: 5, Status.DRAFT: 1}
    assert unpaid.counts(access.practice, 3, one)[Status.SENT] == 4
    assert sum(unpaid.counts(access.practice, 500, other).values()) == 1
    next_day = replace(one, since=date(2026, 11, 25))
    assert set(unpaid.counts(access.practice, 500, next_day).values()) == {0}
    assert len(records.entries()) == before


@pytest.mark.usefixtures("seven_invoices")
def test_the_newest_unpaid_invoices_are_opened_under_one_audit_entry(unpaid, access, records):
    """
    S15: the newest unpaid invoices are opened under one audit entry.

    The entry has the purpose "sum of what is owed" and names each opened record.
    """
    before = {entry.key for entry in records.entries()}
    rows, more = unpaid.unpaid(access, 4)
    assert ([row.id[-1] for row in rows], more) == (["6", "5", "4", "3"], True)
    new = [entry for entry in records.entries() if entry.key not in before]
    assert [(entry.purpose, len(entry.records)) for entry in new] == [("sum of what is owed", 4)]


@pytest.mark.usefixtures("seven_invoices")
def test_other_clients_summaries_are_not_opened(unpaid, access, records):
    """S2: a request for some clients opens no summary of any other client."""
    before = {entry.key for entry in records.entries()}
    rows, more = unpaid.unpaid(access, 500, ["c2"])
    assert ([row.client for row in rows], more) == (["c2"], False)
    (new,) = [entry for entry in records.entries() if entry.key not in before]
    assert len(new.records) == 1


@pytest.mark.usefixtures("seven_invoices")
def test_a_clients_unpaid_invoices_are_found_among_their_newest(unpaid, access):
    rows, more = unpaid.unpaid_of(access, "c1", 3)
    assert ([row.id[-1] for row in rows], more) == (["5", "4"], True)
    rows, more = unpaid.unpaid_of(access, "c1", 500)
    assert (len(rows), more) == (5, False)


@pytest.mark.usefixtures("seven_invoices")
@pytest.mark.parametrize("client", [None, "c1"])
def test_overdue_invoices_are_found_page_by_page(store, access, client):
    filters = InvoiceFilter(Status.SENT, due_before=date(2026, 11, 5), limit=3, client=client)
    first, cursor = store.page(access, filters)
    second, end = store.page(access, replace(filters, cursor=cursor))
    assert [row.id[-1] for row in [*first, *second]] == ["4", "3", "2", "1"]
    assert end is None


@pytest.mark.usefixtures("seven_invoices")
def test_an_export_is_audited_as_an_export(store, access, records):
    """
    S14: an export of seven invoices writes one audit entry.

    The audit entry has the action "export" and names each invoice and each ledger entry.
    """
    page, _ = store.export_page(access, InvoiceFilter())
    assert [len(entries) for _, entries in page] == [1, 2, 2, 2, 2, 2, 2]
    assert [
        (entry.purpose, len(entry.records))
        for entry in records.entries()
        if entry.action == AuditAction.EXPORT
    ] == [("invoice export", 7 + 13)]
