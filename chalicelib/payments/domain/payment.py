"""Defines requests to processors, answers and errors (docs/processors.md#port)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from chalicelib.kernel.ids import OpRef
from chalicelib.kernel.money import Money

KEPT_FAILURE = "kept_failure"
"""
The code of an unknown outcome that the processor repeats for the idempotency key.

Sending the request again is useless, so it must be looked up
(docs/billing-lifecycle.md#unknown-outcomes).
"""


class ProcessorKind(StrEnum):
    """Lists the processors that a practice can connect; each has an adapter."""

    STRIPE = "stripe"


class ChargeState(StrEnum):
    """Lists the states of a charge; with `ACTION_REQUIRED` the browser must act."""

    SUCCEEDED = "succeeded"
    DECLINED = "declined"
    ACTION_REQUIRED = "action_required"
    PENDING = "pending"


class RefundState(StrEnum):
    """Lists the states of a refund; `DEFERRED` waits until the charge has settled."""

    SUCCEEDED = "succeeded"
    PENDING = "pending"
    FAILED = "failed"
    DEFERRED = "deferred"


class RefundMethod(StrEnum):
    """Lists the ways in which adapters give money back."""

    REFUND = "refund"
    VOID = "void"


class DeclineReason(StrEnum):
    """Lists why cards are declined, in the same words for every processor."""

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
    """Lists results of look-ups; `NOT_FOUND` is proof after the quiet period only."""

    FOUND = "found"
    AMBIGUOUS = "ambiguous"
    NOT_FOUND = "not_found"


class EventKind(StrEnum):
    """Lists what a processor's event can be about."""

    CHARGE = "charge"
    REFUND = "refund"
    VOID = "void"
    DISPUTE = "dispute"
    HELD = "held"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class CardSummary:
    """Holds all that is stored of a payment card (S52)."""

    brand: str = ""
    last4: str = ""


@dataclass(frozen=True, slots=True)
class OneTimeToken:
    """Identifies a card for one charge; the processor's card fields create it."""

    value: str = field(repr=False)
    descriptor: str = ""


@dataclass(frozen=True, slots=True)
class Capabilities:
    """Describes how a processor behaves, as far as billing depends on it."""

    native_idempotency: bool
    idempotency_ttl_s: int
    one_time_token: bool
    partial_refund_before_settlement: bool
    quiet_period_s: int
    needs_last4_for_refund: bool
    signed_webhooks: bool


@dataclass(frozen=True, slots=True)
class BrowserConfig:
    """Holds all that the pay page needs, with the address of the processor's script."""

    kind: ProcessorKind
    script_url: str
    public: Mapping[str, str]
    csp: Mapping[str, Sequence[str]]
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ChargeRequest:
    """Describes a charge, without name or text (S28); `amount` includes tax."""

    ref: OpRef
    amount: Money
    tax: Money
    token: OneTimeToken
    return_url: str = ""


@dataclass(frozen=True, slots=True)
class ChargeResult:
    """Holds the state of a charge; `approved` is its amount, `code` is for support."""

    state: ChargeState
    txn_id: str = ""
    card: CardSummary = CardSummary()
    approved: Money | None = None
    decline: DeclineReason | None = None
    code: str = ""
    client_action: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class RefundRequest:
    """Describes a refund to send; `original` is the amount of the charge."""

    ref: OpRef
    txn_id: str
    amount: Money
    original: Money
    already_refunded: Money
    card: CardSummary


@dataclass(frozen=True, slots=True)
class RefundResult:
    """Holds the state of a refund; `retry_after` is set for `DEFERRED`."""

    state: RefundState
    method: RefundMethod | None = None
    refund_id: str = ""
    retry_after: datetime | None = None
    code: str = ""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Describes a charge as it is at the processor at one moment."""

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
    """Holds the result of a look-up by reference; `matches` are charges' ids."""

    outcome: LookupOutcome
    snapshot: Snapshot | None = None
    matches: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class ProcessorEvent:
    """
    Reports an event about a charge; it proves no state of the charge.

    `event_id` is unique per account.
    """

    event_id: str
    kind: EventKind
    txn_id: str
    ref: OpRef
    trusted: bool


@dataclass(frozen=True, slots=True)
class AccountInfo:
    """Holds what a processor says about an account."""

    live: bool
    currencies: Sequence[str]
    label: str = ""


class ProcessorError(Exception):
    """A processor refused or did not answer; `code` is the processor's, for support."""

    def __init__(self, message: str = "", *, code: str = "") -> None:
        super().__init__(message or self.__class__.__name__)
        self.code = code


class NothingHappened(ProcessorError):
    """The processor certainly did not act."""


class BadCredentials(NothingHappened):
    """The processor refuses the account's keys."""


class NotPermitted(NothingHappened):
    """The keys are right but lack a permission."""


class RequestRejected(NothingHappened):
    """The request was malformed, which is a bug of ours."""


class TokenUnusable(NothingHappened):
    """The card token was used, has expired or belongs to another account."""


class RefundTooLarge(NothingHappened):
    """The refund is larger than what is left of the charge."""


class NotRefundable(NothingHappened):
    """The charge is disputed, voided, gone or too old."""


class ProcessorBusy(NothingHappened):
    """The processor is busy and did nothing; the same request may succeed later."""


class OutcomeUnknown(ProcessorError):
    """There is no reliable answer: the money may or may not have moved."""


class WebhookRejected(ProcessorError):
    """The signature of a webhook is wrong or too old (S51)."""
