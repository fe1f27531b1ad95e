"""Tests the texts of notices about invoices, and when reminders are due."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from chalicelib.billing.domain.invoice import Status
from chalicelib.billing.domain.notices import (
    REMINDER_DAYS,
    reminder_asked,
    reminder_due,
    to_client,
    to_provider,
)
from chalicelib.billing.domain.op import Overlay
from chalicelib.notices.domain import NoticeKind
from chalicelib.wiring.notices import NOTICE_TEXTS
from tests.billing.builders import CLIENT, PROVIDER, a_sent_invoice, in_status, under

DUE = date(2026, 11, 24)
CANARIES = ("Cleo", "Pat", "Two visits", "inv_1", "100", "$", "Addiction", "{", "%")


def at_noon(days):
    return datetime(2026, 11, 24, 17, tzinfo=UTC) + timedelta(days=days)


def sent_long_before():
    return replace(a_sent_invoice(due_on=DUE), sent_at=at_noon(-60))


def due(invoice=None, days=0, zone="America/New_York"):
    return reminder_due(invoice or sent_long_before(), at_noon(days), zone)


@pytest.mark.parametrize("kind", NoticeKind)
def test_each_notice_is_a_fixed_sentence_that_names_nobody(kind):
    """S27: no subject or sentence of a notice contains a name, service or amount."""
    assert not [
        canary
        for canary in CANARIES
        if canary in f"{NOTICE_TEXTS[kind].subject} {NOTICE_TEXTS[kind].sentence}"
    ]


def test_reminders_are_due_on_four_days_only():
    """
    T20: a reminder is due on four days only.

    These are 3 days before the due day, the due day, and 7 and 21 days after it.
    """
    reminder_days = {days for days in range(-40, 41) if due(days=days)}
    assert reminder_days == set(REMINDER_DAYS) == {-3, 0, 7, 21}


def test_each_reminder_is_one_event_even_if_it_is_computed_twice_a_day():
    assert len({due(days=days).event for days in REMINDER_DAYS}) == 4
    assert due(days=7) == reminder_due(
        sent_long_before(), at_noon(7) + timedelta(hours=5), "America/New_York"
    )


@pytest.mark.parametrize("status", sorted(set(Status) - {Status.SENT, Status.DRAFT}))
def test_a_client_who_owes_nothing_is_not_reminded(status):
    assert due(replace(in_status(status), due_on=DUE)) is None


@pytest.mark.parametrize("overlay", Overlay)
def test_nobody_is_reminded_while_an_op_is_unfinished(overlay):
    assert due(under(a_sent_invoice(due_on=DUE), overlay)) is None


def test_the_reminder_day_is_in_the_practices_time_zone():
    late_evening = datetime(2026, 11, 25, 4, 30, tzinfo=UTC)
    invoice = sent_long_before()
    assert reminder_due(invoice, late_evening, "America/New_York").event == "reminder+0"
    assert reminder_due(invoice, late_evening, "UTC") is None


def test_an_invoice_brings_no_reminder_on_the_day_it_is_sent():
    for hours in (0, 5):
        invoice = replace(a_sent_invoice(due_on=DUE), sent_at=at_noon(0) + timedelta(hours=hours))
        assert due(invoice) is None
        assert due(invoice, days=7)


def test_staff_can_remind_once_a_day():
    first, later = (
        reminder_asked(a_sent_invoice(), NOW, "UTC")
        for NOW in (at_noon(0), at_noon(0) + timedelta(hours=6))
    )
    assert first == later != reminder_asked(a_sent_invoice(), at_noon(1), "UTC")


def test_a_notice_is_for_the_client_or_for_the_provider():
    client, provider = (
        make(NoticeKind.INVOICE_SENT, a_sent_invoice()) for make in (to_client, to_provider)
    )
    assert (client.client, client.person, provider.client, provider.person) == (
        CLIENT,
        None,
        None,
        PROVIDER,
    )
