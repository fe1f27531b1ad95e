"""
Decides which role may take which action on an invoice, and when.

See docs/billing-lifecycle.md#transitions.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from chalicelib.billing.domain.invoice import Invoice, Status
from chalicelib.billing.domain.ledger import Charge, EntryKind
from chalicelib.billing.domain.op import Overlay
from chalicelib.billing.domain.refusal_reasons import (
    LOCKED,
    REASONS_BY_OVERLAY,
    REASONS_BY_STATUS,
    RECORDS_DISAGREE,
)
from chalicelib.kernel.access import Role
from chalicelib.kernel.errors import Conflict, Invalid, NotAllowed
from chalicelib.kernel.money import Money


class InvoiceAction(StrEnum):
    """Lists what people can do to an invoice, in the order of the buttons on the page."""

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
class ActionRule:
    """
    Defines the invoice statuses and the roles for which an action is allowed.

    If `needs_lock` is true, the action is allowed only while no op holds the invoice's lock.
    """

    states: frozenset[Status]
    roles: frozenset[Role]
    needs_lock: bool = True


class StatusFacts(Protocol):
    """
    Declares the attributes that determine the wording of an invoice's status.

    `Invoice` and `InvoiceRow` (an invoice's row in a list) both have these attributes.
    """

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

LIFECYCLE: Mapping[InvoiceAction, ActionRule] = {
    InvoiceAction.EDIT: ActionRule(DRAFT, STAFF),
    InvoiceAction.SEND: ActionRule(DRAFT, STAFF),
    InvoiceAction.DELETE: ActionRule(DRAFT, STAFF),
    InvoiceAction.PAY: ActionRule(SENT, frozenset({Role.CLIENT})),
    InvoiceAction.RECORD_PAYMENT: ActionRule(SENT, STAFF),
    InvoiceAction.REFUND: ActionRule(SENT | PAID, STAFF),
    InvoiceAction.REVERSE_PAYMENT: ActionRule(SENT | PAID, frozenset({Role.ADMIN})),
    InvoiceAction.FORGIVE: ActionRule(SENT, STAFF),
    InvoiceAction.VOID: ActionRule(SENT, STAFF),
    InvoiceAction.REMIND: ActionRule(SENT, STAFF),
}
"""
The statuses and roles with which each action is allowed.

There is one exception: money that pays nothing, and whose refund failed or came back, can be
refunded whatever the invoice's status is (T16, T21).
"""

STATUS_WORDS: Mapping[Status, tuple[str, str]] = {
    Status.DRAFT: ("Draft", ""),
    Status.SENT: ("Unpaid", "Due"),
    Status.PAID: ("Paid", "Paid"),
    Status.REFUNDED: ("Refunded", "Refunded"),
    Status.VOIDED: ("Voided", "Cancelled"),
    Status.FORGIVEN: ("Forgiven", "Nothing owed"),
}
OVERLAY_WORDS: Mapping[str, tuple[str, str]] = {
    "processing": ("Processing", "Being processed"),
    "action_required": ("Waiting for the client", "Your bank is waiting for you"),
    "checking": (
        "Checking with the bank",
        "We are checking with the bank, you will not be charged twice",
    ),
    "refund_pending": ("Refund on its way", "Refund on its way"),
}
STAFF_ENTRIES = frozenset(
    {
        EntryKind.CREATED,
        EntryKind.DELETED,
        EntryKind.PAYMENT_FAILED,
        EntryKind.REFUND_FAILED,
        EntryKind.UNAPPLIED,
        EntryKind.CLOSED_BY_HAND,
    }
)
"""The kinds of ledger entries that a client does not see in the timeline."""


def actions(invoice: Invoice, role: Role) -> tuple[InvoiceAction, ...]:
    """Return the actions that this role may take on the invoice now, in button order."""
    return tuple(
        action
        for action in InvoiceAction
        if role in LIFECYCLE[action].roles and refusal(invoice, action, role) is None
    )


def check(invoice: Invoice, action: InvoiceAction, role: Role) -> Invoice:
    """
    Return the invoice if the role may take the action on the invoice now.

    Raises:
        NotAllowed: The role may not take the action.
        Conflict: The invoice's status, lock or amounts do not allow the action. The error
            message gives the reason.
    """
    if role not in LIFECYCLE[action].roles:
        raise NotAllowed
    if reason := refusal(invoice, action, role):
        raise Conflict(reason)
    return invoice


def refusal(invoice: Invoice, action: InvoiceAction, role: Role) -> str | None:
    """
    Return the reason why the action is not possible now, for this role.

    Return None if the action is possible.
    """
    if invoice.records_disagree:
        return records_disagree(role)
    rule = LIFECYCLE[action]
    if rule.needs_lock and (
        invoice.active_op or (invoice.overlay and action is not InvoiceAction.REFUND)
    ):
        if not invoice.overlay:
            return LOCKED
        return REASONS_BY_OVERLAY[invoice.overlay][word_column(role)]
    pays_nothing = action is InvoiceAction.REFUND and invoice.has_money_to_return
    if invoice.status not in rule.states and not pays_nothing:
        return REASONS_BY_STATUS[invoice.status][word_column(role)]
    guard = GUARDS.get(action)
    return guard(invoice) if guard else None


def word_column(role: Role) -> int:
    """Return the place of this role's words in a pair: those for staff come first."""
    return 1 if role is Role.CLIENT else 0


def records_disagree(role: Role) -> str:
    """Return why nothing can be done while the stored records disagree."""
    return RECORDS_DISAGREE[word_column(role)]


def status_words(invoice: StatusFacts, role: Role, *, overdue: bool = False) -> str:
    """Return the words that describe an invoice's status to a person with this role."""
    column = word_column(role)
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
    Return the latest charge from which this amount can be refunded (T13, T21).

    Raises:
        Invalid: The amount is not above zero, or no single charge has that much left.
    """
    if amount.minor <= 0:
        raise Invalid(
            "The amount to refund must be above zero.",
            fields={"amount": "Enter an amount above zero."},
        )
    for charge in reversed(invoice.refundable_charges):
        if amount <= charge.refundable:
            return charge
    most = f"At most {invoice.refundable.major()} {amount.currency} can be refunded."
    raise Invalid(most, fields={"amount": most})


def amount_to_record(invoice: Invoice, amount: Money) -> Money:
    """
    Validate and return the amount of a payment that staff record (T9).

    Raises:
        Invalid: The amount is not above zero, or it exceeds the balance.
    """
    if amount.minor <= 0 or invoice.balance < amount:
        balance = f"{invoice.balance.major()} {amount.currency}"
        most = f"Enter an amount above zero and up to the balance of {balance}."
        raise Invalid(most, fields={"amount": most})
    return amount


def _nothing_owed(invoice: Invoice) -> str | None:
    return None if invoice.balance.minor > 0 else "Nothing is owed on this invoice."


def _nothing_refundable(invoice: Invoice) -> str | None:
    return None if invoice.refundable.minor > 0 else "This invoice has no card payment to refund."


def _nothing_recorded(invoice: Invoice) -> str | None:
    ledger = invoice.ledger
    return (
        None
        if ledger.reversed < ledger.recorded
        else "This invoice has no recorded payment to reverse."
    )


def _money_kept(invoice: Invoice) -> str | None:
    return (
        "A payment was received for this invoice. Refund it instead."
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
