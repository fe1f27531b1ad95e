"""Stores sample invoices and ops in the tables, for the tests of the store."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from chalicelib.billing.domain.invoice import Invoice, Status, take_lock
from chalicelib.billing.domain.ledger import Entry, EntryKind, empty_ledger
from chalicelib.billing.domain.op import Op
from chalicelib.billing.domain.op_details import OpKind, Pay, Refund
from chalicelib.billing.store.invoices import DynamoInvoices
from chalicelib.billing.usecases.ports import InvoiceChange
from chalicelib.kernel.access import Role
from chalicelib.kernel.ids import (
    ClientId,
    InvoiceId,
    OpRef,
    PersonId,
    PracticeId,
    ProcessorAccountId,
)
from chalicelib.kernel.money import Money
from chalicelib.payments.domain.payment import OneTimeToken
from chalicelib.practice.domain.tax import TaxRule, price_with_tax

AT = datetime(2026, 11, 24, 15, tzinfo=UTC)
AMOUNT = Money(12500, "USD")
WHO = PersonId("per-1")


@pytest.fixture
def store(records):
    return DynamoInvoices(records.vault(), records.audit, records.clock)


@pytest.fixture
def access(records):
    return records.access(role=Role.PROVIDER)


def a_draft(practice: PracticeId, n: int = 1, client: str = "c1") -> Invoice:
    rule = TaxRule()
    at = AT + timedelta(minutes=n)
    return Invoice(
        id=InvoiceId(f"01INVOICE{n:017d}"),
        practice=practice,
        client=ClientId(client),
        provider=WHO,
        created_at=at,
        amount=AMOUNT,
        rule=rule,
        priced=price_with_tax(AMOUNT, rule),
        ledger=empty_ledger(AMOUNT.zero),
        description="Couples session",
        client_name="Avery Stone",
        provider_name="Jordan Ellis",
        due_on=date(2026, 12, 1),
        entries=1,
    )


def an_entry(kind: EntryKind = EntryKind.CREATED) -> Entry:
    return Entry(kind, AT, WHO, Role.PROVIDER, amount=AMOUNT)


def an_op(invoice: Invoice, ref: str = "A" * 20, kind: OpKind = OpKind.PAY) -> Op:
    account = ProcessorAccountId("acc_1")
    pay, refund = Pay(account, 1, AMOUNT.zero), Refund(account, 1, "pi_1")
    return Op(
        ref=OpRef(ref),
        practice=invoice.practice,
        invoice=invoice.id,
        amount=invoice.balance,
        details=pay if kind is OpKind.PAY else refund,
        actor=WHO,
        role=Role.CLIENT,
        at=AT,
    )


def added(store, access, n: int = 1, client: str = "c1") -> Invoice:
    return store.add(access, a_draft(access.practice, n, client), an_entry(), None)


def sent(store, access, n: int = 1) -> Invoice:
    draft = added(store, access, n)
    after = replace(
        draft,
        status=Status.SENT,
        number=store.next_number(access.practice),
        sent_at=AT,
        entries=draft.entries + 1,
    )
    return store.send(
        access, InvoiceChange(draft, after, entries=[an_entry(EntryKind.SENT)], action="send")
    )


def begun(store, access, n: int = 1) -> tuple[Invoice, Op]:
    invoice = sent(store, access, n)
    op = an_op(invoice, ref=f"{'ABCDEFGH'[n] * 20}")
    change = InvoiceChange(
        invoice, take_lock(invoice, op), next_op=op, token=OneTimeToken("ctoken_1"), action="pay"
    )
    return store.commit(access, change), store.op(access, invoice.id, op.ref)
