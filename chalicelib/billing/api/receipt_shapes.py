"""Defines how the API's responses describe receipts in JSON."""

from datetime import datetime

from chalicelib.billing.api.op_shapes import CardShape
from chalicelib.billing.domain.ledger import Entry, EntryKind
from chalicelib.billing.usecases.invoice_views import InvoiceView
from chalicelib.kernel.money import Money
from chalicelib.platform.http.shapes import MoneyShape, Shape

RECEIVED = frozenset({EntryKind.CHARGED, EntryKind.RECORDED})


class ReceivedShape(Shape):
    """Describes one payment on a receipt."""

    at: datetime
    amount: MoneyShape
    method: str
    card: CardShape | None = None


class ReceiptShape(Shape):
    """Holds everything that a printed receipt shows."""

    number: int
    practice: str
    client: str
    provider: str
    description: str
    net: MoneyShape
    tax: MoneyShape
    tax_label: str
    total: MoneyShape
    paid: MoneyShape
    refunded: MoneyShape
    balance: MoneyShape
    issued_at: datetime | None
    payments: list[ReceivedShape]
    registration: str


def receipt_shape(view: InvoiceView, practice: str) -> ReceiptShape:
    """Return an invoice's receipt, which omits reversed payments."""
    invoice, ledger = view.invoice, view.invoice.ledger
    received = [
        (entry, entry.amount)
        for entry in view.entries
        if entry.kind in RECEIVED and entry.amount and entry.seq not in ledger.reversed_entries
    ]
    return ReceiptShape(
        number=invoice.number,
        practice=practice,
        client=invoice.client_name,
        provider=invoice.provider_name,
        description=invoice.description,
        net=MoneyShape.of(invoice.priced.net),
        tax=MoneyShape.of(invoice.priced.tax),
        tax_label=invoice.rule.label,
        total=MoneyShape.of(invoice.total),
        paid=MoneyShape.of(ledger.paid),
        refunded=MoneyShape.of(ledger.refunded),
        balance=MoneyShape.of(invoice.balance),
        issued_at=invoice.sent_at,
        payments=[_received(entry, amount) for entry, amount in received],
        registration=invoice.rule.registration,
    )


def _received(entry: Entry, amount: Money) -> ReceivedShape:
    card = CardShape(brand=entry.card.brand, last4=entry.card.last4) if entry.card.last4 else None
    return ReceivedShape(
        at=entry.at, amount=MoneyShape.of(amount), method=entry.method or "card", card=card
    )
