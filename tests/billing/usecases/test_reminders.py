"""Tests that clients get one reminder of an unpaid invoice per reminder day (T20)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from chalicelib.kernel.errors import NotFound, Unreadable
from tests.billing.billing_harness import BillingHarness
from tests.billing.builders import AN_ADMIN, CLIENT, PRACTICE

SUBJECT, DUE = "An invoice is waiting", date(2026, 11, 30)


@pytest.fixture
def harness():
    return BillingHarness()


def remind_hourly(harness, days):
    """Run the hourly reminder job for `days` days; return the number of reminders."""
    count = 0
    for _ in range(round(days * 24)):
        count += harness.reminders.remind_all()
        harness.clock.advance(hours=1)
    return count


def reminders(harness):
    return harness.sent_mails().count(SUBJECT)


def test_hourly_runs_send_four_reminders_in_all(harness):
    harness.sent(due_on=DUE)
    assert remind_hourly(harness, 40) == reminders(harness) == 4


@pytest.mark.parametrize(
    ("client_zone", "first_hour"),
    [("", 9), ("America/New_York", 9), ("America/Los_Angeles", 12), ("Pacific/Honolulu", 14)],
)
def test_a_reminder_leaves_in_the_daytime_of_the_client(harness, client_zone, first_hour):
    """
    A reminder is sent when it is daytime in the client's time zone.

    If the client has no time zone, the practice's time zone is used.
    """
    rows, key = harness.directory.clients.rows, (PRACTICE, CLIENT)
    profile = replace(rows[key].profile, zone=client_zone)
    rows[key] = replace(rows[key], profile=profile)
    harness.sent(due_on=DUE)
    harness.clock.now = datetime(2026, 11, 27, 5, 1, tzinfo=UTC)  # just after midnight in New York
    assert [remind_hourly(harness, 1 / 24) for _ in range(24)].index(1) == first_hour
    assert reminders(harness) == 1


def test_no_reminder_of_a_paid_invoice_waits_for_the_morning(harness):
    invoice = harness.sent(due_on=DUE)
    harness.clock.now = datetime(2026, 11, 27, 6, tzinfo=UTC)
    assert remind_hourly(harness, 1 / 24) == 0
    harness.pay(invoice)
    assert remind_hourly(harness, 1) == 0


def test_nobody_is_reminded_of_a_closed_invoice_or_one_without_a_due_day(harness):
    old = harness.sent()
    key = old.practice, old.id
    harness.store.invoices[key] = replace(old, due_on=None)
    harness.drafted(due_on=DUE)
    paid, voided = harness.sent(due_on=DUE), harness.sent(due_on=DUE)
    harness.pay(paid)
    harness.ops.void(AN_ADMIN, voided.id, "x", None)
    assert remind_hourly(harness, 40) == reminders(harness) == 0


def test_nobody_is_reminded_while_an_op_is_unfinished(harness):
    invoice = harness.sent(due_on=DUE)
    harness.processor.fault = lambda _verb: "lost"
    harness.pay(invoice)
    assert remind_hourly(harness, 40) == 0


def test_a_reminder_that_lost_a_race_is_sent_in_the_next_hour(harness):
    invoice, left = harness.sent(due_on=DUE), [1]

    def first(name):
        if name == "commit" and left and left.pop():
            harness.reminders.remind(AN_ADMIN, invoice.id)

    harness.clock.advance(timedelta(days=3, hours=6))
    harness.store.boundary = first
    assert remind_hourly(harness, 1) == 1
    assert harness.kinds(invoice)[-2:] == ["reminded", "reminded"]


def test_all_pages_of_invoices_are_reminded(harness):
    for _ in range(130):
        harness.sent(due_on=DUE)
    harness.clock.advance(days=3)
    assert remind_hourly(harness, 1) == reminders(harness) == 130


def test_an_unreadable_invoice_does_not_stop_the_reminders_of_others(harness):
    """
    If an invoice is unreadable, reminders of the other invoices are still sent.

    The job takes the newest invoice first, which is the unreadable one in this test.
    """
    well, sick = harness.sent(due_on=DUE), harness.sent(due_on=DUE)
    harness.clock.advance(days=3)
    get = harness.store.get

    def damaged(access, invoice, check=None):
        if invoice == sick.id:
            raise Unreadable
        return get(access, invoice, check)

    harness.store.get = damaged
    assert remind_hourly(harness, 1) == reminders(harness) == 1
    assert harness.kinds(well)[-1] == "reminded"


def test_a_practice_that_fails_does_not_stop_the_reminders_of_others(harness):
    harness.sent(due_on=DUE)
    harness.clock.advance(days=3)
    setup = harness.directory.billing_setup

    def silent(access):
        if access.practice == "gone":
            raise NotFound
        return setup(access)

    harness.directory.billing_setup, harness.store.practices = silent, lambda: ["gone", PRACTICE]
    assert remind_hourly(harness, 1) == 1
