"""Tests that an older copy of a row that somebody puts back repeats no action."""

from dataclasses import replace

import pytest

from chalicelib.billing.domain.invoice import take_lock, with_op_state
from chalicelib.billing.domain.ledger import EntryKind
from chalicelib.billing.domain.op import OpState
from chalicelib.billing.domain.op_details import OpKind
from chalicelib.billing.domain.rules import InvoiceAction, actions, records_disagree
from chalicelib.billing.store import keys
from chalicelib.billing.store.invoice_items import InvoiceItem
from chalicelib.billing.store.ledger_items import SequenceItem, UsedNumberItem
from chalicelib.billing.store.op_items import OpItem
from chalicelib.billing.usecases.ports import InvoiceChange
from chalicelib.kernel.access import Role
from chalicelib.kernel.errors import Conflict
from chalicelib.platform.dynamodb import connection
from tests.billing.store.stored_invoices import (
    AT,
    access,
    added,
    an_entry,
    an_op,
    begun,
    sent,
    store,
)

__all__ = ["access", "store"]


def copy_of(invoice):
    """Return a function that puts back the invoice's row as it is stored now."""
    return copy_at(keys.invoice(invoice.practice, invoice.id))


def copy_at(key):
    pk, sk = key
    table, client = connection.name_of(InvoiceItem.table), connection.client()
    row = client.get_item(TableName=table, Key={"pk": {"S": pk}, "sk": {"S": sk}})["Item"]
    return lambda: client.put_item(TableName=table, Item=row)


def declined(store, access):
    """Store a declined payment; return its invoice and what puts back the old row."""
    before = sent(store, access)
    put_back = copy_of(before)
    op = an_op(before)
    locked = store.commit(access, InvoiceChange(before, take_lock(before, op), next_op=op))
    op = store.op(access, before.id, op.ref)
    ended = replace(op, state=OpState.FAILED)
    after = replace(with_op_state(locked, ended), entries=locked.entries + 1)
    entry = an_entry(EntryKind.PAYMENT_FAILED)
    store.commit(access, InvoiceChange(locked, after, op, ended, entries=[entry]))
    return before, put_back


def test_an_older_invoice_row_starts_no_second_payment(store, access, records):
    """S21: entries beyond the row's count are evidence, so nothing is charged again."""
    before, put_back = declined(store, access)
    put_back()
    again = an_op(before, ref="B" * 20)
    with pytest.raises(Conflict, match=records_disagree(access.role)):
        store.commit(access, InvoiceChange(before, take_lock(before, again), next_op=again))
    assert records.alarms


def test_an_older_invoice_row_is_shown_without_any_action(store, access, records):
    invoice, put_back = declined(store, access)
    put_back()
    old, _ = store.read(access, invoice.id, lambda *_: None)
    assert (old.records_disagree, actions(old, Role.ADMIN), len(records.alarms)) == (True, (), 1)
    assert actions(old, Role.CLIENT) == ()
    assert InvoiceAction.PAY in actions(invoice, Role.CLIENT)


def test_an_entry_that_is_added_during_a_read_is_no_evidence(store, access, records):
    before, _ = declined(store, access)
    seen, _ = store.with_entries(access, before)
    assert (seen.records_disagree, records.alarms) == (False, [])


def test_a_lost_race_is_no_evidence(store, access, records):
    before, _ = declined(store, access)
    again = an_op(before, ref="B" * 20)
    with pytest.raises(Conflict):
        store.commit(access, InvoiceChange(before, take_lock(before, again), next_op=again))
    assert records.alarms == []


def test_an_older_draft_row_does_not_delete_a_sent_invoice(store, access, records):
    draft = added(store, access)
    put_back = copy_of(draft)
    after = replace(draft, number=1, entries=draft.entries + 1)
    store.send(access, InvoiceChange(draft, after, entries=[an_entry(EntryKind.SENT)]))
    put_back()
    with pytest.raises(Conflict, match=records_disagree(access.role)):
        store.remove(access, draft, an_entry(EntryKind.DELETED))
    assert records.alarms


def test_the_row_of_a_deleted_draft_that_is_put_back_cannot_be_sent(store, access, records):
    draft = added(store, access)
    put_back = copy_of(draft)
    store.remove(access, draft, an_entry(EntryKind.DELETED))
    put_back()
    assert store.with_entries(access, draft)[0].records_disagree
    after = replace(draft, number=1, entries=draft.entries + 1)
    with pytest.raises(Conflict, match=records_disagree(access.role)):
        store.send(access, InvoiceChange(draft, after, entries=[an_entry(EntryKind.SENT)]))
    assert records.alarms


