"""What `Executions` needs: the state machine, and the rows that say what it runs."""

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
    """An op's clear attributes: enough to choose the next move, and nothing personal."""

    ref: OpRef
    kind: OpKind
    state: OpState
    at: datetime
    sent_at: datetime | None
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Execution:
    """
    The execution that runs an invoice.

    `rounds` counts its waits; `token` is the task token that ends the present wait.
    """

    attempt: int
    started_at: datetime
    rounds: int
    token: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class ExecutionView:
    """An invoice's clear attributes, unfinished ops and execution, from one consistent read."""

    status: Status
    version: int
    active_op: OpRef | None
    open_ops: tuple[OpView, ...]
    execution: Execution


class ExecutionViewReader(Protocol):
    """Reads what an execution decides by."""

    def execution_view(self, practice: PracticeId, invoice: InvoiceId) -> ExecutionView:
        """Read consistently, and open nothing. Raises NotFound."""


class ExecutionStore(Protocol):
    """Stores which execution runs which invoice."""

    def store_token(
        self, practice: PracticeId, invoice: InvoiceId, attempt: int, token: str
    ) -> bool:
        """Store a task token and count the wait; False if another attempt runs the invoice."""

    def next_attempt(
        self, practice: PracticeId, invoice: InvoiceId, attempt: int, at: datetime
    ) -> bool:
        """Replace an attempt that ended by the next one; False if that was done before."""


class DueQueue(Protocol):
    """Lists what the schedules must act on, over all practices."""

    def due(self, now: datetime) -> Sequence[tuple[PracticeId, InvoiceId]]:
        """Invoices with an op, or a first execution, that is due; each once."""

    def practices(self) -> Sequence[PracticeId]:
        """Every practice."""

    def open_invoices(self, practice: PracticeId) -> Sequence[InvoiceId]:
        """Invoices of a practice whose execution should be running: sent and paid ones."""


class StateMachine(Protocol):
    """Starts and wakes the executions of invoices."""

    def start(self, practice: PracticeId, invoice: InvoiceId, attempt: int) -> None:
        """Start an attempt; starting it again does nothing. Raises Unavailable."""

    def wake(self, token: str, op: OpRef | None) -> bool:
        """End the wait of that task token; False if nothing waits on it. Raises Unavailable."""

    def is_alive(self, practice: PracticeId, invoice: InvoiceId, attempt: int) -> bool:
        """Whether that attempt is running. Raises Unavailable."""
