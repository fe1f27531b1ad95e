"""
Defines an invoice with its status, ledger, lock and overlay.

The overlay is what an invoice shows instead of its status while an op is unfinished.
See docs/billing-lifecycle.md#model.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

from chalicelib.billing.domain.ledger import Charge, Entry, Ledger, add_entry
from chalicelib.billing.domain.op import Op, Overlay, overlay_of
from chalicelib.billing.domain.op_details import OpKind
from chalicelib.kernel.errors import Conflict
from chalicelib.kernel.ids import ClientId, InvoiceId, OpRef, PersonId, PracticeId
from chalicelib.kernel.money import Money
from chalicelib.kernel.time_zones import local_day
from chalicelib.practice.domain.tax import TaxedPrice, TaxRule


class Status(StrEnum):
    """Lists the statuses of an invoice; see docs/billing-lifecycle.md#statuses."""

    DRAFT = "draft"
    SENT = "sent"
    PAID = "paid"
    REFUNDED = "refunded"
    VOIDED = "voided"
    FORGIVEN = "forgiven"


CLOSED_STATUSES = frozenset({Status.REFUNDED, Status.VOIDED, Status.FORGIVEN})
"""The statuses with which the run of the state machine for an invoice may end."""


@dataclass(frozen=True, slots=True)
class Invoice:
    """
    Holds an invoice as it is now, with the sums of its ledger.

    `amount` is what the author entered. `service_on` is the date of service, a day of the
    practice, or None. `priced` is the price after the tax rule `rule` is
    applied to `amount`; the price is fixed when the invoice is sent. `active_op` is the op
    that holds the invoice's lock. `number` is 0 while the invoice is a draft. `entries` is
    the number of ledger entries, and `head` is the hash of the latest entry in the entries'
    hash chain. `open_refunds` are the references of unfinished refunds. If
    `records_disagree` is true, the ledger has more entries than `entries`, because the
    invoice's row is an older copy; only reads of the whole ledger set it.
    """

    id: InvoiceId
    practice: PracticeId
    client: ClientId
    provider: PersonId
    created_at: datetime
    amount: Money
    rule: TaxRule
    priced: TaxedPrice
    ledger: Ledger
    description: str = field(repr=False)
    client_name: str = field(repr=False)
    provider_name: str = field(repr=False)
    status: Status = Status.DRAFT
    version: int = 0
    number: int = 0
    due_on: date | None = None
    service_on: date | None = field(default=None, repr=False)
    sent_at: datetime | None = None
    active_op: OpRef | None = None
    overlay: Overlay | None = None
    open_refunds: frozenset[OpRef] = frozenset()
    entries: int = 0
    head: str = ""
    records_disagree: bool = False

    @property
    def total(self) -> Money:
        """Return the price including tax."""
        return self.priced.total

    @property
    def balance(self) -> Money:
        """Return what is still owed, which is zero on a closed invoice."""
        return self.total.zero if self.ledger.voided else self.ledger.balance(self.total)

    @property
    def net(self) -> Money:
        """Return the money that was received for this invoice and not refunded."""
        return self.ledger.net

    @property
    def refunded(self) -> Money:
        """
        Return the sum of refunds.

        Refunds of charges that were not applied to the invoice do not count.
        """
        return self.ledger.refunded

    @property
    def refundable_charges(self) -> tuple[Charge, ...]:
        """
        Return the charges on which something is left to refund (T13, T21).

        A charge is unapplied if it pays nothing on the invoice. If any of these charges is
        unapplied, the result has only the unapplied charges.
        """
        charges = tuple(charge for charge in self.ledger.charges if charge.refundable.minor > 0)
        return tuple(charge for charge in charges if not charge.applied) or charges

    @property
    def refundable(self) -> Money:
        """
        Return the largest amount that one refund can give back.

        Each refund gives back money from a single charge (T13).
        """
        return max(
            (charge.refundable for charge in self.refundable_charges), default=self.total.zero
        )

    @property
    def has_money_to_return(self) -> bool:
        """
        Return whether a charge that pays nothing can still be refunded (T16, T21).

        On a voided invoice no charge pays anything. Elsewhere, such a charge was not applied to
        the invoice. Amounts that unfinished refunds have reserved do not count.
        """
        return any(self.ledger.voided or not charge.applied for charge in self.refundable_charges)

    def is_overdue(self, now: datetime, zone: str) -> bool:
        """
        Return whether money is owed and the due day has passed (T20).

        `zone` is the time zone in which today is determined.
        """
        return is_overdue(self.status, self.due_on, now, zone)


