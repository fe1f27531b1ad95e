"""Unpaid invoices are brought to mind by the clock (T20), once a day that counts, whatever happens meanwhile."""

from datetime import date, timedelta

import pytest

from chalicelib.billing.usecases.reminders import Reminders
from chalicelib.kernel.errors import NotFound, Unreadable
from tests.billing.billing_harness import BillingHarness
from tests.billing.builders import AN_ADMIN, PRACTICE

SUBJECT, DUE = "An invoice is waiting", date(2026, 11, 30)


@pytest.fixture
def till():
    return BillingHarness()


def clock_strikes(till, days):
    """Each hour for so many days."""
    reminding = Reminders(till.store, till.store, till.desk, till.notices, till.clock)
    made = 0
    for _ in range(days * 24):
        made += reminding.remind_all()
        till.clock.advance(hours=1)
    return made


def reminders(till):
    return till.sent_mails().count(SUBJECT)


def test_four_reminders_in_all_however_often_the_clock_strikes(till):
    till.sent(due_on=DUE)
    assert clock_strikes(till, 40) == reminders(till) == 4


def test_nobody_is_reminded_of_what_is_settled_or_has_no_due_day(till):
    till.sent()
    till.drafted(due_on=DUE)
    paid, voided = till.sent(due_on=DUE), till.sent(due_on=DUE)
    till.pay(paid)
    till.billing.void(AN_ADMIN, voided.id, "x", None)
    assert clock_strikes(till, 40) == reminders(till) == 0


def test_nobody_is_reminded_while_money_is_in_the_air(till):
    invoice = till.sent(due_on=DUE)
    till.processor.fault = lambda _verb: "lost"
    till.pay(invoice)
    assert clock_strikes(till, 40) == 0


def test_what_changes_under_the_reminder_is_reminded_of_in_the_next_hour(till):
    invoice, left = till.sent(due_on=DUE), [1]

    def first(name):
        if name == "commit" and left and left.pop():
            till.invoicing.remind(AN_ADMIN, invoice.id)

    till.clock.advance(timedelta(days=3, hours=6))
    till.store.boundary = first
    assert clock_strikes(till, 1) == 1
    assert till.kinds(invoice)[-2:] == ["reminded", "reminded"]


def test_more_invoices_than_a_page_are_all_reminded_of(till):
    for _ in range(130):
        till.sent(due_on=DUE)
    till.clock.advance(days=3)
    assert clock_strikes(till, 1) == reminders(till) == 130


def test_an_invoice_that_does_not_open_keeps_no_other_from_being_reminded_of(till):
    """Newest first, so the sick one comes before the well one, each hour."""
    well, sick = till.sent(due_on=DUE), till.sent(due_on=DUE)
    till.clock.advance(days=3)
    get = till.store.get

    def damaged(access, invoice, may=None):
        if invoice == sick.id:
            raise Unreadable
        return get(access, invoice, may)

    till.store.get = damaged
    assert clock_strikes(till, 1) == reminders(till) == 1
    assert till.kinds(well)[-1] == "reminded"


def test_a_practice_that_does_not_answer_keeps_no_other_from_being_reminded(till):
    till.sent(due_on=DUE)
    till.clock.advance(days=3)
    setup = till.desk.billing_setup

    def silent(access):
        if access.practice == "gone":
            raise NotFound
        return setup(access)

    till.desk.billing_setup, till.store.practices = silent, lambda: ["gone", PRACTICE]
    assert clock_strikes(till, 1) == 1
