"""
Tests the table rows of the due queue.

The due queue lists the invoices on which the sweep must act. The sweep is a job
that resumes due work each minute.
"""

from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.billing.domain.op import Op
from chalicelib.billing.domain.op_details import Refund
from chalicelib.billing.store import executions
from chalicelib.billing.store.executions import DynamoExecutions
from chalicelib.billing.store.op_items import op_body, op_item
from chalicelib.kernel.access import Role
from chalicelib.kernel.ids import InvoiceId, OpRef, PersonId, ProcessorAccountId
from chalicelib.kernel.money import Money
from chalicelib.platform.dynamodb.key_parts import shard

AT, MINUTE = datetime(2026, 11, 24, 15, tzinfo=UTC), timedelta(minutes=1)
REFS = [ref for ref in (f"{number:020d}" for number in range(400)) if shard(ref) == 3]


@pytest.fixture
def due(records):
    """
    Store six ops, each due one minute after the previous op.

    Return a function that lists the invoices that are due at a given time. All ops are
    in one shard (partition) of the queue.
    """
    for number, ref in enumerate(REFS[:6]):
        who = PersonId("per-1")
        invoice, at = InvoiceId(f"inv-{number}"), AT + number * MINUTE
        op = Op(
            ref=OpRef(ref),
            practice=records.practice,
            invoice=invoice,
            amount=Money(100, "USD"),
            details=Refund(ProcessorAccountId("acc_1"), 1, "pi_1"),
            actor=who,
            role=Role.ADMIN,
            at=at,
        )
        item = op_item(op)
        item.sealed_body = records.vault().seal(item.binding(), op_body(op))
        item.save()
    rows = DynamoExecutions(records.clock)
    return lambda at: [invoice for _, invoice in rows.due(at)]


def test_due_ops_are_listed_oldest_first(due):
    assert due(AT + 3 * MINUTE) == ["inv-0", "inv-1", "inv-2"]


def test_a_full_page_of_due_ops_does_not_hide_the_newest(due, monkeypatch):
    monkeypatch.setattr(executions, "QUEUE_PAGE_SIZE", 2)
    assert due(AT + 9 * MINUTE) == ["inv-0", "inv-1", "inv-5", "inv-4"]


def test_each_invoice_is_listed_once(due, monkeypatch):
    monkeypatch.setattr(executions, "QUEUE_PAGE_SIZE", 4)
    assert sorted(due(AT + 9 * MINUTE)) == [f"inv-{number}" for number in range(6)]
