"""Tests the due day of invoices that are sent without one."""

from datetime import UTC, date, datetime, timedelta

import pytest

from chalicelib.billing.usecases.invoice_drafts import Draft
from tests.billing.billing_harness import BillingHarness
from tests.billing.builders import A_PROVIDER, AN_ADMIN, usd

EVENING = datetime(2026, 11, 25, 3, tzinfo=UTC)
"""In New York, where the practice is, it is 10 PM on the 24th."""


@pytest.fixture
def harness():
    harness = BillingHarness()
    harness.clock.now = EVENING
    return harness


@pytest.mark.parametrize(
    ("days", "due"),
    [
        (0, date(2026, 11, 24)),
        (7, date(2026, 12, 1)),
        (14, date(2026, 12, 8)),
        (30, date(2026, 12, 24)),
    ],
)
def test_an_invoice_without_a_due_day_is_due_by_the_practices_terms_and_day(harness, days, due):
    """T3: the days are counted from the date in the practice's time zone, not in UTC."""
    harness.directory.now_has(due_days=days)
    assert harness.drafted().due_on is None
    assert harness.sent().due_on == due


def test_a_due_day_that_the_author_entered_stays(harness):
    assert harness.sent(due_on=date(2027, 1, 31)).due_on == date(2027, 1, 31)


def test_changed_terms_do_not_change_an_invoice_that_was_sent(harness):
    invoice = harness.sent()
    harness.directory.now_has(due_days=0)
    assert harness.current(invoice).due_on == date(2026, 12, 8)


def test_every_sent_invoice_becomes_overdue_when_its_terms_are_over(harness):
    """T20: an invoice without an entered due day becomes overdue after 14 days."""
    invoice = harness.sent()
    harness.clock.advance(days=14)
    assert not harness.views.view(AN_ADMIN, invoice.id).overdue
    harness.clock.advance(hours=2)
    assert harness.views.view(AN_ADMIN, invoice.id).words == "Overdue"


def test_an_invoice_due_on_receipt_brings_no_reminder_on_the_day_it_is_sent(harness):
    """T20: the first reminder of an invoice due on receipt is sent a week later."""
    harness.clock.now = datetime(2026, 11, 24, 15, tzinfo=UTC)
    harness.directory.now_has(due_days=0)
    harness.sent()
    assert harness.reminders.remind_all() == 0
    harness.clock.advance(days=7)
    assert harness.reminders.remind_all() == 1


def test_the_date_of_service_is_kept_from_the_draft_to_the_sent_invoice(harness):
    draft = harness.drafted(service_on=date(2026, 11, 20))
    edit = Draft("One visit", usd(5_000), service_on=date(2026, 11, 21))
    assert draft.service_on == date(2026, 11, 20)
    edited = harness.drafts.edit(A_PROVIDER, draft.id, edit, draft.version)
    assert harness.drafts.send(A_PROVIDER, edited.id).service_on == date(2026, 11, 21)


def test_time_zones_with_a_missing_midnight_have_a_due_day_too(harness):
    harness.directory.now_has(zone="America/Santiago", due_days=7)
    harness.clock.now = datetime(2026, 9, 6, 3, 59, tzinfo=UTC)
    assert harness.sent().due_on == date(2026, 9, 5) + timedelta(days=7)
