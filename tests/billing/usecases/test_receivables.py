"""Tests the amounts owed to a practice, in total and per client."""

from dataclasses import replace
from datetime import date

import pytest

from chalicelib.billing.domain.invoice import Status
from chalicelib.billing.usecases import receivables
from chalicelib.billing.usecases.invoice_rows import InvoiceFilter
from chalicelib.billing.usecases.receivables import Receivables
from chalicelib.clients.usecases.ports import AmountOwed
from chalicelib.kernel.errors import NotAllowed
from tests.billing.billing_harness import BillingHarness
from tests.billing.builders import A_CLIENT, A_PROVIDER, AN_ADMIN, CLIENT, STRANGER, usd

PAST, TODAY = date(2026, 11, 23), date(2026, 11, 24)


@pytest.fixture
def harness():
    return BillingHarness()


@pytest.fixture
def practice_receivables(harness):
    return Receivables(harness.store, harness.directory, harness.clock)


def test_an_admin_reads_counts_by_status_and_sums_of_what_is_owed(harness, practice_receivables):
    """An invoice that is due today in the practice's time zone is not overdue yet."""
    harness.drafted()
    harness.paid()
    harness.sent(1_000, due_on=PAST)
    harness.sent(2_000, due_on=TODAY)
    totals = practice_receivables.of_practice(AN_ADMIN, InvoiceFilter())
    assert {status: n for status, n in totals.counts.items() if n} == {
        Status.DRAFT: 1,
        Status.PAID: 1,
        Status.SENT: 2,
    }
    assert (totals.outstanding, totals.overdue) == (
        AmountOwed(usd(3_000), 2),
        AmountOwed(usd(1_000), 1),
    )


def test_the_counts_follow_the_days_but_the_sums_do_not(harness, practice_receivables):
    harness.sent(1_000, due_on=PAST)
    harness.pass_time(hours=24)
    harness.sent(2_000, due_on=PAST)
    today = InvoiceFilter(since=harness.clock.now.date())
    totals = practice_receivables.of_practice(AN_ADMIN, today)
    assert (totals.counts[Status.SENT], totals.overdue_count) == (1, 1)
    assert totals.overdue == AmountOwed(usd(3_000), 2)


def test_the_counts_follow_the_client_but_the_sums_do_not(harness, practice_receivables):
    """
    If a client is selected, the counts are about that client only.

    The sums are about all clients of the practice.
    """
    harness.sent(1_000, due_on=PAST)
    read = practice_receivables.of_practice
    own, others = (read(AN_ADMIN, InvoiceFilter(client=client)) for client in (CLIENT, STRANGER))
    assert (own.counts[Status.SENT], own.overdue_count) == (1, 1)
    assert (others.counts[Status.SENT], others.overdue_count) == (0, 0)
    assert own.overdue == others.overdue == AmountOwed(usd(1_000), 1)


@pytest.mark.parametrize("who", [A_PROVIDER, A_CLIENT])
def test_only_an_admin_reads_the_totals(practice_receivables, who):
    """
    S4: only an Admin can read the amounts owed to the practice.

    A provider and a client are refused.
    """
    with pytest.raises(NotAllowed):
        practice_receivables.of_practice(who, InvoiceFilter())


def test_an_invoice_counts_with_its_balance(harness, practice_receivables):
    invoice = harness.paid()
    harness.ops.refund(AN_ADMIN, invoice.id, usd(4_000), "Ended early", None, still_owed=True)
    assert practice_receivables.of_practice(AN_ADMIN, InvoiceFilter()).outstanding == AmountOwed(
        usd(4_000), 1
    )


def test_the_totals_say_when_there_are_more_invoices_than_were_opened(
    harness, practice_receivables, monkeypatch
):
    monkeypatch.setattr(receivables, "MAX_INVOICES", 2)
    for _ in range(4):
        harness.sent(1_000)
    totals = practice_receivables.of_practice(AN_ADMIN, InvoiceFilter())
    assert (totals.outstanding, totals.counts[Status.SENT]) == (
        AmountOwed(usd(2_000), 2, more=True),
        3,
    )
    assert practice_receivables.by_client(A_PROVIDER, [CLIENT]) is None


def test_the_sums_of_a_list_of_clients_are_by_client(harness, practice_receivables):
    harness.sent(1_000)
    harness.sent(2_000)
    harness.paid()
    sums = practice_receivables.by_client(A_PROVIDER, [CLIENT, STRANGER])
    assert sums == {CLIENT: AmountOwed(usd(3_000), 2), STRANGER: AmountOwed(usd(0), 0)}


@pytest.mark.parametrize("who", [A_PROVIDER, A_CLIENT])
def test_only_the_first_page_of_a_clients_list_has_what_they_owe(
    harness, practice_receivables, who
):
    for amount in (1_000, 2_000):
        harness.sent(amount)
    client = CLIENT if who is A_PROVIDER else None
    for filters in (
        InvoiceFilter(client=client),
        InvoiceFilter(client=client, limit=1),
        InvoiceFilter(Status.PAID, client=client),
    ):
        rows, following = harness.views.page(who, filters)
        assert practice_receivables.of_page(who, filters, rows, following) == AmountOwed(
            usd(3_000), 2
        )
    assert (
        practice_receivables.of_page(who, InvoiceFilter(client=client, cursor="1"), [], None)
        is None
    )


def test_a_practices_list_has_no_sum(harness, practice_receivables):
    harness.sent()
    rows, following = harness.views.page(AN_ADMIN, InvoiceFilter())
    assert practice_receivables.of_page(AN_ADMIN, InvoiceFilter(), rows, following) is None


def test_overdue_invoices_are_listed_by_the_day_in_the_practices_zone(harness):
    """
    An invoice is listed as overdue by the current day in the practice's time zone.

    The 25th has begun in London, but it is still the 24th in New York.
    """
    late, due_today = harness.sent(due_on=PAST), harness.sent(due_on=TODAY)
    harness.sent()
    harness.clock.now = harness.clock.now.replace(hour=23)
    rows, _ = harness.views.page(AN_ADMIN, InvoiceFilter(overdue=True))
    assert [row.id for row in rows] == [late.id]
    harness.pass_time(hours=6)
    rows, _ = harness.views.page(AN_ADMIN, replace(InvoiceFilter(overdue=True), client=CLIENT))
    assert {row.id for row in rows} == {late.id, due_today.id}


def test_nobody_owes_in_an_empty_practice(practice_receivables):
    totals = practice_receivables.of_practice(AN_ADMIN, InvoiceFilter())
    assert (set(totals.counts.values()), totals.outstanding) == ({0}, AmountOwed(usd(0), 0))
    assert practice_receivables.by_client(A_PROVIDER, []) == {}