def test_a_charge_is_not_sent_for_an_invoice_without_its_lock(store, access, records):
    """An older invoice row was put back before the payment was sent."""
    draft = sent(store, access)
    put_back = copy_of(draft)
    op = an_op(draft)
    store.commit(access, InvoiceChange(draft, take_lock(draft, op), next_op=op))
    put_back()
    with pytest.raises(Conflict):
        store.gate(store.op(access, draft.id, op.ref), AT)
    assert records.alarms


def test_an_older_row_of_a_payment_is_not_sent_again(store, access):
    invoice, op = begun(store, access)
    ended = replace(op, state=OpState.FAILED)
    after = replace(with_op_state(invoice, ended), entries=invoice.entries + 1)
    entry = an_entry(EntryKind.PAYMENT_FAILED)
    store.commit(access, InvoiceChange(invoice, after, op, ended, entries=[entry]))
    key = keys.op(op.practice, op.invoice, op.ref)
    OpItem.get(*key).update([OpItem.state.set("new")])
    with pytest.raises(Conflict):
        store.gate(store.op(access, op.invoice, op.ref), AT)


@pytest.mark.parametrize("kind", [OpKind.PAY, OpKind.REFUND])
def test_rows_of_invoice_and_op_put_back_together_send_nothing_again(store, access, records, kind):
    """S21: a restored table cannot charge or refund again what was already sent."""
    draft = sent(store, access)
    op = an_op(draft, kind=kind)
    locked = take_lock(draft, op) if kind is OpKind.PAY else with_refund_open(draft, op)
    store.commit(access, InvoiceChange(draft, locked, next_op=op))
    both = copy_of(draft), copy_at(keys.op(op.practice, op.invoice, op.ref))
    assert store.gate(store.op(access, draft.id, op.ref), AT).state is OpState.SENT
    for put_back in both:
        put_back()
    with pytest.raises(Conflict):
        store.gate(store.op(access, draft.id, op.ref), AT)
    assert records.alarms


def test_an_older_row_of_a_refund_is_not_sent_while_another_refund_is_open(store, access):
    draft = sent(store, access)
    first, second = (an_op(draft, ref=ref * 20, kind=OpKind.REFUND) for ref in "AB")
    with_first = store.commit(
        access, InvoiceChange(draft, with_refund_open(draft, first), next_op=first)
    )
    put_back = copy_at(keys.op(first.practice, first.invoice, first.ref))
    ended = replace(store.op(access, draft.id, first.ref), state=OpState.FAILED)
    without = replace(with_first, open_refunds=frozenset())
    change = InvoiceChange(with_first, without, store.op(access, draft.id, first.ref), ended)
    left = store.commit(access, change)
    store.commit(access, InvoiceChange(left, with_refund_open(left, second), next_op=second))
    put_back()
    with pytest.raises(Conflict):
        store.gate(store.op(access, draft.id, first.ref), AT)


def with_refund_open(invoice, refund):
    return replace(invoice, open_refunds=invoice.open_refunds | {refund.ref})


def test_an_op_that_is_set_aside_waits_for_an_admin_and_is_not_due(store, access, records):
    _, op = begun(store, access)
    aside = store.set_aside(op, [])
    stored = OpItem.get(*keys.op(op.practice, op.invoice, op.ref))
    assert store.op(access, op.invoice, op.ref) == aside
    assert (aside.state, stored.g3pk, len(records.alarms)) == (OpState.MANUAL, None, 1)


def test_an_older_row_of_the_last_number_repeats_no_number(store, access, records):
    """Invoice numbers follow from rows that are never changed (T3)."""
    first, second = sent(store, access), sent(store, access, 2)
    SequenceItem(*keys.number_sequence(access.practice), n=first.number).save()
    third = sent(store, access, 3)
    assert (second.number, third.number, len(records.alarms)) == (2, 3, 1)


def test_numbers_go_on_in_a_practice_without_rows_of_used_numbers(store, access, records):
    """Invoices that were sent before such rows existed keep their numbers."""
    SequenceItem(*keys.number_sequence(access.practice), n=41).save()
    assert (sent(store, access).number, sent(store, access, 2).number) == (42, 43)
    assert UsedNumberItem.get(*keys.used_number(access.practice, 42))
    assert records.alarms == []
