"""Tests the real store of invoices: conditions, ledger, audit entries and seals."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.billing.domain.invoice import Status, take_lock
from chalicelib.billing.domain.ledger import EntryKind
from chalicelib.billing.domain.op import OpState
from chalicelib.billing.domain.op_details import OpKind
from chalicelib.billing.domain.settlement import apply_charge_result
from chalicelib.billing.usecases.invoice_rows import InvoiceFilter
from chalicelib.billing.usecases.ports import InvoiceChange
from chalicelib.kernel.errors import Conflict, Invalid, NotFound
from chalicelib.kernel.idempotency import AlreadyProcessed, IdempotencyKey
from chalicelib.kernel.ids import (
    ClientId,
    OpRef,
    PersonId,
    PracticeId,
)
from chalicelib.payments.domain.payment import ChargeResult, ChargeState, OneTimeToken
from tests.billing.store.stored_invoices import (
    AMOUNT,
    AT,
    a_draft,
    access,
    added,
    an_entry,
    an_op,
    begun,
    sent,
    store,
)

__all__ = ["access", "store"]


def test_an_invoice_reads_as_it_was_stored(store, access):
    draft = added(store, access)
    assert store.get(access, draft.id) == draft
    assert [entry.kind for entry in store.entries(access, draft)] == [EntryKind.CREATED]


def test_another_practice_does_not_find_an_invoice(store, access):
    """
    S3: for another practice's invoice, the store raises NotFound.

    It raises the same error for an unknown invoice.
    """
    draft = added(store, access)
    with pytest.raises(NotFound):
        store.get(replace(access, practice=PracticeId("01OTHER")), draft.id)


def test_nothing_personal_is_stored_unsealed(store, access, records):
    """S22: no table has a name, description, amount or card token in clear."""
    begun(store, access)
    stored = repr(
        [
            records.dynamodb.scan(TableName=name)
            for name in ("test-core", "test-records", "test-ephemeral", "test-audit")
        ]
    )
    assert not [
        word
        for word in ("Couples", "Avery", "Stone", "Jordan", "12500", "ctoken_1")
        if word in stored
    ]


def test_invoice_numbers_have_no_gap(store, access):
    assert [sent(store, access, n).number for n in (1, 2, 3)] == [1, 2, 3]


def test_two_invoices_cannot_take_the_same_number(store, access):
    first, second = added(store, access, 1), added(store, access, 2)
    number = store.next_number(access.practice)
    steps = [
        InvoiceChange(each, replace(each, status=Status.SENT, number=number), action="send")
        for each in (first, second)
    ]
    store.send(access, steps[0])
    with pytest.raises(Conflict):
        store.send(access, steps[1])
    assert store.get(access, second.id).status is Status.DRAFT


def test_of_two_ops_at_once_the_second_is_refused_and_changes_nothing(store, access):
    invoice = sent(store, access)
    ops = an_op(invoice, "A" * 20), an_op(invoice, "B" * 20, OpKind.VOID)
    store.commit(
        access, InvoiceChange(invoice, take_lock(invoice, ops[0]), next_op=ops[0], action="pay")
    )
    with pytest.raises(Conflict):
        store.commit(
            access,
            InvoiceChange(invoice, take_lock(invoice, ops[1]), next_op=ops[1], action="void"),
        )
    assert store.get(access, invoice.id).active_op == "A" * 20
    with pytest.raises(NotFound):
        store.op(access, invoice.id, OpRef("B" * 20))


def test_an_op_passes_the_gate_once(store, access):
    _, op = begun(store, access)
    sent_op = store.gate(op, AT)
    assert sent_op is not None
    assert (sent_op.state, sent_op.sent_at) == (OpState.SENT, AT)
    assert store.gate(op, AT) is None
    assert store.op(access, op.invoice, op.ref) == sent_op


def test_a_reopened_op_is_new_with_one_more_try(store, access):
    _, op = begun(store, access)
    again = store.reopen(store.gate(op, AT), AT + timedelta(seconds=2))
    assert (again.state, again.tries, again.due_at) == (OpState.NEW, 1, AT + timedelta(seconds=2))
    assert store.op(access, op.invoice, op.ref) == again


def test_an_outcome_is_one_transaction_that_also_deletes_the_token(store, access):
    invoice, op = begun(store, access)
    sent_op = store.gate(op, AT)
    assert store.token(access, sent_op) == OneTimeToken("ctoken_1")
    settlement = apply_charge_result(
        invoice, sent_op, ChargeResult(ChargeState.SUCCEEDED, "pi_1"), AT, OpRef("Z" * 20)
    )
    change = InvoiceChange(
        invoice,
        settlement.invoice,
        sent_op,
        settlement.op,
        entries=settlement.entries,
        action="pay",
    )
    paid = store.commit(access, change)
    assert (paid.status, paid.active_op) == (Status.PAID, None)
    assert store.get(access, invoice.id) == paid
    assert store.op(access, invoice.id, op.ref).state is OpState.SUCCEEDED
    assert store.token(access, sent_op) is None
    with pytest.raises(Conflict):
        store.commit(access, change)
    assert [entry.kind for entry in store.entries(access, paid)][-1] is EntryKind.CHARGED


def test_an_expired_token_is_not_returned_even_before_it_is_deleted(store, access, records):
    _, op = begun(store, access)
    records.clock.pass_seconds(12 * 3600)
    assert store.token(access, op) is None


def test_the_same_request_creates_one_invoice(store, access):
    key = IdempotencyKey("key-1", "a" * 64)
    draft = store.add(access, a_draft(access.practice), an_entry(), key)
    assert store.result_of(access, key) == draft.id
    with pytest.raises(AlreadyProcessed) as again:
        store.add(access, a_draft(access.practice, 2), an_entry(), key)
    assert again.value.result == draft.id
    with pytest.raises(Invalid):
        store.result_of(access, IdempotencyKey("key-1", "b" * 64))
    assert store.result_of(replace(access, person=PersonId("per-2")), key) is None


def test_only_a_draft_can_be_removed(store, access):
    invoice = sent(store, access)
    with pytest.raises(Conflict):
        store.remove(access, invoice, an_entry(EntryKind.DELETED))
    draft = added(store, access, 2)
    store.remove(access, draft, an_entry(EntryKind.DELETED))
    with pytest.raises(NotFound):
        store.get(access, draft.id)


def test_lists_are_newest_first_and_continue_by_cursor(store, access):
    drafts = [added(store, access, n) for n in range(1, 6)]
    first, cursor = store.page(access, InvoiceFilter(limit=3))
    rest, end = store.page(access, InvoiceFilter(limit=3, cursor=cursor))
    assert [row.id for row in (*first, *rest)] == [invoice.id for invoice in reversed(drafts)]
    assert end is None
    assert (first[0].client_name, first[0].total, first[0].balance) == (
        "Avery Stone",
        AMOUNT,
        AMOUNT,
    )


def test_lists_filter_by_status_day_and_client(store, access):
    sent(store, access, 1)
    added(store, access, 2, client="c2")
    assert [row.status for row in store.page(access, InvoiceFilter(status=Status.SENT))[0]] == [
        Status.SENT
    ]
    assert [row.client for row in store.page(access, InvoiceFilter(client=ClientId("c2")))[0]] == [
        "c2"
    ]
    assert len(store.page(access, InvoiceFilter(since=AT.date(), until=AT.date()))[0]) == 2
    assert not store.page(access, InvoiceFilter(until=AT.date() - timedelta(days=1)))[0]
    assert not store.page(
        access, InvoiceFilter(client=ClientId("c1"), since=AT.date() + timedelta(days=1))
    )[0]


def test_the_state_machines_view_opens_no_sealed_record(store, access, records):
    invoice, op = begun(store, access)
    before = len(records.entries())
    view = store.execution_view(access.practice, invoice.id)
    assert (view.status, view.active_op, view.execution.attempt) == (Status.SENT, op.ref, 1)
    assert [(each.ref, each.kind, each.state) for each in view.open_ops] == [
        (op.ref, OpKind.PAY, OpState.NEW)
    ]
    assert len(records.entries()) == before


def test_every_change_and_every_read_leaves_an_audit_entry(store, access, records):
    """S14: creating, reading or listing invoices writes one audit entry each time."""
    draft = added(store, access)
    store.get(access, draft.id)
    store.page(access, InvoiceFilter())
    assert sorted((entry.action, entry.purpose) for entry in records.entries()) == [
        ("create", "create invoice"),
        ("read", "invoice"),
        ("read", "invoice list"),
    ]


def test_reading_an_invoice_with_its_ledger_is_one_audit_entry(store, access, records):
    """
    S14: reading an invoice with its ledger writes one audit entry.

    The audit entry names the invoice and both ledger entries.
    """
    invoice = sent(store, access)
    before = len(records.entries())
    read, ledger = store.read(access, invoice.id, lambda _client, _status: None)
    assert (read, len(ledger)) == (invoice, 2)
    (entry,) = [entry for entry in records.entries() if entry.purpose == "invoice"]
    assert (len(records.entries()), len(entry.records)) == (before + 1, 3)


def test_a_refused_read_opens_nothing_and_is_audited(store, access, records):
    """
    S2, S14: a caller who may not read an invoice gets NotFound.

    An audit entry records the refusal.
    """

    def may_not(_client, _status):
        raise NotFound

    invoice = sent(store, access)
    for call in (store.get, store.read):
        with pytest.raises(NotFound):
            call(access, invoice.id, may_not)
    refused = [entry for entry in records.entries() if entry.outcome == "refused"]
    assert [(entry.action, entry.client) for entry in refused] == [("read", invoice.client)] * 2
