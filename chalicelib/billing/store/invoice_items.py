"""Defines the rows of invoices, and converts them to invoices."""

from dataclasses import dataclass
from datetime import date, datetime

from pynamodb.attributes import NumberAttribute, UnicodeAttribute, UnicodeSetAttribute

from chalicelib.billing.domain.invoice import Invoice, Status
from chalicelib.billing.domain.ledger import Ledger
from chalicelib.billing.domain.op import Overlay
from chalicelib.billing.store import keys
from chalicelib.billing.store.mapping import (
    build,
    condition_of,
    day_or_none,
    moment_or_none,
    text_of,
)
from chalicelib.billing.usecases.invoice_rows import InvoiceRow
from chalicelib.kernel.ids import ClientId, InvoiceId, OpRef, PersonId, PracticeId
from chalicelib.kernel.money import Money
from chalicelib.platform.dynamodb.key_parts import moment
from chalicelib.platform.dynamodb.tables import CoreItem, Sealed
from chalicelib.platform.vault.binding import Binding
from chalicelib.practice.domain.tax import TaxedPrice, TaxRule


@dataclass(frozen=True, slots=True)
class InvoiceBody:
    """
    Holds the sealed part of an invoice.

    `clear_state` is the string that the function `clear_state` returned for the invoice's
    row when the body was sealed. Bodies from before dates of service have no `service_on`.
    """

    description: str
    client_name: str
    provider_name: str
    amount: Money
    rule: TaxRule
    priced: TaxedPrice
    ledger: Ledger
    clear_state: str
    service_on: date | None = None


@dataclass(frozen=True, slots=True)
class InvoiceSummary:
    """
    Holds the invoice's fields that lists show.

    The summary is sealed separately from the invoice's body.
    """

    description: str
    client_name: str
    provider_name: str
    total: Money
    balance: Money
    net: Money
    refunded: Money


class InvoiceItem(CoreItem):
    """Stores an invoice as it is now, and which op holds the invoice's lock."""

    practice = UnicodeAttribute()
    id = UnicodeAttribute()
    client = UnicodeAttribute()
    provider = UnicodeAttribute()
    created_at = UnicodeAttribute()
    status = UnicodeAttribute()
    number = NumberAttribute()
    due_on = UnicodeAttribute(null=True)
    sent_at = UnicodeAttribute(null=True)
    active_op = UnicodeAttribute(null=True)
    overlay = UnicodeAttribute(null=True)
    open_refunds = UnicodeSetAttribute(null=True)
    entries = NumberAttribute()
    head = UnicodeAttribute()
    sealed_summary = Sealed()
    sealed_body = Sealed()

    def binding(self, part: str) -> Binding:
        """
        Return the binding with which a part of the row is sealed.

        `part` is the name of the sealed attribute. The attribute can be opened only if the row
        still has the same client, provider and creation time.
        """
        clear = (
            ("client", self.client),
            ("provider", self.provider),
            ("created_at", self.created_at),
        )
        return Binding(PracticeId(self.practice), self.pk, self.sk, f"Invoice.{part}", clear=clear)

    def invoice(self, body: InvoiceBody) -> Invoice:
        """Return the invoice, built from this row and the row's opened (decrypted) body."""
        return build(
            Invoice,
            body,
            id=InvoiceId(self.id),
            practice=PracticeId(self.practice),
            client=ClientId(self.client),
            provider=PersonId(self.provider),
            created_at=datetime.fromisoformat(self.created_at),
            status=Status(self.status),
            version=int(self.version),
            number=int(self.number),
            due_on=day_or_none(self.due_on),
            sent_at=moment_or_none(self.sent_at),
            active_op=OpRef(self.active_op) if self.active_op else None,
            overlay=Overlay(self.overlay) if self.overlay else None,
            open_refunds=frozenset(map(OpRef, self.open_refunds or ())),
            entries=int(self.entries),
            head=self.head,
        )

    def row(self, summary: InvoiceSummary) -> InvoiceRow:
        """Return an entry for an invoice list, from this row and the row's opened summary."""
        return build(
            InvoiceRow,
            summary,
            id=InvoiceId(self.id),
            client=ClientId(self.client),
            provider=PersonId(self.provider),
            status=Status(self.status),
            overlay=Overlay(self.overlay) if self.overlay else None,
            number=int(self.number),
            version=int(self.version),
            created_at=datetime.fromisoformat(self.created_at),
            sent_at=moment_or_none(self.sent_at),
            due_on=day_or_none(self.due_on),
        )


def invoice_item(invoice: Invoice, version: int | None) -> InvoiceItem:
    """
    Return the row of an invoice, without its sealed attributes.

    If `version` is given, the row can be saved only if the stored row has that version. If
    `version` is None, the row can be saved only if no row is stored yet.
    """
    item = InvoiceItem(
        *keys.invoice(invoice.practice, invoice.id),
        practice=invoice.practice,
        id=invoice.id,
        client=invoice.client,
        provider=invoice.provider,
        created_at=moment(invoice.created_at),
        status=invoice.status.value,
        number=invoice.number,
        due_on=invoice.due_on.isoformat() if invoice.due_on else None,
        sent_at=text_of(invoice.sent_at),
        active_op=invoice.active_op,
        overlay=invoice.overlay.value if invoice.overlay else None,
        open_refunds=set(invoice.open_refunds) or None,
        entries=invoice.entries,
        head=invoice.head,
        **condition_of(version),
    )
    _index(item, invoice)
    return item


def clear_state(row: InvoiceItem) -> str:
    """
    Return the row's unsealed attributes that can change, joined into one string.

    The string is also sealed in the invoice's body. If somebody alters one of these
    attributes in the table, the new string differs from the sealed string, and opening the
    invoice fails (S21).
    """
    state = (
        row.status,
        row.number,
        row.due_on,
        row.sent_at,
        row.active_op,
        row.overlay,
        ",".join(sorted(row.open_refunds or ())) or 0,
        row.entries,
        row.head,
    )
    return "|".join(str(each) for each in state)


def body_of(invoice: Invoice, row: InvoiceItem) -> InvoiceBody:
    """Return the part of an invoice that the invoice's row stores encrypted."""
    return build(InvoiceBody, invoice, clear_state=clear_state(row))


def _index(item: InvoiceItem, invoice: Invoice) -> None:
    p, i, created_at = invoice.practice, invoice.id, invoice.created_at
    item.g1pk, item.g1sk = keys.invoice_of_client(p, invoice.client, i)
    item.g2pk, item.g2sk = keys.invoice_in_practice(p, i, created_at)
    item.g3pk, item.g3sk = keys.invoice_by_status(p, invoice.status.value, i, created_at)
