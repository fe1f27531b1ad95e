"""Tests which invoices people see and list, and which actions they are shown."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from chalicelib.billing.domain.invoice import Status
from chalicelib.billing.domain.rules import InvoiceAction
from chalicelib.billing.usecases.invoice_drafts import Draft
from chalicelib.billing.usecases.invoice_rows import InvoiceFilter
from chalicelib.kernel.errors import Conflict, Failure, Invalid, NotAllowed, NotFound
from tests.billing.billing_harness import BillingHarness
from tests.billing.builders import (
    A_CLIENT,
    A_PROVIDER,
    AN_ADMIN,
    CLIENT,
    ELSEWHERE,
    STRANGER,
    usd,
)

OTHER_PROVIDER = replace(A_PROVIDER, person="per_other")


@pytest.fixture
def harness():
    return BillingHarness()


def write(harness, access=A_PROVIDER, client=CLIENT, **changes):
    return harness.drafts.create(
        access, client, replace(Draft("Two visits", usd(10_000)), **changes), None
    )


def test_a_client_sees_no_draft_and_no_other_client(harness):
    """S2: a client can neither see nor list drafts or other clients' invoices."""
    draft, sent = write(harness), harness.sent()
    with pytest.raises(NotFound):
        harness.views.view(A_CLIENT, draft.id)
    assert [row.id for row in harness.views.page(A_CLIENT, InvoiceFilter())[0]] == [sent.id]
    assert harness.views.page(A_CLIENT, InvoiceFilter(status=Status.DRAFT))[0] == []
    for access in (
        replace(A_CLIENT, client=STRANGER),
        replace(AN_ADMIN, practice=ELSEWHERE),
        OTHER_PROVIDER,
    ):
        with pytest.raises(NotFound):
            harness.views.view(access, sent.id)
    for access, client in (
        (replace(A_CLIENT, client=STRANGER), CLIENT),
        (A_CLIENT, STRANGER),
        (AN_ADMIN, STRANGER),
    ):
        with pytest.raises(NotFound):
            harness.views.page(access, InvoiceFilter(client=client))


def test_a_client_without_a_profile_lists_no_invoices(harness):
    """
    S2: a client without a profile lists no invoices.

    Their missing client id must not be taken for "the invoices of all clients".
    """
    harness.sent()
    with pytest.raises(Failure):
        harness.views.page(replace(A_CLIENT, client=None), InvoiceFilter())


def test_an_admin_lists_all_invoices_and_a_provider_those_of_their_clients(harness):
    sent = harness.sent()
    assert [row.id for row in harness.views.page(AN_ADMIN, InvoiceFilter())[0]] == [sent.id]
    with pytest.raises(NotAllowed):
        harness.views.page(A_PROVIDER, InvoiceFilter())
    assert [row.id for row in harness.views.page(A_PROVIDER, InvoiceFilter(client=CLIENT))[0]] == [
        sent.id
    ]
    with pytest.raises(NotFound):
        harness.views.page(A_PROVIDER, InvoiceFilter(client=STRANGER))


@pytest.mark.parametrize("more", [{}, {"status": Status.SENT}, {"overdue": True}])
def test_a_list_whose_last_day_is_before_its_first_is_refused_at_the_field(harness, more):
    days = InvoiceFilter(since=date(2026, 12, 1), until=date(2026, 11, 1), **more)
    with pytest.raises(Invalid) as refusal:
        harness.views.page(AN_ADMIN, days)
    with pytest.raises(Invalid):
        harness.views.export(AN_ADMIN, days)
    assert list(refusal.value.fields) == ["to"]
    assert harness.views.page(AN_ADMIN, replace(days, until=days.since))[0] == []


@pytest.mark.parametrize("more", [{}, {"status": Status.DRAFT}, {"client": CLIENT}])
def test_a_list_counts_the_days_that_the_practices_clock_shows(harness, more):
    """An invoice created at 8 PM in New York is listed by the date there, not in UTC."""
    harness.clock.now = datetime(2026, 11, 25, 1, tzinfo=UTC)
    harness.drafted()
    for day, n in ((date(2026, 11, 24), 1), (date(2026, 11, 25), 0)):
        filters = InvoiceFilter(since=day, until=day, **more)
        assert len(harness.views.page(AN_ADMIN, filters)[0]) == n


def test_a_view_has_the_allowed_actions_or_the_reason_for_none(harness):
    invoice = harness.sent()
    assert harness.views.view(A_CLIENT, invoice.id).actions == (InvoiceAction.PAY,)
    harness.directory.now_has(enabled=False)
    blocked = harness.views.view(A_PROVIDER, invoice.id)
    assert (blocked.actions, "switched off" in blocked.why_no_action) == ((), True)


def test_a_provider_can_remind_where_only_admins_act_on_money(harness):
    harness.directory.now_has(staff_actions=False)
    invoice = harness.sent()
    assert harness.views.view(A_PROVIDER, invoice.id).actions == [InvoiceAction.REMIND]
    assert InvoiceAction.VOID in harness.views.view(AN_ADMIN, invoice.id).actions


def test_a_reminder_is_sent_once_a_day_and_not_while_an_op_is_unfinished(harness):
    """T20: a provider asks for a second reminder on the same day and is refused."""
    invoice = harness.sent()
    harness.reminders.remind(A_PROVIDER, invoice.id)
    with pytest.raises(Conflict, match="another one tomorrow"):
        harness.reminders.remind(A_PROVIDER, invoice.id)
    harness.clock.advance(days=1)
    harness.reminders.remind(A_PROVIDER, invoice.id)
    harness.inject_fault("unanswered")
    harness.pay(invoice)
    harness.clock.advance(days=1)
    with pytest.raises(Conflict):
        harness.reminders.remind(A_PROVIDER, invoice.id)
    assert harness.sent_mails().count("An invoice is waiting") == 2


def test_an_invoice_shows_as_overdue_after_its_due_day_in_the_practices_zone(harness):
    """
    T20: after the due day in the practice's time zone, staff see "Overdue".

    The client still sees "Due".
    """
    invoice = harness.sent(due_on=date(2026, 11, 24))
    harness.clock.advance(hours=16)
    assert harness.views.view(AN_ADMIN, invoice.id).words == "Unpaid"
    harness.clock.advance(timedelta(hours=2))
    view = harness.views.view(AN_ADMIN, invoice.id)
    assert (view.words, view.overdue, harness.views.view(A_CLIENT, invoice.id).words) == (
        "Overdue",
        True,
        "Due",
    )
    rows, _ = harness.views.page(AN_ADMIN, InvoiceFilter())
    assert harness.views.overdue(AN_ADMIN, rows) == {invoice.id}
