"""Defines how the API's responses describe receipts and payments in JSON."""

from collections.abc import Sequence
from datetime import date, datetime

from chalicelib.billing.api.op_shapes import CardShape
from chalicelib.billing.domain.invoice import Invoice
from chalicelib.billing.domain.ledger import Entry
from chalicelib.billing.domain.mark import Mark, mark_of
from chalicelib.billing.domain.payments_made import paid_on, payments_made
from chalicelib.billing.usecases.invoice_views import InvoiceView
from chalicelib.platform.http.shapes import MoneyShape, Shape
from chalicelib.practice.domain.practice import Practice


class ReceivedShape(Shape):
    """
    Describes one payment on an invoice or receipt.

    `paid_on` is the day of the practice on which the money was received.
    """

    at: datetime
    paid_on: date
    amount: MoneyShape
    method: str
    card: CardShape | None = None


class ReceiptShape(Shape):
    """
    Holds everything that a printed receipt shows.

    The practice's name, address, telephone and tax id are those of today, so that a corrected
    one is on the receipts of earlier invoices too. `mark` is None if nothing was kept and
    something is owed again.
    """

    number: int
    mark: Mark | None
    practice: str
    practice_address: str
    practice_telephone: str
    practice_tax_id: str
    client: str
    provider: str
    description: str
    service_on: date | None
    net: MoneyShape
    tax: MoneyShape
    tax_label: str
    total: MoneyShape
    paid: MoneyShape
    refunded: MoneyShape
    forgiven: MoneyShape
    balance: MoneyShape
    issued_at: datetime | None
    payments: list[ReceivedShape]
    registration: str


def receipt_shape(view: InvoiceView, practice: Practice) -> ReceiptShape:
    """Return an invoice's receipt, which omits reversed payments."""
    invoice, ledger = view.invoice, view.invoice.ledger
    return ReceiptShape(
        number=invoice.number,
        mark=mark_of(invoice),
        practice=practice.name,
        practice_address=practice.address,
        practice_telephone=practice.telephone,
        practice_tax_id=practice.tax_id,
        client=invoice.client_name,
        provider=invoice.provider_name,
        description=invoice.description,
        service_on=invoice.service_on,
        net=MoneyShape.of(invoice.priced.net),
        tax=MoneyShape.of(invoice.priced.tax),
        tax_label=invoice.rule.label,
        total=MoneyShape.of(invoice.total),
        paid=MoneyShape.of(ledger.paid),
        refunded=MoneyShape.of(ledger.refunded),
        forgiven=MoneyShape.of(ledger.forgiven),
        balance=MoneyShape.of(invoice.balance),
        issued_at=invoice.sent_at,
        payments=received_shapes(invoice, view.entries, view.zone),
        registration=invoice.rule.registration,
    )


def received_shapes(invoice: Invoice, entries: Sequence[Entry], zone: str) -> list[ReceivedShape]:
    """Return the payments that were not reversed; `zone` is the practice's."""
    return [
        ReceivedShape(
            at=entry.at,
            paid_on=paid_on(entry, zone),
            amount=MoneyShape.of(entry.amount),
            method=entry.method or "card",
            card=_card(entry),
        )
        for entry in payments_made(invoice, entries)
        if entry.amount
    ]


def _card(entry: Entry) -> CardShape | None:
    card = entry.card
    return CardShape(brand=card.brand, last4=card.last4) if card.last4 else None
