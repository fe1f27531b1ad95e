"""Defines an invoice's ledger and its sums (docs/billing-lifecycle.md#invariants)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

from chalicelib.billing.domain.op_details import Method
from chalicelib.kernel.access import Role
from chalicelib.kernel.ids import OpRef, PersonId, ProcessorAccountId
from chalicelib.kernel.money import Money
from chalicelib.payments.domain.payment import CardSummary, DeclineReason


class EntryKind(StrEnum):
    """
    Lists the kinds of ledger entries.

    The kinds from `charged` to `voided` change the ledger's sums. The kinds that are listed
    after `voided` do not. `refund_returned` means that the bank could not deliver a refund.
    """

    CHARGED = "charged"
    UNAPPLIED = "unapplied"
    REFUNDED = "refunded"
    REFUND_RETURNED = "refund_returned"
    RECORDED = "recorded"
    REVERSED = "reversed"
    FORGIVEN = "forgiven"
    VOIDED = "voided"
    CREATED = "created"
    DELETED = "deleted"
    SENT = "sent"
    DECLINED = "declined"
    PAYMENT_FAILED = "payment_failed"
    REFUND_ASKED = "refund_asked"
    REFUND_FAILED = "refund_failed"
    CHECKING = "checking"
    CLOSED_BY_HAND = "closed_by_hand"
    REMINDED = "reminded"


@dataclass(frozen=True, slots=True)
class Entry:
    """
    Records one event of an invoice in the invoice's ledger.

    `seq` is the entry's number, counted from 1. `charge` and `refund_id` are the
    processor's ids. If the entry reverses a recorded payment, `reverses` is the number of
    that payment's entry. If the entry is about a returned refund, `no_longer_owed` is how much
    of the refunded amount the client had to pay again and now does not.
    """

    kind: EntryKind
    at: datetime
    actor: PersonId
    role: Role
    name: str = field(default="", repr=False)
    seq: int = 0
    op: OpRef = OpRef("")
    amount: Money | None = None
    charge: str = ""
    refund_id: str = ""
    account: ProcessorAccountId = ProcessorAccountId("")
    credentials_version: int = 0
    card: CardSummary = CardSummary()
    method: Method | None = None
    reference: str = field(default="", repr=False)
    received_on: date | None = None
    reason: str = field(default="", repr=False)
    decline: DeclineReason | None = None
    still_owed: bool = False
    reverses: int = 0
    no_longer_owed: Money | None = None


@dataclass(frozen=True, slots=True)
class Charge:
    """
    Describes a charge on a card, and how much of the charge was refunded.

    `txn` is the charge's id at the processor. `reserved` is the amount of the charge's
    unfinished refunds. `refunded` + `reserved` never exceeds `captured`. If `applied` is
    false, the charge pays nothing on the invoice, and the platform refunds the charge.
    """

    txn: str
    op: OpRef
    account: ProcessorAccountId
    credentials_version: int
    captured: Money
    refunded: Money
    reserved: Money
    card: CardSummary = CardSummary()
    applied: bool = True

    @property
    def refundable(self) -> Money:
        """Return how much of the charge can still be refunded."""
        return self.captured - self.refunded - self.reserved


@dataclass(frozen=True, slots=True)
class Ledger:
    """
    Holds the sums of an invoice's ledger entries.

    The sums are in the invoice's currency and never negative. `owed_again` is the sum of
    the refunded amounts that the client owes again. `reversed_entries`, `refund_ids` and
    `returned_refunds` identify the reversals, refunds and returned refunds that the sums
    include, so that none is counted twice.
    `written_off` means that the whole balance was forgiven while the practice had kept no
    money for the invoice; this closes the invoice. Only `add_entry` and `reserve` change a
    ledger.
    """

    recorded: Money
    reversed: Money
    forgiven: Money
    owed_again: Money
    charges: tuple[Charge, ...] = ()
    reversed_entries: frozenset[int] = frozenset()
    refund_ids: frozenset[str] = frozenset()
    returned_refunds: frozenset[str] = frozenset()
    voided: bool = False
    written_off: bool = False

    @property
    def captured(self) -> Money:
        """
        Return the sum of the charges on cards, before refunds.

        Charges that were not applied to the invoice do not count.
        """
        return sum(
            (charge.captured for charge in self.charges if charge.applied), self.recorded.zero
        )

    @property
    def refunded(self) -> Money:
        """
        Return the sum of refunds.

        Refunds of charges that were not applied to the invoice do not count.
        """
        return sum(
            (charge.refunded for charge in self.charges if charge.applied), self.recorded.zero
        )

    @property
    def reserved(self) -> Money:
        """Return the sum of unfinished refunds."""
        return sum((charge.reserved for charge in self.charges), self.recorded.zero)

    @property
    def unapplied(self) -> Money:
        """Return the unrefunded money of charges that are not applied to the invoice."""
        return sum(
            (charge.captured - charge.refunded for charge in self.charges if not charge.applied),
            self.recorded.zero,
        )

    @property
    def paid(self) -> Money:
        """Return the money that was received for this invoice, before refunds."""
        return self.captured + self.recorded - self.reversed

    @property
    def net(self) -> Money:
        """Return the money that was received for this invoice and not refunded."""
        return self.paid - self.refunded

    def balance(self, total: Money) -> Money:
        """Return how much of the price `total` is still owed, never below zero."""
        owed = total - self.forgiven - self.paid + self.owed_again
        return max(owed, owed.zero)

    def charge(self, txn: str) -> Charge | None:
        """Return the charge with the processor's id `txn`, or None."""
        return next((charge for charge in self.charges if charge.txn == txn), None)

    def reserve(self, txn: str, amount: Money) -> "Ledger":
        """
        Return the ledger with a part of a charge reserved for a refund.

        A negative `amount` releases a reserved amount. `txn` is the charge's id at the
        processor.
        """
        return self.with_charge(
            txn, lambda charge: replace(charge, reserved=charge.reserved + amount)
        )

    def with_charge(self, txn: str, change: Callable[[Charge], Charge]) -> "Ledger":
        """
        Return the ledger with `change` applied to one of its charges.

        `txn` is the charge's id at the processor.
        """
        return replace(
            self,
            charges=tuple(
                change(charge) if charge.txn == txn else charge for charge in self.charges
            ),
        )


