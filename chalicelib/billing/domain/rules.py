"""Who may do what to an invoice, and when (lifecycle.md §3): a table, and the guards behind it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from chalicelib.billing.domain.invoice import Invoice, Status
from chalicelib.billing.domain.ledger import Charge, EntryKind
from chalicelib.billing.domain.op import Overlay
from chalicelib.kernel.access import Role
from chalicelib.kernel.errors import Conflict, Invalid, NotAllowed
from chalicelib.kernel.money import Money


class InvoiceAction(StrEnum):
    """Everything that can be asked of an invoice; offered to people in this order."""

    EDIT = "edit"
    SEND = "send"
    DELETE = "delete"
    PAY = "pay"
    RECORD_PAYMENT = "record_payment"
    REFUND = "refund"
    REVERSE_PAYMENT = "reverse_payment"
    FORGIVE = "forgive"
    VOID = "void"
    REMIND = "remind"


@dataclass(frozen=True, slots=True)
class Rule:
    """From which states and by whom an action may be asked, and whether the lock must be free for it."""

    states: frozenset[Status]
    roles: frozenset[Role]
    free: bool = True


class StatusFacts(Protocol):
    """What a word for an invoice is chosen by: an invoice, or its row in a list."""

    @property
    def status(self) -> Status: ...
    @property
    def overlay(self) -> Overlay | None: ...
    @property
    def net(self) -> Money: ...
    @property
    def refunded(self) -> Money: ...


STAFF = frozenset({Role.ADMIN, Role.PROVIDER})
DRAFT, SENT, PAID = frozenset({Status.DRAFT}), frozenset({Status.SENT}), frozenset({Status.PAID})

LIFECYCLE: Mapping[InvoiceAction, Rule] = {
    InvoiceAction.EDIT: Rule(DRAFT, STAFF),
    InvoiceAction.SEND: Rule(DRAFT, STAFF),
    InvoiceAction.DELETE: Rule(DRAFT, STAFF),
    InvoiceAction.PAY: Rule(SENT, frozenset({Role.CLIENT})),
    InvoiceAction.RECORD_PAYMENT: Rule(SENT, STAFF),
    InvoiceAction.REFUND: Rule(SENT | PAID, STAFF),
    InvoiceAction.REVERSE_PAYMENT: Rule(SENT | PAID, frozenset({Role.ADMIN})),
    InvoiceAction.FORGIVE: Rule(SENT, STAFF),
    InvoiceAction.VOID: Rule(SENT, STAFF),
    InvoiceAction.REMIND: Rule(SENT, STAFF),
}
"""
What is not in this table cannot happen: nothing leaves voided, forgiven or refunded by asking. Money that came too late and
whose own refund failed goes back from any state, which stays as it is.
"""

STATUS_WORDS: Mapping[Status, tuple[str, str]] = {
    Status.DRAFT: ("Draft", ""),
    Status.SENT: ("Sent", "Due"),
    Status.PAID: ("Paid", "Paid"),
    Status.REFUNDED: ("Refunded", "Refunded"),
    Status.VOIDED: ("Voided", "Cancelled"),
    Status.FORGIVEN: ("Forgiven", "Nothing owed"),
}
OVERLAY_WORDS: Mapping[str, tuple[str, str]] = {
    "processing": ("Processing", "Being processed"),
    "checking": (
        "Checking with the bank",
        "We are checking with the bank, you will not be charged twice",
    ),
    "refund_pending": ("Refund on its way", "Refund on its way"),
}
LOCKED = "A payment is being processed."
STAFF_ENTRIES = frozenset(
    {
        EntryKind.CREATED,
        EntryKind.PAYMENT_FAILED,
        EntryKind.REFUND_FAILED,
        EntryKind.UNAPPLIED,
        EntryKind.CLOSED_BY_HAND,
    }
)
"""What a client's timeline leaves out."""


def actions(invoice: Invoice, role: Role) -> tuple[InvoiceAction, ...]:
    """What this role may ask of the invoice as it stands, in the order it is offered."""
    return tuple(
        action
        for action in InvoiceAction
        if role in LIFECYCLE[action].roles and refusal(invoice, action) is None
    )


