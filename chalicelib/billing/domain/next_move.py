"""What an invoice's execution does next, from the record alone (lifecycle.md §7): it can be rebuilt at any state."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from chalicelib.billing.domain.invoice import CLOSED_STATUSES, Status
from chalicelib.billing.domain.op import OpKind, OpState
from chalicelib.kernel.ids import OpRef

MAX_EXECUTION_AGE = timedelta(days=330)
"""An execution may live a year; its successor starts before (lifecycle.md §7)."""
MAX_WAITS = 300
"""A history holds 25,000 events, and a payment that is tried again and again takes some seventy between two waits."""
MAX_PAUSE = timedelta(seconds=60)
"""A pause up to this is waited out inside the execution; a longer one ends by the sweep's signal."""


class Next(StrEnum):
    """The branches of `What next?`; the last four end the execution."""

    WAIT = "wait"
    BROWSER = "browser"
    PAUSE = "pause"
    ACT = "act"
    RENEW = "renew"
    REFUNDED = "refunded"
    VOIDED = "voided"
    FORGIVEN = "forgiven"
    SUPERSEDED = "superseded"


class Act(StrEnum):
    """The branches of `Which action?`: the ops' kinds, and what an op already under way needs."""

    PAY = "pay"
    REFUND = "refund"
    RECORD_PAYMENT = "record_payment"
    REVERSE_PAYMENT = "reverse_payment"
    FORGIVE = "forgive"
    VOID = "void"
    RESUME = "resume"
    RECONCILE = "reconcile"


@dataclass(frozen=True, slots=True)
class Move:
    """What to do next: `op` and `act` come with act, `seconds` with pause."""

    next: Next
    op: OpRef = OpRef("")
    act: Act | None = None
    seconds: int = 0


class OpenOp(Protocol):
    """An unfinished op's clear half."""

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
) -> Move:
    """
    The execution's next move. `ops`: the unfinished ones, the one that holds the invoice first.

    Source: lifecycle.md §7, "Rebuilt at any state".
    """
    if now - started_at > MAX_EXECUTION_AGE or rounds > MAX_WAITS:
        return Move(Next.RENEW)
    moves = [_move(op, now) for op in ops]
    for wanted in (Next.ACT, Next.PAUSE, Next.BROWSER):
        if found := next((move for move in moves if move.next is wanted), None):
            return found
    return Move(Next(status.value) if status in CLOSED_STATUSES and not ops else Next.WAIT)


def _move(op: OpenOp, now: datetime) -> Move:
    rest = op.due_at - now if op.due_at else timedelta(0)
    if op.state is OpState.MANUAL:
        return Move(Next.WAIT, op.ref)
    if rest > timedelta(0):
        return _later(op, rest)
    if op.state is OpState.NEW:
        return Move(Next.ACT, op.ref, Act(op.kind.value))
    return Move(
        Next.ACT, op.ref, Act.RESUME if op.state is OpState.ACTION_REQUIRED else Act.RECONCILE
    )


def _later(op: OpenOp, rest: timedelta) -> Move:
    if op.state is OpState.ACTION_REQUIRED:
        return Move(Next.BROWSER, op.ref)
    if rest <= MAX_PAUSE:
        return Move(Next.PAUSE, op.ref, seconds=int(rest.total_seconds()) + 1)
    return Move(Next.WAIT, op.ref)
