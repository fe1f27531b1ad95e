"""An op: one asked action on an invoice, written ahead of everything it does (lifecycle.md §4)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from chalicelib.kernel.access import Role
from chalicelib.kernel.ids import InvoiceId, OpRef, PersonId, PracticeId, ProcessorAccountId
from chalicelib.kernel.money import Money
from chalicelib.payments.domain.payment import CardSummary, DeclineReason


class OpKind(StrEnum):
    """The actions that pass through the state machine."""

    PAY = "pay"
    REFUND = "refund"
    RECORD_PAYMENT = "record_payment"
    REVERSE_PAYMENT = "reverse_payment"
    FORGIVE = "forgive"
    VOID = "void"


class OpState(StrEnum):
    """Where an op stands; `sent` is told to the processor, not to the client."""

    NEW = "new"
    SENT = "sent"
    ACTION_REQUIRED = "action_required"
    PENDING = "pending"
    UNKNOWN = "unknown"
    MANUAL = "manual"
    SUCCEEDED = "succeeded"
    DECLINED = "declined"
    FAILED = "failed"


class Overlay(StrEnum):
    """What is in the air over an invoice's status (lifecycle.md §2)."""

    PROCESSING = "processing"
    CHECKING = "checking"
    REFUND_PENDING = "refund_pending"


class Method(StrEnum):
    """How a payment that was recorded by hand came in."""

    CASH = "cash"
    CHECK = "check"
    EXTERNAL_CARD = "external_card"
    OTHER = "other"


STATES_AFTER_ANSWER = frozenset(
    {OpState.SUCCEEDED, OpState.DECLINED, OpState.FAILED, OpState.PENDING, OpState.UNKNOWN}
)
STATE_CHANGES: Mapping[OpState, frozenset[OpState]] = {
    OpState.NEW: frozenset({OpState.SENT, OpState.SUCCEEDED, OpState.FAILED}),
    OpState.SENT: STATES_AFTER_ANSWER | {OpState.NEW, OpState.ACTION_REQUIRED, OpState.MANUAL},
    OpState.ACTION_REQUIRED: STATES_AFTER_ANSWER | {OpState.ACTION_REQUIRED, OpState.MANUAL},
    OpState.PENDING: STATES_AFTER_ANSWER | {OpState.ACTION_REQUIRED, OpState.MANUAL},
    OpState.UNKNOWN: STATES_AFTER_ANSWER | {OpState.ACTION_REQUIRED, OpState.MANUAL},
    OpState.MANUAL: frozenset({OpState.SUCCEEDED, OpState.FAILED}),
}
"""What may follow what; a state that is missing here is final."""

FINISHED_STATES = frozenset(OpState) - frozenset(STATE_CHANGES)
UNCERTAIN_STATES = frozenset({OpState.UNKNOWN, OpState.MANUAL})
PROCESSOR_KINDS = frozenset({OpKind.PAY, OpKind.REFUND})

PAYMENT_START_LIMIT = timedelta(minutes=10)
"""A payment still unsent after this fails: its client has left (lifecycle.md §5)."""
BROWSER_ACTION_LIMIT = timedelta(seconds=900)
"""How long the browser may take for the bank's own check before the charge is abandoned."""
MANUAL_AFTER = timedelta(hours=24)
"""An outcome unknown for this long is put before an Admin."""
BACKOFF = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15))
MAX_UNANSWERED = 24
"""So many hourly questions about what is pending may go without an answer, one after the other, before an Admin is asked."""
MAX_TRIES = 3
"""How often a processor that asks to try again later is tried."""


@dataclass(frozen=True, slots=True)
class Op:
    """
    One action and what became of it. `charge` names the charge a refund gives back, or the one a payment made;
    `due_at` is when the sweep or the machine should look again; `account` and `credentials` say through which
    version of which processor account, so that a refund goes where the money went.
    """

    ref: OpRef
    practice: PracticeId
    invoice: InvoiceId
    kind: OpKind
    amount: Money
    actor: PersonId
    role: Role
    at: datetime
    state: OpState = OpState.NEW
    version: int = 0
    tax: Money | None = None
    account: ProcessorAccountId = ProcessorAccountId("")
    credentials: int = 0
    charge: str = ""
    refund_id: str = ""
    still_owed: bool = False
    reason: str = field(default="", repr=False)
    method: Method | None = None
    reference: str = field(default="", repr=False)
    received_on: date | None = None
    reverses: int = 0
    sent_at: datetime | None = None
    due_at: datetime | None = None
    tries: int = 0
    rounds: int = 0
    card: CardSummary = CardSummary()
    decline: DeclineReason | None = None
    code: str = ""
    client_action: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def is_finished(self) -> bool:
        """Whether nothing more can become of it."""
        return self.state in FINISHED_STATES

    @property
    def holds(self) -> bool:
        """Whether it keeps the invoice's lock: a refund on its way gives the lock back, its money stays reserved."""
        return not (
            self.is_finished or (self.kind is OpKind.REFUND and self.state is OpState.PENDING)
        )


def overlay_of(kind: OpKind, state: OpState) -> Overlay | None:
    """What an op lays over its invoice. Source: lifecycle.md §2."""
    if state in FINISHED_STATES or kind not in PROCESSOR_KINDS:
        return None
    if kind is OpKind.REFUND:
        return Overlay.REFUND_PENDING
    return Overlay.CHECKING if state in UNCERTAIN_STATES else Overlay.PROCESSING


def backoff(rounds: int) -> timedelta:
    """How long to wait before asking again: 1, 5, 15 minutes, then hourly (lifecycle.md §6)."""
    return BACKOFF[rounds] if rounds < len(BACKOFF) else timedelta(hours=1)
