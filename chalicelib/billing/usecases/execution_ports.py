"""Declares what `Executions` needs: the state machine and its stored state."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from chalicelib.billing.domain.invoice import Status
from chalicelib.billing.domain.op import OpState
from chalicelib.billing.domain.op_details import OpKind
from chalicelib.kernel.ids import InvoiceId, OpRef, PracticeId


@dataclass(frozen=True, slots=True)
class OpView:
    """Holds an op's clear attributes, which decide the next move."""

    ref: OpRef
    kind: OpKind
    state: OpState
    at: datetime
    sent_at: datetime | None
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Execution:
    """
    Describes the execution that runs an invoice.

    `rounds` counts its waits; `token` is the task token that ends the current wait.
    """

    attempt: int
    started_at: datetime
    rounds: int
    token: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class ExecutionView:
    """Holds what decides an invoice's next move, from one consistent read."""

    status: Status
    version: int
    active_op: OpRef | None
    open_ops: tuple[OpView, ...]
    execution: Execution


class ExecutionViewReader(Protocol):
    """Reads what decides an execution's next move."""

    def execution_view(self, practice: PracticeId, invoice: InvoiceId) -> ExecutionView:
        """Read clear attributes only, consistently. Raises NotFound."""


class ExecutionStore(Protocol):
    """Stores which execution runs which invoice."""

    def store_token(
        self, practice: PracticeId, invoice: InvoiceId, attempt: int, token: str
    ) -> bool:
        """
        Store a task token and count the wait.

        False if another attempt runs the invoice.
        """

    def next_attempt(
        self, practice: PracticeId, invoice: InvoiceId, attempt: int, at: datetime
    ) -> bool:
        """Count up from an attempt that ended; False if another call did so before."""


class DueQueue(Protocol):
    """Lists what the schedules must act on, in all practices."""

    def due(self, now: datetime) -> Sequence[tuple[PracticeId, InvoiceId]]:
        """Return the invoices with an op or a first execution that is due, each once."""

    def practices(self) -> Sequence[PracticeId]: ...

    def open_invoices(self, practice: PracticeId) -> Sequence[InvoiceId]:
        """Return the sent and paid invoices, whose executions should be running."""


class StateMachine(Protocol):
    """Starts and resumes the executions of invoices."""

    def start(self, practice: PracticeId, invoice: InvoiceId, attempt: int) -> None:
        """Start an attempt, unless it was started before. Raises Unavailable."""

    def wake(self, token: str, op: OpRef | None) -> bool:
        """End the wait of a task token; False if nothing waits. Raises Unavailable."""

    def is_alive(self, practice: PracticeId, invoice: InvoiceId, attempt: int) -> bool:
        """Return whether an attempt is running. Raises Unavailable."""
