"""Tests the table of the processor events that were handled."""

import pytest

from chalicelib.billing.store.invoices import DynamoInvoices
from chalicelib.billing.store.webhooks import DynamoWebhooks
from chalicelib.kernel.ids import OpRef, ProcessorAccountId

DAY, OURS, OTHERS = 86_400, ProcessorAccountId("acc-1"), ProcessorAccountId("acc-2")


@pytest.fixture
def rows(records):
    return DynamoWebhooks(
        DynamoInvoices(records.vault(), records.audit, records.clock), records.clock
    )


def test_an_event_is_marked_once_and_for_its_own_account(rows):
    assert not rows.was_handled(OURS, "evt_1")
    assert [rows.mark_handled(OURS, "evt_1"), rows.mark_handled(OURS, "evt_1")] == [True, False]
    assert (
        rows.was_handled(OURS, "evt_1"),
        rows.was_handled(OTHERS, "evt_1"),
        rows.was_handled(OURS, "evt_2"),
    ) == (
        True,
        False,
        False,
    )


def test_a_mark_expires_after_forty_days_even_if_its_row_still_exists(rows, records):
    rows.mark_handled(OURS, "evt_1")
    records.clock.pass_seconds(39 * DAY)
    assert rows.was_handled(OURS, "evt_1")
    records.clock.pass_seconds(2 * DAY)
    assert not rows.was_handled(OURS, "evt_1")
    assert rows.mark_handled(OURS, "evt_1")


def test_an_unknown_reference_has_no_op(rows, records):
    assert rows.op_of(records.access(), OpRef("A" * 20)) is None
