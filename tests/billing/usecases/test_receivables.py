"""What is owed, of a practice, by client, by one."""

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
def owed(harness):
    return Receivables(harness.store, harness.directory, harness.clock)


def test_an_admin_is_told_how_many_there_are_and_what_is_owed(harness, owed):
    """Overdue is counted where the practice is: due today is not late."""
    harness.drafted()
    harness.paid()
    harness.sent(1_000, due_on=PAST)
    harness.sent(2_000, due_on=TODAY)
    totals = owed.of_practice(AN_ADMIN)
    assert {status: n for status, n in totals.counts.items() if n} == {
        Status.DRAFT: 1,
        Status.PAID: 1,
        Status.SENT: 2,
    }
    assert (totals.outstanding, totals.overdue) == (
        AmountOwed(usd(3_000), 2),
        AmountOwed(usd(1_000), 1),
    )


@pytest.mark.parametrize("who", [A_PROVIDER, A_CLIENT])
def test_only_an_admin_is_told(owed, who):
    """S4."""
    with pytest.raises(NotAllowed):
        owed.of_practice(who)


def test_what_is_partly_paid_is_owed_by_its_balance(harness, owed):
    invoice = harness.paid()
    harness.ops.refund(AN_ADMIN, invoice.id, usd(4_000), "Ended early", None, still_owed=True)
    assert owed.of_practice(AN_ADMIN).outstanding == AmountOwed(usd(4_000), 1)


def test_beyond_the_most_that_is_opened_the_answer_says_that_there_is_more(
    harness, owed, monkeypatch
):
    monkeypatch.setattr(receivables, "MAX_INVOICES", 2)
    for _ in range(4):
        harness.sent(1_000)
    totals = owed.of_practice(AN_ADMIN)
    assert (totals.outstanding, totals.counts[Status.SENT]) == (
        AmountOwed(usd(2_000), 2, more=True),
        3,
    )
    assert owed.by_client(A_PROVIDER, [CLIENT]) is None


def test_a_list_of_clients_says_what_each_owes(harness, owed):
    harness.sent(1_000)
    harness.sent(2_000)
    harness.paid()
    told = owed.by_client(A_PROVIDER, [CLIENT, STRANGER])
    assert told == {CLIENT: AmountOwed(usd(3_000), 2), STRANGER: AmountOwed(usd(0), 0)}


@pytest.mark.parametrize("who", [A_PROVIDER, A_CLIENT])
def test_the_first_page_of_one_clients_list_says_what_they_owe(harness, owed, who):
    for amount in (1_000, 2_000):
        harness.sent(amount)
    client = CLIENT if who is A_PROVIDER else None
    for wanted in (
        InvoiceFilter(client=client),
        InvoiceFilter(client=client, limit=1),
        InvoiceFilter(Status.PAID, client=client),
    ):
        rows, following = harness.views.page(who, wanted)
        assert owed.of_page(who, wanted, rows, following) == AmountOwed(usd(3_000), 2)
    assert owed.of_page(who, InvoiceFilter(client=client, cursor="1"), [], None) is None


def test_a_practices_list_says_no_sum_of_its_own(harness, owed):
    harness.sent()
    rows, following = harness.views.page(AN_ADMIN, InvoiceFilter())
    assert owed.of_page(AN_ADMIN, InvoiceFilter(), rows, following) is None


def test_the_overdue_are_listed_by_the_practices_own_day(harness):
    """In New York it is still the 24th when it is the 25th in London."""
    late, due_today = harness.sent(due_on=PAST), harness.sent(due_on=TODAY)
    harness.sent()
    harness.clock.now = harness.clock.now.replace(hour=23)
    rows, _ = harness.views.page(AN_ADMIN, InvoiceFilter(overdue=True))
    assert [row.id for row in rows] == [late.id]
    harness.pass_time(hours=6)
    rows, _ = harness.views.page(AN_ADMIN, replace(InvoiceFilter(overdue=True), client=CLIENT))
    assert {row.id for row in rows} == {late.id, due_today.id}


def test_nobody_owes_in_an_empty_practice(owed):
    totals = owed.of_practice(AN_ADMIN)
    assert (set(totals.counts.values()), totals.outstanding) == ({0}, AmountOwed(usd(0), 0))
    assert owed.by_client(A_PROVIDER, []) == {}
