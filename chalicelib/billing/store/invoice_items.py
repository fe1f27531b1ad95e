"""Rows of an invoice's partition, and the translation between them and the domain."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from chalicelib.billing.domain.invoice import Invoice, Status
from chalicelib.billing.domain.ledger import Ledger
from chalicelib.billing.domain.op import Overlay
from chalicelib.billing.store import keys
from chalicelib.billing.usecases.ports import InvoiceRow
from chalicelib.kernel.ids import ClientId, InvoiceId, OpRef, PersonId, PracticeId
from chalicelib.kernel.money import Money
from chalicelib.platform.dynamodb.key_parts import moment
from chalicelib.platform.dynamodb.tables import CoreItem, CoreRow, RecordItem, Sealed
from chalicelib.platform.vault.binding import Binding
from chalicelib.practice.domain.tax import TaxedPrice, TaxRule


@dataclass(frozen=True, slots=True)
class InvoiceBody:
    """What of an invoice is sealed; `stands`: its row's clear half, see `stands`. One from before that was kept has none."""

    description: str
    client_name: str
    provider_name: str
    asked: Money
    rule: TaxRule
    priced: TaxedPrice
    ledger: Ledger
    stands: str = ""


@dataclass(frozen=True, slots=True)
class InvoiceSummary:
    """What lists show of it, sealed apart."""

    description: str
    client_name: str
    provider_name: str
    total: Money
    balance: Money
    net: Money
    refunded: Money


class InvoiceItem(CoreItem):
    """The projection of an invoice, with its lock."""

    practice = UnicodeAttribute()
    id = UnicodeAttribute()
    client = UnicodeAttribute()
    provider = UnicodeAttribute()
    created = UnicodeAttribute()
    status = UnicodeAttribute()
    number = NumberAttribute()
    due_on = UnicodeAttribute(null=True)
    sent = UnicodeAttribute(null=True)
    active_op = UnicodeAttribute(null=True)
    overlay = UnicodeAttribute(null=True)
    refunds_open = NumberAttribute()
    entries = NumberAttribute()
    head = UnicodeAttribute()
    card = Sealed()
    x = Sealed()

    def binding(self, part: str) -> Binding:
        """Of `x` or `card`: whose invoice it is cannot be changed beside it."""
        whose = (("client", self.client), ("provider", self.provider), ("created", self.created))
        return Binding(PracticeId(self.practice), self.pk, self.sk, f"Invoice.{part}", clear=whose)

    def invoice(self, body: InvoiceBody) -> Invoice:
        """As the domain knows it."""
        return Invoice(
            InvoiceId(self.id),
            PracticeId(self.practice),
            ClientId(self.client),
            PersonId(self.provider),
            datetime.fromisoformat(self.created),
            body.asked,
            body.rule,
            body.priced,
            body.ledger,
            body.description,
            body.client_name,
            body.provider_name,
            Status(self.status),
            int(self.version),
            int(self.number),
            _day(self.due_on),
            _moment(self.sent),
            OpRef(self.active_op) if self.active_op else None,
            Overlay(self.overlay) if self.overlay else None,
            int(self.refunds_open),
            int(self.entries),
            self.head,
        )

    def row(self, card: InvoiceSummary) -> InvoiceRow:
        """As a list shows it."""
        return InvoiceRow(
            InvoiceId(self.id),
            ClientId(self.client),
            PersonId(self.provider),
            Status(self.status),
            Overlay(self.overlay) if self.overlay else None,
            int(self.number),
            int(self.version),
            datetime.fromisoformat(self.created),
            _moment(self.sent),
            _day(self.due_on),
            card.client_name,
            card.provider_name,
            card.description,
            card.total,
            card.balance,
            card.net,
            card.refunded,
        )


class LedgerEntryItem(RecordItem):
    """One entry of the ledger; `h` is over all the rest, `prev` the entry's before."""

    practice = UnicodeAttribute()
    seq = NumberAttribute()
    at = UnicodeAttribute()
    x = Sealed()
    prev = UnicodeAttribute()
    h = UnicodeAttribute()

    def binding(self) -> Binding:
        """Its number is in its key; its time cannot be changed beside it."""
        return Binding(
            PracticeId(self.practice), self.pk, self.sk, "InvoiceEvent.x", clear=(("at", self.at),)
        )


class ExecutionItem(CoreRow):
    """Which execution drives an invoice."""

    practice = UnicodeAttribute()
    invoice = UnicodeAttribute()
    attempt = NumberAttribute()
    started = UnicodeAttribute()
    rounds = NumberAttribute()
    token = UnicodeAttribute(null=True)


class SequenceItem(CoreRow):
    """The last number a practice gave."""

    n = NumberAttribute()


def invoice_item(invoice: Invoice, version: int | None) -> InvoiceItem:
    """The row of an invoice, not sealed yet; `version` is the one it must still have, None for a new one."""
    p, i = invoice.practice, invoice.id
    item = InvoiceItem(
        *keys.invoice(p, i), practice=p, id=i, client=invoice.client, **_version(version)
    )
    item.provider, item.created, item.status = (
        invoice.provider,
        moment(invoice.created_at),
        invoice.status.value,
    )
    item.number, item.refunds_open = invoice.number, invoice.refunds_open
    item.entries, item.head = invoice.entries, invoice.head
    item.due_on = invoice.due_on.isoformat() if invoice.due_on else None
    item.sent = moment(invoice.sent_at) if invoice.sent_at else None
    item.active_op, item.overlay = (
        invoice.active_op,
        invoice.overlay.value if invoice.overlay else None,
    )
    item.g1pk, item.g1sk = keys.invoice_of_client(p, invoice.client, i)
    item.g2pk, item.g2sk = keys.invoice_in_practice(p, i, invoice.created_at)
    item.g3pk, item.g3sk = keys.invoice_by_status(p, invoice.status.value, i, invoice.created_at)
    return item


def stands(row: InvoiceItem) -> str:
    """All that is clear in the row and changes, as a text that is sealed with the rest: changed alone, it is noticed (S21)."""
    state = (
        row.status,
        row.number,
        row.due_on,
        row.sent,
        row.active_op,
        row.overlay,
        row.refunds_open,
        row.entries,
        row.head,
    )
    return "|".join(str(each) for each in state)


def body_of(invoice: Invoice, row: InvoiceItem) -> InvoiceBody:
    """The sealed part of an invoice, and of the row it is for."""
    names = (invoice.description, invoice.client_name, invoice.provider_name)
    return InvoiceBody(
        *names, invoice.asked, invoice.rule, invoice.priced, invoice.ledger, stands(row)
    )


def card_of(invoice: Invoice) -> InvoiceSummary:
    """What lists show of an invoice."""
    names = (invoice.description, invoice.client_name, invoice.provider_name)
    return InvoiceSummary(
        *names, invoice.total, invoice.balance, invoice.ledger.net, invoice.ledger.refunded
    )


def _version(version: int | None) -> dict[str, Any]:
    # A row without a version must be new.
    return {"version": version} if version else {}


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
