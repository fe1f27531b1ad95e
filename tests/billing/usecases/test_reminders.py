"""Clients are reminded of unpaid invoices once on each reminder day (T20)."""

from datetime import date, timedelta

import pytest

from chalicelib.kernel.errors import NotFound, Unreadable
from tests.billing.billing_harness import BillingHarness
from tests.billing.builders import AN_ADMIN, PRACTICE

SUBJECT, DUE = "An invoice is waiting", date(2026, 11, 30)


@pytest.fixture
def harness():
    return BillingHarness()


def clock_strikes(harness, days):
    """Each hour for so many days."""
    reminding = harness.reminders
    made = 0
    for _ in range(days * 24):
        made += reminding.remind_all()
        harness.clock.advance(hours=1)
    return made


def reminders(harness):
    return harness.sent_mails().count(SUBJECT)


def test_four_reminders_in_all_however_often_the_clock_strikes(harness):
    harness.sent(due_on=DUE)
    assert clock_strikes(harness, 40) == reminders(harness) == 4


def test_nobody_is_reminded_of_what_is_settled_or_has_no_due_day(harness):
    harness.sent()
    harness.drafted(due_on=DUE)
    paid, voided = harness.sent(due_on=DUE), harness.sent(due_on=DUE)
    harness.pay(paid)
    harness.ops.void(AN_ADMIN, voided.id, "x", None)
    assert clock_strikes(harness, 40) == reminders(harness) == 0


def test_nobody_is_reminded_while_money_is_in_the_air(harness):
    invoice = harness.sent(due_on=DUE)
    harness.processor.fault = lambda _verb: "lost"
    harness.pay(invoice)
    assert clock_strikes(harness, 40) == 0


def test_what_changes_under_the_reminder_is_reminded_of_in_the_next_hour(harness):
    invoice, left = harness.sent(due_on=DUE), [1]

    def first(name):
        if name == "commit" and left and left.pop():
            harness.reminders.remind(AN_ADMIN, invoice.id)

    harness.clock.advance(timedelta(days=3, hours=6))
    harness.store.boundary = first
    assert clock_strikes(harness, 1) == 1
    assert harness.kinds(invoice)[-2:] == ["reminded", "reminded"]


def test_more_invoices_than_a_page_are_all_reminded_of(harness):
    for _ in range(130):
        harness.sent(due_on=DUE)
    harness.clock.advance(days=3)
    assert clock_strikes(harness, 1) == reminders(harness) == 130


def test_an_invoice_that_does_not_open_keeps_no_other_from_being_reminded_of(harness):
    """Newest first, so the sick one comes before the well one, each hour."""
    well, sick = harness.sent(due_on=DUE), harness.sent(due_on=DUE)
    harness.clock.advance(days=3)
    get = harness.store.get

    def damaged(access, invoice, may=None):
        if invoice == sick.id:
            raise Unreadable
        return get(access, invoice, may)

    harness.store.get = damaged
    assert clock_strikes(harness, 1) == reminders(harness) == 1
    assert harness.kinds(well)[-1] == "reminded"


def test_a_practice_that_does_not_answer_keeps_no_other_from_being_reminded(harness):
    harness.sent(due_on=DUE)
    harness.clock.advance(days=3)
    setup = harness.directory.billing_setup

    def silent(access):
        if access.practice == "gone":
            raise NotFound
        return setup(access)

    harness.directory.billing_setup, harness.store.practices = silent, lambda: ["gone", PRACTICE]
    assert clock_strikes(harness, 1) == 1
