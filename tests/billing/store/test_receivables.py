"""Unpaid invoices on the tables: counted, summed, sifted; the rest stays sealed."""

from dataclasses import replace
from datetime import date

import pytest

from chalicelib.billing.domain.invoice import Status
from chalicelib.billing.store.receivables import DynamoReceivables
from chalicelib.billing.usecases.invoice_rows import InvoiceFilter
from chalicelib.billing.usecases.ports import InvoiceChange
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
def seven(store, access):
    """Five of one client, due on November 1 to 5, one of another client, and a draft."""
    for n in range(1, 6):
        sent(store, access, n, due=date(2026, 11, n))
    sent(store, access, 6, client="c2")
    store.add(access, a_draft(access.practice, 7), an_entry(), None)


@pytest.mark.usefixtures("seven")
def test_states_are_counted_without_opening_anything_and_not_beyond_the_most(
    unpaid, access, records
):
    before = len(records.entries())
    told = unpaid.counts(access.practice, 500)
    assert {status: n for status, n in told.items() if n} == {Status.SENT: 6, Status.DRAFT: 1}
    assert unpaid.counts(access.practice, 3)[Status.SENT] == 4
    assert len(records.entries()) == before


@pytest.mark.usefixtures("seven")
def test_the_newest_unpaid_are_opened_under_one_entry(unpaid, access, records):
    """S15."""
    before = {entry.key for entry in records.entries()}
    rows, more = unpaid.unpaid(access, 4)
    assert ([row.id[-1] for row in rows], more) == (["6", "5", "4", "3"], True)
    new = [entry for entry in records.entries() if entry.key not in before]
    assert [(entry.purpose, len(entry.records)) for entry in new] == [("sum of what is owed", 4)]


@pytest.mark.usefixtures("seven")
def test_other_clients_cards_stay_sealed(unpaid, access, records):
    """S2: a provider's list of clients opens what is theirs."""
    before = {entry.key for entry in records.entries()}
    rows, more = unpaid.unpaid(access, 500, ["c2"])
    assert ([row.client for row in rows], more) == (["c2"], False)
    (new,) = [entry for entry in records.entries() if entry.key not in before]
    assert len(new.records) == 1


@pytest.mark.usefixtures("seven")
def test_one_clients_unpaid_are_found_among_their_newest(unpaid, access):
    rows, more = unpaid.unpaid_of(access, "c1", 3)
    assert ([row.id[-1] for row in rows], more) == (["5", "4"], True)
    rows, more = unpaid.unpaid_of(access, "c1", 500)
    assert (len(rows), more) == (5, False)


@pytest.mark.usefixtures("seven")
@pytest.mark.parametrize("client", [None, "c1"])
def test_the_overdue_are_found_page_by_page(store, access, client):
    wanted = InvoiceFilter(Status.SENT, due_before=date(2026, 11, 5), limit=3, client=client)
    first, cursor = store.page(access, wanted)
    second, end = store.page(access, replace(wanted, cursor=cursor))
    assert [row.id[-1] for row in [*first, *second]] == ["4", "3", "2", "1"]
    assert end is None


@pytest.mark.usefixtures("seven")
def test_an_export_is_written_down_as_one(store, access, records):
    """S14."""
    store.page(access, InvoiceFilter(export=True))
    assert [
        (entry.purpose, len(entry.records))
        for entry in records.entries()
        if entry.action == AuditAction.EXPORT
    ] == [("invoice export", 7)]
