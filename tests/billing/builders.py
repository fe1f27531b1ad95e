"""Builds sample records; a test passes only the fields that matter to it."""

from dataclasses import fields, replace
from datetime import UTC, datetime

from chalicelib.billing.domain.invoice import (
    Invoice,
    Status,
    post_entries,
    take_lock,
    with_op_state,
)
from chalicelib.billing.domain.ledger import Entry, EntryKind, empty_ledger
from chalicelib.billing.domain.op import Op, OpState, Overlay
from chalicelib.billing.domain.op_details import (
    CloseOut,
    Method,
    OpKind,
    Pay,
    RecordPayment,
    Refund,
    ReversePayment,
)
from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.ids import (
    ClientId,
    InvoiceId,
    OpRef,
    PersonId,
    PracticeId,
    ProcessorAccountId,
)
from chalicelib.kernel.money import Money
from chalicelib.practice.domain.tax import TaxRule, price_with_tax

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
PRACTICE, ELSEWHERE = PracticeId("prc_1"), PracticeId("prc_2")
CLIENT, STRANGER = ClientId("cli_1"), ClientId("cli_2")
PROVIDER, ADMIN, PAYER = PersonId("per_provider"), PersonId("per_admin"), PersonId("per_client")
ACCOUNT = ProcessorAccountId("acc_1")

DETAILS_OF = {
    OpKind.PAY: Pay(ACCOUNT, 0, Money(0, "USD")),
    OpKind.REFUND: Refund(ACCOUNT, 0, ""),
    OpKind.RECORD_PAYMENT: RecordPayment(Method.CHECK, "", NOW.date()),
    OpKind.REVERSE_PAYMENT: ReversePayment(0),
    OpKind.FORGIVE: CloseOut(OpKind.FORGIVE),
    OpKind.VOID: CloseOut(OpKind.VOID),
}

AN_ADMIN = Access(PRACTICE, ADMIN, Role.ADMIN, frozenset({Role.ADMIN}))
A_PROVIDER = Access(PRACTICE, PROVIDER, Role.PROVIDER, frozenset({Role.PROVIDER}))
A_CLIENT = Access(PRACTICE, PAYER, Role.CLIENT, frozenset({Role.CLIENT}), CLIENT)


def usd(minor):
    return Money(minor, "USD")


def a_ref(number):
    """Return a valid op reference (20 characters) that is computed from a number."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
    return OpRef("".join(letters[number >> 5 * place & 31] for place in reversed(range(20))))


def a_draft(amount=10_000, rule=None, **changes):
    rule = rule or TaxRule()
    draft = Invoice(
        id=InvoiceId("inv_1"),
        practice=PRACTICE,
        client=CLIENT,
        provider=PROVIDER,
        created_at=NOW,
        amount=usd(amount),
        rule=rule,
        priced=price_with_tax(usd(amount), rule),
        ledger=empty_ledger(usd(0)),
        description="Two visits",
        client_name="Cleo Client",
        provider_name="Pat Provider",
        entries=1,
    )
    return replace(draft, **changes)


def a_sent_invoice(amount=10_000, **changes):
    return replace(
        a_draft(amount), status=Status.SENT, number=1, sent_at=NOW, version=2, entries=2, **changes
    )


def an_op(kind=OpKind.PAY, amount=10_000, number=1, **changes):
    """
    Return an op in state NEW, with the fields in `changes` replaced.

    `changes` may name fields of the op or of its `details`. An op is one requested
    action on an invoice, such as a payment.
    """
    op_fields = {each.name for each in fields(Op)}
    op = Op(
        ref=a_ref(number),
        practice=PRACTICE,
        invoice=InvoiceId("inv_1"),
        amount=usd(amount),
        details=replace(
            DETAILS_OF[kind], **{name: changes[name] for name in changes if name not in op_fields}
        ),
        actor=PAYER,
        role=Role.CLIENT,
        at=NOW,
    )
    return replace(op, **{name: changes[name] for name in changes if name in op_fields})


def an_entry(kind, amount=None, **changes):
    money = usd(amount) if amount is not None else None
    return replace(Entry(kind, NOW, ADMIN, Role.ADMIN, amount=money), **changes)


def with_charge(invoice, amount=None, txn="pi_1"):
    minor = invoice.balance.minor if amount is None else amount
    return post_entries(
        invoice, [an_entry(EntryKind.CHARGED, minor, charge=txn, op=a_ref(7), account=ACCOUNT)]
    )


def with_recorded(invoice, amount):
    return post_entries(invoice, [an_entry(EntryKind.RECORDED, amount)])


def with_refund(invoice, amount, txn="pi_1", refund_id="re_1", **changes):
    return post_entries(
        invoice, [an_entry(EntryKind.REFUNDED, amount, charge=txn, refund_id=refund_id, **changes)]
    )


def in_status(status):
    """Return an invoice of $100.00 in this status, with matching ledger entries."""
    sent = a_sent_invoice()
    builders = {
        Status.DRAFT: a_draft,
        Status.SENT: lambda: sent,
        Status.PAID: lambda: with_charge(sent),
        Status.REFUNDED: lambda: with_refund(with_charge(sent), 10_000),
        Status.VOIDED: lambda: post_entries(sent, [an_entry(EntryKind.VOIDED, 10_000)]),
        Status.FORGIVEN: lambda: post_entries(sent, [an_entry(EntryKind.FORGIVEN, 10_000)]),
    }
    return builders[status]()


def under(invoice, overlay):
    """
    Return the invoice with an unfinished op that causes this overlay.

    An invoice shows an overlay, such as "processing", instead of its status while an op
    is unfinished. If `overlay` is None, the invoice is returned unchanged.
    """
    if overlay is None:
        return invoice
    kind = OpKind.REFUND if overlay is Overlay.REFUND_PENDING else OpKind.PAY
    op = an_op(kind, 1_000, charge="pi_1")
    state = {
        Overlay.PROCESSING: OpState.SENT,
        Overlay.ACTION_REQUIRED: OpState.ACTION_REQUIRED,
        Overlay.CHECKING: OpState.UNKNOWN,
        Overlay.REFUND_PENDING: OpState.PENDING,
    }
    return with_op_state(take_lock(invoice, op), replace(op, state=state[overlay]))
