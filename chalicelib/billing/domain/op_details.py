"""
Defines the details of ops: the fields that only one kind of op has.

An op is one requested action on an invoice, such as a payment.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import ClassVar

from chalicelib.kernel.ids import ProcessorAccountId
from chalicelib.kernel.money import Money
from chalicelib.payments.domain.payment import CardSummary, DeclineReason


class OpKind(StrEnum):
    """Lists the kinds of ops: the actions that the state machine carries out."""

    PAY = "pay"
    REFUND = "refund"
    RECORD_PAYMENT = "record_payment"
    REVERSE_PAYMENT = "reverse_payment"
    FORGIVE = "forgive"
    VOID = "void"


class Method(StrEnum):
    """Lists the methods of payment that staff choose from when they record a payment."""

    CASH = "cash"
    CHECK = "check"
    EXTERNAL_CARD = "external_card"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Pay:
    """
    Describes a client's payment of the invoice's balance by card.

    `charge` is the charge's id at the processor, or empty while the id is not known.
    `client_action` is the data that the processor's script in the browser needs for the
    bank's own check (3-D Secure). `given_up` means that the client stopped the payment during
    that check.
    """

    kind: ClassVar[OpKind] = OpKind.PAY
    account: ProcessorAccountId
    credentials_version: int
    tax: Money
    charge: str = ""
    card: CardSummary = CardSummary()
    decline: DeclineReason | None = None
    client_action: Mapping[str, str] = field(default_factory=dict, repr=False)
    given_up: bool = False


@dataclass(frozen=True, slots=True)
class Refund:
    """
    Describes a refund to a card, through the account that charged the card.

    `charge` is the processor's id of the refunded charge. `refund_id` is the processor's id
    of the refund, or empty while the id is not known. If `still_owed` is true, the client
    owes the refunded amount again.
    """

    kind: ClassVar[OpKind] = OpKind.REFUND
    account: ProcessorAccountId
    credentials_version: int
    charge: str
    card: CardSummary = CardSummary()
    still_owed: bool = False
    refund_id: str = ""


@dataclass(frozen=True, slots=True)
class RecordPayment:
    """
    Describes a payment made outside the platform, for example in cash.

    `reference` is free text about the payment, such as a check number.
    """

    kind: ClassVar[OpKind] = OpKind.RECORD_PAYMENT
    method: Method
    reference: str = field(repr=False)
    received_on: date


@dataclass(frozen=True, slots=True)
class ReversePayment:
    """
    Describes the reversal of a recorded payment.

    `reverses` is the number of the ledger entry that recorded the payment.
    """

    kind: ClassVar[OpKind] = OpKind.REVERSE_PAYMENT
    reverses: int


@dataclass(frozen=True, slots=True)
class CloseOut:
    """
    Describes how an invoice is closed without payment: by forgiving or voiding.

    Raises:
        ValueError: `kind` is neither FORGIVE nor VOID.
    """

    kind: OpKind

    def __post_init__(self) -> None:
        if self.kind not in {OpKind.FORGIVE, OpKind.VOID}:
            raise ValueError(f"{self.kind} closes no invoice")


OpDetails = Pay | Refund | RecordPayment | ReversePayment | CloseOut

DETAILS: Mapping[OpKind, type[OpDetails]] = {
    OpKind.PAY: Pay,
    OpKind.REFUND: Refund,
    OpKind.RECORD_PAYMENT: RecordPayment,
    OpKind.REVERSE_PAYMENT: ReversePayment,
    OpKind.FORGIVE: CloseOut,
    OpKind.VOID: CloseOut,
}
