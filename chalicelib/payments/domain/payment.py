"""What a payment processor is asked, and what it may answer (payments.md §2); no processor's own words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from chalicelib.kernel.ids import OpRef
from chalicelib.kernel.money import Money


class ProcessorKind(StrEnum):
    """The processors a practice may connect; only those with an adapter are offered."""

    STRIPE = "stripe"


class ChargeState(StrEnum):
    """What became of a charge: money taken, a definite no, the browser must act, or neither yet."""

    SUCCEEDED = "succeeded"
    DECLINED = "declined"
    ACTION_REQUIRED = "action_required"
    PENDING = "pending"


class RefundState(StrEnum):
    """What became of a refund; deferred means nothing was sent, settlement must come first."""

    SUCCEEDED = "succeeded"
    PENDING = "pending"
    FAILED = "failed"
    DEFERRED = "deferred"


class RefundMethod(StrEnum):
    """How the processor gave the money back; an adapter's choice."""

    REFUND = "refund"
    VOID = "void"


class DeclineReason(StrEnum):
    """Why a card was declined, in one vocabulary for every processor."""

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
    """A look-up's answer; not found means something only after the quiet period; ambiguous needs a person."""

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
    """All we keep of a payment card (S52)."""

    brand: str = ""
    last4: str = ""


@dataclass(frozen=True, slots=True)
class OneTimeToken:
    """What the processor's own fields gave the browser for a card; never a card number."""

    value: str = field(repr=False)
    descriptor: str = ""


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What the lifecycle must know of a processor; periods in seconds."""

    native_idempotency: bool
    idempotency_ttl_s: int
    one_time_token: bool
    partial_refund_before_settlement: bool
    quiet_period_s: int
    needs_last4_for_refund: bool
    signed_webhooks: bool


@dataclass(frozen=True, slots=True)
class BrowserConfig:
    """All the pay page needs, and the only place a processor's script is named."""

    kind: ProcessorKind
    script_url: str
    public: Mapping[str, str]
    csp: Mapping[str, Sequence[str]]
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ChargeRequest:
    """A charge to make; deliberately without name or description (S28). `amount` is the total with tax."""

    ref: OpRef
    amount: Money
    tax: Money
    token: OneTimeToken
    return_url: str = ""


@dataclass(frozen=True, slots=True)
class ChargeResult:
    """What became of a charge; `approved` is what was really taken, `code` is for support only."""

    state: ChargeState
    txn_id: str = ""
    card: CardSummary = CardSummary()
    approved: Money | None = None
    decline: DeclineReason | None = None
    code: str = ""
    client_action: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class RefundRequest:
    """Money to give back of one charge; `original` is what it took, `already_refunded` what went back before."""

    ref: OpRef
    txn_id: str
    amount: Money
    original: Money
    already_refunded: Money
    card: CardSummary


@dataclass(frozen=True, slots=True)
class RefundResult:
    """What became of a refund; `retry_after` comes with deferred."""

    state: RefundState
    how: RefundMethod | None = None
    refund_id: str = ""
    retry_after: datetime | None = None
    code: str = ""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One charge as the processor sees it now."""

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
    """What a look-up by our own reference found; `matches` names all when ambiguous."""

    outcome: LookupOutcome
    snapshot: Snapshot | None = None
    matches: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class ProcessorEvent:
    """A webhook's hint: `event_id` is unique per account; its amounts and states are never believed."""

    event_id: str
    kind: EventKind
    txn_id: str
    ref: OpRef
    trusted: bool


@dataclass(frozen=True, slots=True)
class AccountInfo:
    """What a connection test tells of a processor account."""

    live: bool
    currencies: Sequence[str]
    label: str = ""


class ProcessorError(Exception):
    """A processor's refusal; `code` is its own, for support."""

    def __init__(self, message: str = "", *, code: str = "") -> None:
        super().__init__(message or self.__class__.__name__)
        self.code = code


class NothingHappened(ProcessorError):
    """The processor certainly did not act."""


class BadCredentials(NothingHappened):
    """The account's keys are refused."""


class NotPermitted(NothingHappened):
    """The keys are right but may not do this."""


class RequestRejected(NothingHappened):
    """The request was malformed: our own mistake, an alarm."""


class TokenUnusable(NothingHappened):
    """The card token was used, has expired or belongs to another account."""


class RefundTooLarge(NothingHappened):
    """More than is left of the charge."""


class NotRefundable(NothingHappened):
    """The charge is disputed, voided, gone or too old."""


class TryAgainLater(NothingHappened):
    """Refused for now, before anything happened."""


class OutcomeUnknown(ProcessorError):
    """No answer that can be believed: the money may or may not have moved."""


class WebhookRejected(ProcessorError):
    """A webhook whose signature or time does not hold (S51)."""
