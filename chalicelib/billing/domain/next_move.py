"""
Decides what the state machine does next for an invoice.

The decision depends on the invoice's stored data, the current time, the execution's
age, and how often the execution has waited. See
docs/billing-lifecycle.md#state-machine.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from chalicelib.billing.domain.invoice import CLOSED_STATUSES, Status
from chalicelib.billing.domain.op import OpState
from chalicelib.billing.domain.op_details import OpKind
from chalicelib.kernel.ids import OpRef

MAX_EXECUTION_AGE = timedelta(days=330)
"""After this time a new execution replaces the old one, which AWS would end after a year."""
MAX_WAITS = 300
"""
After this many waits a new execution replaces the old one.

AWS allows 25,000 events for an execution. Between two waits, a payment that is tried again adds
about seventy.
"""
MAX_PAUSE = timedelta(seconds=60)
"""The longest pause within the execution; a longer one is ended by the job `sweep`."""


class Next(StrEnum):
    """
    Lists the branches of the state *What next?* in the state machine.

    The branches from REFUNDED to SUPERSEDED end the execution.
    """

    WAIT = "wait"
    BROWSER = "browser"
    PAUSE = "pause"
    ACT = "act"
    RENEW = "renew"
    REFUNDED = "refunded"
    VOIDED = "voided"
    FORGIVEN = "forgiven"
    SUPERSEDED = "superseded"


class OpAction(StrEnum):
    """Lists the actions that the state machine's state *Which action?* can branch to."""

    PAY = "pay"
    REFUND = "refund"
    RECORD_PAYMENT = "record_payment"
    REVERSE_PAYMENT = "reverse_payment"
    FORGIVE = "forgive"
    VOID = "void"
    RESUME = "resume"
    RECONCILE = "reconcile"


@dataclass(frozen=True, slots=True)
class NextMove:
    """
    Describes the next step of the state machine for an invoice.

    `op` is the op that the state machine acts on or waits for. `act` is the action, and is
    set only for Next.ACT. `seconds` is the length of the pause, and is set only for
    Next.PAUSE.
    """

    next: Next
    op: OpRef = OpRef("")
    act: OpAction | None = None
    seconds: int = 0


class OpenOp(Protocol):
    """Declares the attributes of an unfinished op that are stored unsealed."""

    @property
    def ref(self) -> OpRef: ...
    @property
    def kind(self) -> OpKind: ...
    @property
    def state(self) -> OpState: ...
    @property
    def due_at(self) -> datetime | None: ...


def next_move(
    status: Status, ops: Sequence[OpenOp], started_at: datetime, rounds: int, now: datetime
) -> NextMove:
    """
    Return the next step of a state machine execution for an invoice.

    `ops` are the invoice's unfinished ops; the op that holds the lock comes first.
    `started_at` is when the execution started, and `rounds` is how many times it has
    waited.
    """
    if now - started_at > MAX_EXECUTION_AGE or rounds > MAX_WAITS:
        return NextMove(Next.RENEW)
    moves = [_move(op, now) for op in ops]
    for kind in (Next.ACT, Next.PAUSE, Next.BROWSER):
        if move := next((move for move in moves if move.next is kind), None):
            return move
    return NextMove(Next(status.value) if status in CLOSED_STATUSES and not ops else Next.WAIT)


def _move(op: OpenOp, now: datetime) -> NextMove:
    delay = op.due_at - now if op.due_at else timedelta(0)
    if op.state is OpState.MANUAL:
        return NextMove(Next.WAIT, op.ref)
    if delay > timedelta(0):
        return _wait(op, delay)
    if op.state is OpState.NEW:
        return NextMove(Next.ACT, op.ref, OpAction(op.kind.value))
    return NextMove(
        Next.ACT,
        op.ref,
        OpAction.RESUME if op.state is OpState.ACTION_REQUIRED else OpAction.RECONCILE,
    )


def _wait(op: OpenOp, delay: timedelta) -> NextMove:
    if op.state is OpState.ACTION_REQUIRED:
        return NextMove(Next.BROWSER, op.ref)
    if delay <= MAX_PAUSE:
        return NextMove(Next.PAUSE, op.ref, seconds=int(delay.total_seconds()) + 1)
    return NextMove(Next.WAIT, op.ref)