def check(invoice: Invoice, action: InvoiceAction, role: Role) -> Invoice:
    """
    The invoice, when the action may be asked of it now.

    Raises:
        NotAllowed: Not by this role.
        Conflict: Not in this state, or something is in the air; says which.
    Source: lifecycle.md §3, guards of each transition.
    """
    if role not in LIFECYCLE[action].roles:
        raise NotAllowed
    if reason := refusal(invoice, action):
        raise Conflict(reason)
    return invoice


def refusal(invoice: Invoice, action: InvoiceAction) -> str | None:
    """Why the action cannot be asked now, in words for people; None when it can."""
    rule = LIFECYCLE[action]
    if rule.free and (
        invoice.active_op or (invoice.overlay and action is not InvoiceAction.REFUND)
    ):
        return (
            OVERLAY_WORDS[invoice.overlay][0] + ": nothing else can be done until that is settled."
            if invoice.overlay
            else LOCKED
        )
    stranded = action is InvoiceAction.REFUND and invoice.is_stranded
    if invoice.status not in rule.states and not stranded:
        return f"This invoice is {STATUS_WORDS[invoice.status][0].lower()}: it cannot be changed in this way."
    guard = GUARDS.get(action)
    return guard(invoice) if guard else None


def status_words(invoice: StatusFacts, role: Role, *, overdue: bool = False) -> str:
    """The one word or sentence this role reads for the invoice. Source: lifecycle.md §2, §11."""
    column = 1 if role is Role.CLIENT else 0
    if invoice.overlay:
        return OVERLAY_WORDS[invoice.overlay][column]
    if invoice.status is Status.PAID and invoice.refunded.minor > 0:
        return "Partly refunded"
    if invoice.status is Status.SENT and invoice.net.minor > 0:
        return "Partly paid"
    if overdue and column == 0:
        return "Overdue"
    return STATUS_WORDS[invoice.status][column]


def charge_to_refund(invoice: Invoice, amount: Money) -> Charge:
    """
    The charge an amount can go back to: the latest that still holds so much.

    Raises:
        Invalid: Nothing was charged, or no single charge holds so much.
    Source: T13, T21.
    """
    if amount.minor <= 0:
        raise Invalid(
            "The amount to refund must be above zero.",
            fields={"amount": "Write an amount above zero."},
        )
    for charge in reversed(invoice.returnable):
        if amount <= charge.refundable:
            return charge
    most = f"At most {invoice.refundable.major()} {amount.currency} can be refunded."
    raise Invalid(most, fields={"amount": most})


def amount_to_record(invoice: Invoice, amount: Money) -> Money:
    """The amount, when it can be recorded as received. Raises Invalid outside 0 < amount ≤ balance (T9)."""
    if amount.minor <= 0 or invoice.balance < amount:
        most = f"Write an amount above zero and at most the balance of {invoice.balance.major()} {amount.currency}."
        raise Invalid(most, fields={"amount": most})
    return amount


def _nothing_owed(invoice: Invoice) -> str | None:
    return None if invoice.balance.minor > 0 else "Nothing is owed on this invoice."


def _nothing_refundable(invoice: Invoice) -> str | None:
    return (
        None
        if invoice.refundable.minor > 0
        else "No card payment is left to refund on this invoice."
    )


def _nothing_recorded(invoice: Invoice) -> str | None:
    ledger = invoice.ledger
    return (
        None if ledger.reversed < ledger.recorded else "No recorded payment is left to take back."
    )


def _money_kept(invoice: Invoice) -> str | None:
    return (
        "Money was received on this invoice: refund it instead."
        if invoice.ledger.net.minor > 0
        else None
    )


GUARDS: Mapping[InvoiceAction, Callable[[Invoice], str | None]] = {
    InvoiceAction.PAY: _nothing_owed,
    InvoiceAction.RECORD_PAYMENT: _nothing_owed,
    InvoiceAction.REFUND: _nothing_refundable,
    InvoiceAction.REVERSE_PAYMENT: _nothing_recorded,
    InvoiceAction.FORGIVE: _nothing_owed,
    InvoiceAction.VOID: _money_kept,
    InvoiceAction.REMIND: _nothing_owed,
}