def empty_ledger(zero: Money) -> Ledger:
    """Return a ledger without entries, in the currency of `zero`."""
    return Ledger(zero, zero, zero, zero)


def add_entry(ledger: Ledger, entry: Entry) -> Ledger:
    """
    Return the ledger with an entry added to its sums.

    A charge, refund or reversal that the sums already include is not counted again.
    """
    post = POSTINGS.get(entry.kind)
    return post(ledger, entry, entry.amount) if post and entry.amount else ledger


def _charged(ledger: Ledger, entry: Entry, amount: Money) -> Ledger:
    if ledger.charge(entry.charge):
        return ledger
    applied = entry.kind is EntryKind.CHARGED
    charge = Charge(
        entry.charge,
        entry.op,
        entry.account,
        entry.credentials_version,
        amount,
        amount.zero,
        amount.zero,
        entry.card,
        applied,
    )
    return replace(ledger, charges=(*ledger.charges, charge))


def _refunded(ledger: Ledger, entry: Entry, amount: Money) -> Ledger:
    source = ledger.charge(entry.charge)
    if entry.refund_id in ledger.refund_ids or source is None:
        return ledger
    after = ledger.with_charge(
        entry.charge, lambda charge: replace(charge, refunded=charge.refunded + amount)
    )
    after = replace(after, refund_ids=after.refund_ids | {entry.refund_id} - {""})
    # A charge that pays nothing never lowered the balance, so refunding it does not raise it.
    if entry.still_owed and source.applied:
        return replace(after, owed_again=after.owed_again + amount)
    return after


def _refund_returned(ledger: Ledger, entry: Entry, amount: Money) -> Ledger:
    is_counted = entry.refund_id in ledger.refund_ids
    source = ledger.charge(entry.charge)
    if not is_counted or entry.refund_id in ledger.returned_refunds or source is None:
        return ledger
    after = ledger.with_charge(
        entry.charge, lambda charge: replace(charge, refunded=charge.refunded - amount)
    )
    returned = after.returned_refunds | {entry.refund_id}
    # The practice has the money again, so the invoice is no longer written off without money.
    after = replace(after, returned_refunds=returned, written_off=False)
    return replace(after, owed_again=after.owed_again - (entry.no_longer_owed or amount.zero))


def _recorded(ledger: Ledger, _entry: Entry, amount: Money) -> Ledger:
    return replace(ledger, recorded=ledger.recorded + amount)


def _reversed(ledger: Ledger, entry: Entry, amount: Money) -> Ledger:
    if entry.reverses in ledger.reversed_entries:
        return ledger
    return replace(
        ledger,
        reversed=ledger.reversed + amount,
        reversed_entries=ledger.reversed_entries | {entry.reverses},
    )


def _forgiven(ledger: Ledger, _entry: Entry, amount: Money) -> Ledger:
    return replace(ledger, forgiven=ledger.forgiven + amount, written_off=ledger.net.minor == 0)


def _voided(ledger: Ledger, _entry: Entry, _amount: Money) -> Ledger:
    return replace(ledger, voided=True)


POSTINGS: Mapping[EntryKind, Callable[[Ledger, Entry, Money], Ledger]] = {
    EntryKind.CHARGED: _charged,
    EntryKind.UNAPPLIED: _charged,
    EntryKind.REFUNDED: _refunded,
    EntryKind.REFUND_RETURNED: _refund_returned,
    EntryKind.RECORDED: _recorded,
    EntryKind.REVERSED: _reversed,
    EntryKind.FORGIVEN: _forgiven,
    EntryKind.VOIDED: _voided,
}
