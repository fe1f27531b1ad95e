"""The invoice: a document state, a ledger, and what is in the air (lifecycle.md §1–§3)."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from chalicelib.billing.domain.ledger import Charge, Entry, Ledger, add_entry
from chalicelib.billing.domain.op import Op, OpKind, Overlay, overlay_of
from chalicelib.kernel.errors import Conflict
from chalicelib.kernel.ids import ClientId, InvoiceId, OpRef, PersonId, PracticeId
from chalicelib.kernel.money import Money
from chalicelib.practice.domain.tax import TaxedPrice, TaxRule


class Status(StrEnum):
    """The six words an invoice's document state may be."""

    DRAFT = "draft"
    SENT = "sent"
    PAID = "paid"
    REFUNDED = "refunded"
    VOIDED = "voided"
    FORGIVEN = "forgiven"


CLOSED_STATUSES = frozenset({Status.REFUNDED, Status.VOIDED, Status.FORGIVEN})
"""States in which the execution may end."""


@dataclass(frozen=True, slots=True)
class Invoice:
    """
    One invoice as it stands: the projection of its entries, with the lock.

    `asked` is what the author typed; `priced` what it came to, frozen with `rule` when it was sent. `entries`
    counts the ledger and `head` is its chain's last hash. `refunds_open` counts refunds whose outcome is open.
    """

    id: InvoiceId
    practice: PracticeId
    client: ClientId
    provider: PersonId
    created_at: datetime
    asked: Money
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
    sent_at: datetime | None = None
    active_op: OpRef | None = None
    overlay: Overlay | None = None
    refunds_open: int = 0
    entries: int = 0
    head: str = ""

    @property
    def total(self) -> Money:
        """What the client is asked for, tax included."""
        return self.priced.total

    @property
    def balance(self) -> Money:
        """What is still owed; nothing on a closed invoice."""
        return self.total.zero if self.ledger.voided else self.ledger.balance(self.total)

    @property
    def net(self) -> Money:
        """Received and kept."""
        return self.ledger.net

    @property
    def refunded(self) -> Money:
        """Given back of what was received."""
        return self.ledger.refunded

    @property
    def returnable(self) -> tuple[Charge, ...]:
        """Charges that still hold money; while one of them pays nothing, it alone goes back (T13, T21)."""
        left = tuple(charge for charge in self.ledger.charges if charge.refundable.minor > 0)
        return tuple(charge for charge in left if not charge.applied) or left

    @property
    def refundable(self) -> Money:
        """The most that can go back in one refund: refunds are made charge by charge (T13)."""
        return max((charge.refundable for charge in self.returnable), default=self.total.zero)

    @property
    def is_stranded(self) -> bool:
        """Whether money that pays nothing is still here and no refund is taking it back: its own refund failed (T21)."""
        return any(not charge.applied for charge in self.returnable)

    def is_overdue(self, now: datetime, zone: str) -> bool:
        """Whether the due day has ended where the practice is (T20)."""
        return is_overdue(self.status, self.due_on, now, zone)


def is_overdue(status: Status, due_on: date | None, now: datetime, zone: str) -> bool:
    """Whether an invoice is owed and its due day has ended in that IANA zone (T20)."""
    return (
        status is Status.SENT
        and due_on is not None
        and now.astimezone(ZoneInfo(zone)).date() > due_on
    )


def status_of(ledger: Ledger, total: Money) -> Status:
    """
    The one function that gives a numbered invoice's state from its ledger; nothing else writes `paid`.

    Source: lifecycle.md §2.
    """
    if ledger.voided:
        return Status.VOIDED
    if ledger.written_off:
        return Status.FORGIVEN
    if ledger.balance(total).minor > 0:
        return Status.SENT
    return Status.PAID if ledger.net.minor > 0 else Status.REFUNDED


def post_entries(invoice: Invoice, entries: Iterable[Entry]) -> Invoice:
    """The invoice after entries, each numbered on from the last; its state follows from the ledger alone."""
    ledger, count = invoice.ledger, invoice.entries
    for entry in entries:
        ledger, count = add_entry(ledger, entry), count + 1
    status = status_of(ledger, invoice.total) if invoice.number else invoice.status
    return replace(invoice, ledger=ledger, entries=count, status=status)


def take_lock(invoice: Invoice, op: Op) -> Invoice:
    """
    The invoice with its lock taken by an op, and a refund's amount set aside.

    Raises:
        Conflict: Another op holds it.
    Source: lifecycle.md §5.1.
    """
    if invoice.active_op:
        raise Conflict("Something is already under way on this invoice. Wait until it is done.")
    held = replace(invoice, active_op=op.ref)
    return with_op_state(reserve_refund(held, op) if op.kind is OpKind.REFUND else held, op)


def reserve_refund(invoice: Invoice, refund: Op) -> Invoice:
    """The invoice with a refund's amount reserved on its charge; the lock stays with whoever has it."""
    return replace(
        invoice,
        ledger=invoice.ledger.reserve(refund.charge, refund.amount),
        refunds_open=invoice.refunds_open + 1,
    )


def with_op_state(invoice: Invoice, op: Op) -> Invoice:
    """The invoice with what this op, as it stands now, lays over it; a finished op gives back what it held."""
    mine = invoice.active_op == op.ref
    released = replace(invoice, active_op=None) if mine and not op.holds else invoice
    if op.is_finished and op.kind is OpKind.REFUND:
        freed = released.ledger.reserve(op.charge, op.amount.zero - op.amount)
        released = replace(released, ledger=freed, refunds_open=released.refunds_open - 1)
    over = (
        overlay_of(op.kind, op.state) if mine else released.overlay if released.active_op else None
    )
    if over is None and released.refunds_open > 0 and released.active_op is None:
        over = Overlay.REFUND_PENDING
    return replace(released, overlay=over)
