"""Requests to a processor, its answers and errors (docs/processors.md#port)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from chalicelib.kernel.ids import OpRef
from chalicelib.kernel.money import Money

KEPT_FAILURE = "kept_failure"
"""
Code of an unknown outcome that the processor keeps under the idempotency key.

Sending the request again only repeats it, so it must be looked up
(docs/billing-lifecycle.md#unknown-outcomes).
"""


class ProcessorKind(StrEnum):
    """The processors that a practice may connect: those with an adapter."""

    STRIPE = "stripe"


class ChargeState(StrEnum):
    """State of a charge; with `ACTION_REQUIRED` the browser must act first."""

    SUCCEEDED = "succeeded"
    DECLINED = "declined"
    ACTION_REQUIRED = "action_required"
    PENDING = "pending"


class RefundState(StrEnum):
    """State of a refund; `DEFERRED`: nothing was sent, the charge must settle first."""

    SUCCEEDED = "succeeded"
    PENDING = "pending"
    FAILED = "failed"
    DEFERRED = "deferred"


class RefundMethod(StrEnum):
    """How the adapter gave the money back."""

    REFUND = "refund"
    VOID = "void"


class DeclineReason(StrEnum):
    """Why a card was declined, in the same words for every processor."""

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
    """Result of a look-up; `NOT_FOUND` counts only after the quiet period."""

    FOUND = "found"
    AMBIGUOUS = "ambiguous"
    NOT_FOUND = "not_found"


class EventKind(StrEnum):
    """What a processor's webhook is about."""

    CHARGE = "charge"
    REFUND = "refund"
    VOID = "void"
    DISPUTE = "dispute"
    HELD = "held"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class CardSummary:
    """All that is stored of a payment card (S52)."""

    brand: str = ""
    last4: str = ""


@dataclass(frozen=True, slots=True)
class OneTimeToken:
    """Stands for a card, once; the processor's fields give it to the browser."""

    value: str = field(repr=False)
    descriptor: str = ""


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What billing must know of a processor."""

    native_idempotency: bool
    idempotency_ttl_s: int
    one_time_token: bool
    partial_refund_before_settlement: bool
    quiet_period_s: int
    needs_last4_for_refund: bool
    signed_webhooks: bool


@dataclass(frozen=True, slots=True)
class BrowserConfig:
    """All that the pay page needs; nothing else names a processor's script."""

    kind: ProcessorKind
    script_url: str
    public: Mapping[str, str]
    csp: Mapping[str, Sequence[str]]
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ChargeRequest:
    """A charge to make, without name or description (S28); `amount` includes tax."""

    ref: OpRef
    amount: Money
    tax: Money
    token: OneTimeToken
    return_url: str = ""


@dataclass(frozen=True, slots=True)
class ChargeResult:
    """State of a charge; `approved` is the amount taken, `code` is for support only."""

    state: ChargeState
    txn_id: str = ""
    card: CardSummary = CardSummary()
    approved: Money | None = None
    decline: DeclineReason | None = None
    code: str = ""
    client_action: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class RefundRequest:
    """A refund to make; `original` is the amount of the charge."""

    ref: OpRef
    txn_id: str
    amount: Money
    original: Money
    already_refunded: Money
    card: CardSummary


@dataclass(frozen=True, slots=True)
class RefundResult:
    """State of a refund; `retry_after` is set for `DEFERRED`."""

    state: RefundState
    method: RefundMethod | None = None
    refund_id: str = ""
    retry_after: datetime | None = None
    code: str = ""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A charge at the processor now."""

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
    """Result of a look-up by reference; `matches` are the ids of all charges with it."""

    outcome: LookupOutcome
    snapshot: Snapshot | None = None
    matches: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class ProcessorEvent:
    """A hint at a charge, which proves no state; `event_id` is unique per account."""

    event_id: str
    kind: EventKind
    txn_id: str
    ref: OpRef
    trusted: bool


@dataclass(frozen=True, slots=True)
class AccountInfo:
    """What a processor says about an account."""

    live: bool
    currencies: Sequence[str]
    label: str = ""


class ProcessorError(Exception):
    """A processor refused or gave no answer; `code` is its own, for support."""

    def __init__(self, message: str = "", *, code: str = "") -> None:
        super().__init__(message or self.__class__.__name__)
        self.code = code


class NothingHappened(ProcessorError):
    """The processor certainly did not act."""


class BadCredentials(NothingHappened):
    """The processor refuses the account's keys."""


class NotPermitted(NothingHappened):
    """The keys are right but may not do this."""


class RequestRejected(NothingHappened):
    """The request was malformed, which is our own mistake and raises an alarm."""


class TokenUnusable(NothingHappened):
    """The card token was used, has expired or belongs to another account."""


class RefundTooLarge(NothingHappened):
    """The refund is more than is left of the charge."""


class NotRefundable(NothingHappened):
    """The charge is disputed, voided, gone or too old."""


class TryAgainLater(NothingHappened):
    """Refused for now, before anything happened."""


class OutcomeUnknown(ProcessorError):
    """There is no reliable answer: the money may or may not have moved."""


class WebhookRejected(ProcessorError):
    """The signature of a webhook is wrong or too old (S51)."""
