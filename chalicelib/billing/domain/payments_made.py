"""Lists what was paid on an invoice, from the entries of its ledger."""

from collections.abc import Sequence
from datetime import date

from chalicelib.billing.domain.invoice import Invoice
from chalicelib.billing.domain.ledger import Entry, EntryKind
from chalicelib.billing.domain.op_details import Method
from chalicelib.kernel.money import Money
from chalicelib.kernel.time_zones import local_day

PAYMENT_KINDS = frozenset({EntryKind.CHARGED, EntryKind.RECORDED})
METHOD_WORDS = {
    Method.CASH: "Cash",
    Method.CHECK: "Check",
    Method.EXTERNAL_CARD: "External card",
    Method.OTHER: "Other",
}


def payments_made(invoice: Invoice, entries: Sequence[Entry]) -> Sequence[Entry]:
    """Return the entries of payments that were not reversed, oldest first."""
    reversed_entries = invoice.ledger.reversed_entries
    return [
        entry
        for entry in entries
        if entry.kind in PAYMENT_KINDS and entry.seq not in reversed_entries
    ]


def paid_on(payment: Entry, zone: str) -> date:
    """Return the day of a payment; for a charge, the day in the time zone `zone`."""
    return payment.received_on or local_day(payment.at, zone)


def method_words(payment: Entry) -> str:
    """Return how a payment was made, in words for staff."""
    return METHOD_WORDS[payment.method] if payment.method else "Card"


def voided_amount(invoice: Invoice) -> Money:
    """
    Return what the client no longer owes because the invoice was voided.

    With it, an invoice's sums agree: total + owed again = paid + forgiven + voided + balance.
    """
    ledger = invoice.ledger
    return ledger.balance(invoice.total) if ledger.voided else invoice.total.zero