def is_overdue(status: Status, due_on: date | None, now: datetime, zone: str) -> bool:
    """
    Return whether an invoice is unpaid and its due day has passed (T20).

    `zone` is the IANA time zone in which today is determined. An invoice without a due day
    is never overdue.
    """
    return status is Status.SENT and due_on is not None and local_day(now, zone) > due_on


def status_of(ledger: Ledger, total: Money) -> Status:
    """
    Return the status of a sent invoice, computed from its ledger.

    `total` is the invoice's price including tax. An invoice becomes `paid` only through
    this function. See docs/billing-lifecycle.md#statuses.
    """
    if ledger.voided:
        return Status.VOIDED
    if ledger.written_off:
        return Status.FORGIVEN
    if ledger.balance(total).minor > 0:
        return Status.SENT
    return Status.PAID if ledger.net.minor > 0 else Status.REFUNDED


def post_entries(invoice: Invoice, entries: Iterable[Entry]) -> Invoice:
    """Return the invoice with these ledger entries added, and with its new status."""
    ledger, count = invoice.ledger, invoice.entries
    for entry in entries:
        ledger, count = add_entry(ledger, entry), count + 1
    status = status_of(ledger, invoice.total) if invoice.number else invoice.status
    return replace(invoice, ledger=ledger, entries=count, status=status)


def take_lock(invoice: Invoice, op: Op) -> Invoice:
    """
    Give the invoice's lock to an op, and return the locked invoice.

    If the op is a refund, its amount is also reserved.

    Raises:
        Conflict: Another op holds the lock.
    """
    if invoice.active_op:
        raise Conflict(
            "Something is being done to this invoice already. Wait until it is finished."
        )
    locked = replace(invoice, active_op=op.ref)
    return with_op_state(reserve_refund(locked, op) if op.kind is OpKind.REFUND else locked, op)


def reserve_refund(invoice: Invoice, refund: Op) -> Invoice:
    """Reserve a refund's amount on its charge, without taking the invoice's lock."""
    return replace(
        invoice,
        ledger=invoice.ledger.reserve(refund.at_processor.charge, refund.amount),
        open_refunds=invoice.open_refunds | {refund.ref},
    )


def with_op_state(invoice: Invoice, op: Op) -> Invoice:
    """
    Return the invoice as it is after an op's state has changed.

    While an op holds the invoice's lock, the invoice shows that op's overlay, such as
    "checking". An op releases the lock when it finishes; a refund releases it as soon as
    the refund is pending. A finished refund also releases its reserved amount.
    """
    is_active = invoice.active_op == op.ref
    released = replace(invoice, active_op=None) if is_active and not op.holds_lock else invoice
    if op.is_finished and op.ref in released.open_refunds:
        freed = released.ledger.reserve(op.at_processor.charge, op.amount.zero - op.amount)
        released = replace(released, ledger=freed, open_refunds=released.open_refunds - {op.ref})
    overlay = released.overlay if released.active_op else None
    if is_active:
        overlay = overlay_of(op.kind, op.state)
    if overlay is None and released.open_refunds and released.active_op is None:
        overlay = Overlay.REFUND_PENDING
    return replace(released, overlay=overlay)
