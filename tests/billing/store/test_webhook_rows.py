"""
Tests the store of processor events.

The same tests run on the tables and on the fake store.
"""

from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.billing.store.executions import DynamoExecutions
from chalicelib.billing.store.invoices import DynamoInvoices
from chalicelib.billing.store.webhooks import DynamoWebhooks
from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.ids import InvoiceId, OpRef, PersonId, PracticeId, ProcessorAccountId
from tests.billing.builders import ELSEWHERE, PRACTICE
from tests.billing.fake_invoices import FakeInvoices
from tests.billing.fake_webhook_store import FakeWebhookStore
from tests.billing.store.stored_invoices import AT, begun
from tests.kernel.fake_clock import FakeClock
from tests.platform.record_store import a_store

OURS, OTHERS = ProcessorAccountId("acc-1"), ProcessorAccountId("acc-2")


@dataclass
class WebhookRows:
    """Holds an event store under test, and the invoices whose ops the store finds."""

    events: Any
    invoices: Any
    executions: Any
    clock: FakeClock
    practice: PracticeId

    @property
    def access(self):
        return Access(self.practice, PersonId("per-1"), Role.PROVIDER, session="s1")

    def begun_op(self):
        return begun(self.invoices, self.access)[1]

    def stored(self, op):
        return self.invoices.op(self.access, op.invoice, op.ref)

    def are_due(self, at):
        return list(self.executions.due(at))


@contextmanager
def in_memory():
    clock = FakeClock(AT)
    invoices = FakeInvoices(clock)
    yield WebhookRows(FakeWebhookStore(invoices), invoices, invoices, clock, PRACTICE)


@contextmanager
def on_tables():
    with a_store() as store:
        clock = FakeClock(AT)
        invoices = DynamoInvoices(store.vault(), store.audit, clock)
        events, executions = DynamoWebhooks(invoices, clock), DynamoExecutions(clock)
        yield WebhookRows(events, invoices, executions, clock, store.practice)


@pytest.fixture(params=[in_memory, on_tables], ids=["fake", "tables"])
def rows(request):
    with request.param() as rows:
        yield rows


def test_an_event_is_marked_once_and_for_its_own_account(rows):
    events = rows.events
    assert not events.was_handled(OURS, "evt_1")
    assert [events.mark_handled(OURS, "evt_1"), events.mark_handled(OURS, "evt_1")] == [True, False]
    assert (
        events.was_handled(OURS, "evt_1"),
        events.was_handled(OTHERS, "evt_1"),
        events.was_handled(OURS, "evt_2"),
    ) == (
        True,
        False,
        False,
    )


def test_a_mark_expires_after_forty_days_even_if_its_row_still_exists(rows):
    rows.events.mark_handled(OURS, "evt_1")
    rows.clock.advance(days=39)
    assert rows.events.was_handled(OURS, "evt_1")
    rows.clock.advance(days=2)
    assert not rows.events.was_handled(OURS, "evt_1")
    assert rows.events.mark_handled(OURS, "evt_1")


def test_an_unknown_reference_has_no_op(rows):
    assert rows.events.op_of(rows.access, OpRef("A" * 20)) is None


def test_an_op_is_found_by_its_reference_within_its_practice(rows):
    """S3: for another practice, the op does not exist."""
    op = rows.begun_op()
    assert rows.events.op_of(rows.access, op.ref) == op
    assert rows.events.op_of(replace(rows.access, practice=ELSEWHERE), op.ref) is None


def test_an_op_that_is_made_due_is_due_at_once(rows):
    op, now = rows.begun_op(), AT + timedelta(seconds=30)
    assert rows.are_due(now) == []
    rows.events.make_due(op, lambda: now)
    assert rows.stored(op) == replace(op, due_at=now, version=op.version + 1)
    assert rows.are_due(now) == [(rows.practice, op.invoice)]


def test_an_op_that_another_task_has_changed_is_not_made_due(rows):
    op, now = rows.begun_op(), AT + timedelta(seconds=30)
    sent = rows.invoices.gate(op, now)
    rows.events.make_due(op, lambda: now)
    assert rows.stored(op) == sent
    assert rows.are_due(now) == []


def test_an_op_that_does_not_exist_is_not_made_due(rows):
    op = rows.begun_op()
    for absent in (replace(op, ref=OpRef("Z" * 20)), replace(op, invoice=InvoiceId("inv-9"))):
        rows.events.make_due(absent, rows.clock)
    assert rows.are_due(rows.clock()) == []
