"""
Defines an op: one action on an invoice, stored before it is carried out.

See docs/billing-lifecycle.md#ops for the states and rules of ops.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from chalicelib.billing.domain.op_details import OpDetails, OpKind, Pay, Refund
from chalicelib.kernel.access import Role
from chalicelib.kernel.ids import InvoiceId, OpRef, PersonId, PracticeId
from chalicelib.kernel.money import Money


class OpState(StrEnum):
    """
    Lists the states of an op.

    `sent` means that the request was sent to the processor. `manual` means that an Admin
    must find out the outcome.
    """

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
    """
    Lists what an invoice can show instead of its status while an op is open.

    An op is one requested action on the invoice, such as a payment. It is open until it has
    succeeded, failed or been declined.
    """

    PROCESSING = "processing"
    ACTION_REQUIRED = "action_required"
    CHECKING = "checking"
    REFUND_PENDING = "refund_pending"


STATES_AFTER_ANSWER = frozenset(
    {OpState.SUCCEEDED, OpState.DECLINED, OpState.FAILED, OpState.PENDING, OpState.UNKNOWN}
)
STATE_CHANGES: Mapping[OpState, frozenset[OpState]] = {
    OpState.NEW: frozenset({OpState.SENT, OpState.SUCCEEDED, OpState.FAILED, OpState.MANUAL}),
    OpState.SENT: STATES_AFTER_ANSWER | {OpState.NEW, OpState.ACTION_REQUIRED, OpState.MANUAL},
    OpState.ACTION_REQUIRED: STATES_AFTER_ANSWER | {OpState.ACTION_REQUIRED, OpState.MANUAL},
    OpState.PENDING: STATES_AFTER_ANSWER | {OpState.ACTION_REQUIRED, OpState.MANUAL},
    OpState.UNKNOWN: STATES_AFTER_ANSWER | {OpState.ACTION_REQUIRED, OpState.MANUAL},
    OpState.MANUAL: frozenset({OpState.SUCCEEDED, OpState.FAILED}),
}
"""The states that may follow each state; a state without an entry is final."""

FINISHED_STATES = frozenset(OpState) - frozenset(STATE_CHANGES)
UNCERTAIN_STATES = frozenset({OpState.UNKNOWN, OpState.MANUAL})
PROCESSOR_KINDS = frozenset({OpKind.PAY, OpKind.REFUND})

PAYMENT_START_LIMIT = timedelta(minutes=10)
"""A payment that is still new after this time fails, because the client has left."""
BROWSER_ACTION_LIMIT = timedelta(seconds=900)
"""How long the bank's own check may take in the browser before the charge is canceled."""
MANUAL_AFTER = timedelta(hours=24)
"""An op whose outcome is unknown for this long waits for an Admin."""
BACKOFF = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15))
MAX_UNANSWERED = 24
"""After this many failed hourly look-ups in a row, a pending op is left to an Admin."""
MAX_TRIES = 3
"""After this many answers "try again later", an op fails, unless it is an automatic refund."""


@dataclass(frozen=True, slots=True)
class Op:
    """
    Records one action on an invoice and the action's outcome.

    `due_at` is when the job `sweep` or the state machine next acts on the op, or None if no
    time is set. `tries` counts the requests that the processor asked the platform to repeat;
    for a pending op, `tries` counts the failed look-ups. `rounds` counts the look-ups of an
    unknown outcome. `code` identifies the reason why the op failed.
    """

    ref: OpRef
    practice: PracticeId
    invoice: InvoiceId
    amount: Money
    details: OpDetails
    actor: PersonId
    role: Role
    at: datetime
    reason: str = field(default="", repr=False)
    state: OpState = OpState.NEW
    version: int = 0
    sent_at: datetime | None = None
    due_at: datetime | None = None
    tries: int = 0
    rounds: int = 0
    code: str = ""

    @property
    def kind(self) -> OpKind:
        return self.details.kind

    @property
    def is_finished(self) -> bool:
        """Return whether the op's state is final."""
        return self.state in FINISHED_STATES

    @property
    def holds_lock(self) -> bool:
        """Return whether the op holds the invoice's lock; a pending refund does not."""
        return not (
            self.is_finished or (self.kind is OpKind.REFUND and self.state is OpState.PENDING)
        )

    @property
    def at_processor(self) -> Pay | Refund:
        """
        Return the details of an op that a processor carries out.

        Raises:
            TypeError: The op is neither a payment nor a refund.
        """
        if not isinstance(self.details, Pay | Refund):
            raise TypeError(f"no processor takes part in {self.kind}")
        return self.details

    def with_details(self, **changes: Any) -> "Op":
        """Return the op with some fields of its details replaced."""
        return replace(self, details=replace(self.details, **changes))


def overlay_of(kind: OpKind, state: OpState) -> Overlay | None:
    """Return the overlay that an invoice shows because of this op, or None."""
    if state in FINISHED_STATES or kind not in PROCESSOR_KINDS:
        return None
    if kind is OpKind.REFUND:
        return Overlay.REFUND_PENDING
    if state is OpState.ACTION_REQUIRED:
        return Overlay.ACTION_REQUIRED
    return Overlay.CHECKING if state in UNCERTAIN_STATES else Overlay.PROCESSING


def has_given_up(op: Op) -> bool:
    """Return whether the client stopped this payment during the bank's own check."""
    return isinstance(op.details, Pay) and op.details.given_up


def backoff(rounds: int) -> timedelta:
    """
    Return how long to wait before the next look-up of an unknown outcome.

    The first three waits are 1, 5 and 15 minutes; each later wait is one hour.
    """
    return BACKOFF[rounds] if rounds < len(BACKOFF) else timedelta(hours=1)
