"""Defines requests to processors and their results (docs/processors.md#port)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from chalicelib.kernel.ids import OpRef
from chalicelib.kernel.money import Money


class ProcessorKind(StrEnum):
    """Lists the processors that a practice can connect. Each one has its own adapter."""

    STRIPE = "stripe"


class ChargeState(StrEnum):
    """
    Lists the states of a charge.

    `ACTION_REQUIRED` means that the client must first confirm the charge in the browser.
    """

    SUCCEEDED = "succeeded"
    DECLINED = "declined"
    ACTION_REQUIRED = "action_required"
    PENDING = "pending"


class RefundState(StrEnum):
    """
    Lists the states of a refund.

    `DEFERRED` means that the charge must settle before it can be refunded.
    """

    SUCCEEDED = "succeeded"
    PENDING = "pending"
    FAILED = "failed"
    DEFERRED = "deferred"


class RefundMethod(StrEnum):
    """Lists the ways to give money back: refunding or voiding the charge."""

    REFUND = "refund"
    VOID = "void"


class DeclineReason(StrEnum):
    """
    Lists the reasons why a card can be declined.

    All adapters use this list, so the reasons are the same for all processors.
    """

    GENERIC = "generic"
    INSUFFICIENT_FUNDS = "insufficient_funds"
    EXPIRED = "expired_card"
    BAD_CVC = "incorrect_cvc"
    BAD_NUMBER = "incorrect_number"
    BAD_ADDRESS = "address_mismatch"
    PICK_UP = "pickup_card"
    DUPLICATE = "duplicate"
    FRAUD = "fraud"
    NOT_AUTHENTICATED = "not_authenticated"


class LookupOutcome(StrEnum):
    """
    Lists the results of a look-up for a charge.

    Each processor has a quiet period after a charge request. If the look-up is made during
    the quiet period, `NOT_FOUND` does not prove that the charge does not exist. If the
    look-up is made after the quiet period, `NOT_FOUND` proves it.
    """

    FOUND = "found"
    AMBIGUOUS = "ambiguous"
    NOT_FOUND = "not_found"


class EventKind(StrEnum):
    """Lists what an event from a processor can be about."""

    CHARGE = "charge"
    REFUND = "refund"
    VOID = "void"
    DISPUTE = "dispute"
    HELD = "held"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class CardSummary:
    """Holds everything that is stored about a payment card (S52)."""

    brand: str = ""
    last4: str = ""


@dataclass(frozen=True, slots=True)
class OneTimeToken:
    """
    Represents a payment card for exactly one charge.

    The processor's card fields in the browser create the token.
    """

    value: str = field(repr=False)
    descriptor: str = ""


@dataclass(frozen=True, slots=True)
class Capabilities:
    """Describes what billing must know about a processor's behavior."""

    native_idempotency: bool
    idempotency_ttl_s: int
    one_time_token: bool
    partial_refund_before_settlement: bool
    quiet_period_s: int
    needs_last4_for_refund: bool
    signed_webhooks: bool


@dataclass(frozen=True, slots=True)
class ChargeLimits:
    """
    Holds the least and the most that a processor takes in one charge.

    Both are in minor units of one currency. They do not hold for refunds: any part of a charge can
    be refunded.
    """

    least: int
    most: int


@dataclass(frozen=True, slots=True)
class BrowserConfig:
    """
    Holds the settings that the pay page needs to show the processor's card fields.

    `script_url` is the URL of the processor's script, and `public` holds the script's
    settings. `csp` maps directives of the content security policy to the origins that the
    page must allow.
    """

    kind: ProcessorKind
    script_url: str
    public: Mapping[str, str]
    csp: Mapping[str, Sequence[str]]
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ChargeRequest:
    """
    Describes a charge to make; `amount` includes the tax.

    The request contains neither the client's name nor any other description of the client
    (S28).
    """

    ref: OpRef
    amount: Money
    tax: Money
    token: OneTimeToken
    return_url: str = ""


@dataclass(frozen=True, slots=True)
class ChargeResult:
    """
    Holds the state of a charge after a request to the processor.

    `approved` is the amount that was charged. It is None if nothing was charged, and may also
    be None if exactly the requested amount was charged. `code` is the processor's code, for
    use by support.
    """

    state: ChargeState
    txn_id: str = ""
    card: CardSummary = CardSummary()
    approved: Money | None = None
    decline: DeclineReason | None = None
    code: str = ""
    client_action: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class RefundRequest:
    """Describes a refund to make; `original` is the amount of the charge."""

    ref: OpRef
    txn_id: str
    amount: Money
    original: Money
    already_refunded: Money
    card: CardSummary


@dataclass(frozen=True, slots=True)
class RefundResult:
    """
    Holds the state of a refund after a request to the processor.

    `retry_after` is set only in the state `DEFERRED`, and is None in all other states.
    """

    state: RefundState
    method: RefundMethod | None = None
    refund_id: str = ""
    retry_after: datetime | None = None
    code: str = ""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Describes a charge as the processor knows it at one moment."""

    txn_id: str
    state: ChargeState
    settled: bool
    voided: bool
    refunded: Money
    disputed: bool
    amount: Money
    ref: OpRef = OpRef("")
    card: CardSummary = CardSummary()


@dataclass(frozen=True, slots=True)
class LookupResult:
    """
    Holds the result of a look-up for a charge by its op's reference.

    `matches` are the processor's ids of all charges that the look-up found.
    """

    outcome: LookupOutcome
    snapshot: Snapshot | None = None
    matches: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class ProcessorEvent:
    """
    Describes an event that a processor reports about a charge or refund.

    The event does not prove the state of the charge. The caller must look up that state at
    the processor. `event_id` is unique within a processor account.
    """

    event_id: str
    kind: EventKind
    txn_id: str
    ref: OpRef
    trusted: bool


@dataclass(frozen=True, slots=True)
class AccountInfo:
    """Holds what a processor reports about a practice's account."""

    live: bool
    currencies: Sequence[str]
    label: str = ""
