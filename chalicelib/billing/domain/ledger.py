"""An invoice's ledger: entries that are only ever added, and the sums they come to (lifecycle.md §1, §9)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

from chalicelib.billing.domain.op import Method
from chalicelib.kernel.access import Role
from chalicelib.kernel.ids import OpRef, PersonId, ProcessorAccountId
from chalicelib.kernel.money import Money
from chalicelib.payments.domain.payment import CardSummary, DeclineReason


class EntryKind(StrEnum):
    """What happened to an invoice, one word an entry; the first group moves money."""

    CHARGED = "charged"
    UNAPPLIED = "unapplied"
    REFUNDED = "refunded"
    RECORDED = "recorded"
    REVERSED = "reversed"
    FORGIVEN = "forgiven"
    VOIDED = "voided"
    CREATED = "created"
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
    One line of the ledger, numbered from 1 within its invoice. `charge` names the processor's charge it is about,
    `refund_id` the processor's refund; `reverses` the number of the recorded payment it takes back.
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
    credentials: int = 0
    card: CardSummary = CardSummary()
    method: Method | None = None
    reference: str = field(default="", repr=False)
    received_on: date | None = None
    reason: str = field(default="", repr=False)
    decline: DeclineReason | None = None
    still_owed: bool = False
    reverses: int = 0


@dataclass(frozen=True, slots=True)
class Charge:
    """One charge on a card: refunded + reserved never exceed captured. Unapplied money pays nothing, it goes back."""

    txn: str
    op: OpRef
    account: ProcessorAccountId
    credentials: int
    captured: Money
    refunded: Money
    reserved: Money
    card: CardSummary = CardSummary()
    applied: bool = True

    @property
    def refundable(self) -> Money:
        """What may still be given back of it."""
        return self.captured - self.refunded - self.reserved


@dataclass(frozen=True, slots=True)
class Ledger:
    """
    The sums of an invoice's entries, all in its currency and never negative.

    `owed_again`: refunds that were marked as still owed. `taken_back` and `given_back` name the recorded payments and
    the processor's refunds that are in it, so that none counts twice. `written_off`: the whole was forgiven while nothing was
    kept, which closes the invoice. Nothing here is written but by `add_entry` and `reserve`.
    """

    recorded: Money
    reversed: Money
    forgiven: Money
    owed_again: Money
    charges: tuple[Charge, ...] = ()
    taken_back: frozenset[int] = frozenset()
    given_back: frozenset[str] = frozenset()
    voided: bool = False
    written_off: bool = False

    @property
    def captured(self) -> Money:
        """Taken from cards for this invoice."""
        return sum(
            (charge.captured for charge in self.charges if charge.applied), self.recorded.zero
        )

    @property
    def refunded(self) -> Money:
        """Given back of what was taken for this invoice."""
        return sum(
            (charge.refunded for charge in self.charges if charge.applied), self.recorded.zero
        )

    @property
    def reserved(self) -> Money:
        """Asked to be given back, outcome open."""
        return sum((charge.reserved for charge in self.charges), self.recorded.zero)

    @property
    def unapplied(self) -> Money:
        """Money that came too late or beyond the balance and has not gone back yet."""
        return sum(
            (charge.captured - charge.refunded for charge in self.charges if not charge.applied),
            self.recorded.zero,
        )

    @property
    def paid(self) -> Money:
        """Received for this invoice, before refunds."""
        return self.captured + self.recorded - self.reversed

    @property
    def net(self) -> Money:
        """Received and kept."""
        return self.paid - self.refunded

    def balance(self, total: Money) -> Money:
        """What is still owed of a total, never below zero. Source: lifecycle.md §9.1."""
        owed = total - self.forgiven - self.paid + self.owed_again
        return max(owed, owed.zero)

    def charge(self, txn: str) -> Charge | None:
        """The charge of that name."""
        return next((charge for charge in self.charges if charge.txn == txn), None)

    def reserve(self, txn: str, amount: Money) -> "Ledger":
        """With an amount of a charge set aside for a refund, or given free when negative."""
        return self._on(txn, lambda charge: replace(charge, reserved=charge.reserved + amount))

    def _on(self, txn: str, change: Callable[[Charge], Charge]) -> "Ledger":
        return replace(
            self,
            charges=tuple(
                change(charge) if charge.txn == txn else charge for charge in self.charges
            ),
        )


def empty_ledger(zero: Money) -> Ledger:
    """A ledger without entries, in that currency."""
    return Ledger(zero, zero, zero, zero)


def add_entry(ledger: Ledger, entry: Entry) -> Ledger:
    """The ledger with one more entry; one that moves no money, or is already in it, leaves it as it is."""
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
        entry.credentials,
        amount,
        amount.zero,
        amount.zero,
        entry.card,
        applied,
    )
    return replace(ledger, charges=(*ledger.charges, charge))


def _refunded(ledger: Ledger, entry: Entry, amount: Money) -> Ledger:
    source = ledger.charge(entry.charge)
    if entry.refund_id in ledger.given_back or source is None:
        return ledger
    back = ledger._on(
        entry.charge, lambda charge: replace(charge, refunded=charge.refunded + amount)
    )  # noqa: SLF001 - same module
    back = replace(back, given_back=back.given_back | {entry.refund_id} - {""})
    # What paid for nothing was never taken off what is owed.
    return (
        replace(back, owed_again=back.owed_again + amount)
        if entry.still_owed and source.applied
        else back
    )


def _recorded(ledger: Ledger, _entry: Entry, amount: Money) -> Ledger:
    return replace(ledger, recorded=ledger.recorded + amount)


def _reversed(ledger: Ledger, entry: Entry, amount: Money) -> Ledger:
    if entry.reverses in ledger.taken_back:
        return ledger
    return replace(
        ledger, reversed=ledger.reversed + amount, taken_back=ledger.taken_back | {entry.reverses}
    )


def _forgiven(ledger: Ledger, _entry: Entry, amount: Money) -> Ledger:
    return replace(ledger, forgiven=ledger.forgiven + amount, written_off=ledger.net.minor == 0)


def _voided(ledger: Ledger, _entry: Entry, _amount: Money) -> Ledger:
    return replace(ledger, voided=True)


POSTINGS: Mapping[EntryKind, Callable[[Ledger, Entry, Money], Ledger]] = {
    EntryKind.CHARGED: _charged,
    EntryKind.UNAPPLIED: _charged,
    EntryKind.REFUNDED: _refunded,
    EntryKind.RECORDED: _recorded,
    EntryKind.REVERSED: _reversed,
    EntryKind.FORGIVEN: _forgiven,
    EntryKind.VOIDED: _voided,
}
