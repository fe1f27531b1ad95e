"""Declares the state machine and the stored state that `Executions` needs."""

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
    """Holds the unsealed attributes of an op, from which the next move is decided."""

    ref: OpRef
    kind: OpKind
    state: OpState
    at: datetime
    sent_at: datetime | None
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Execution:
    """
    Describes the execution of the state machine that runs an invoice.

    `attempt` is the number of the execution, from 1. `rounds` is how often it has waited, and
    `token` is the task token that ends its current wait.
    """

    attempt: int
    started_at: datetime
    rounds: int
    token: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class ExecutionView:
    """
    Holds what the state machine's next move for an invoice depends on.

    All of it comes from one consistent read.
    """

    status: Status
    version: int
    active_op: OpRef | None
    open_ops: tuple[OpView, ...]
    execution: Execution


class ExecutionViewReader(Protocol):
    """Reads what the state machine's next move for an invoice depends on."""

    def execution_view(self, practice: PracticeId, invoice: InvoiceId) -> ExecutionView:
        """
        Read unsealed attributes only, consistently.

        Raises:
            NotFound: There is no such invoice, or it was never sent.
        """


class ExecutionStore(Protocol):
    """Stores which execution of the state machine runs which invoice."""

    def store_token(
        self, practice: PracticeId, invoice: InvoiceId, attempt: int, token: str
    ) -> bool:
        """
        Store the task token that ends the execution's wait, and increment `rounds`.

        The result is False, and nothing is stored, if another attempt runs the invoice.
        """

    def next_attempt(
        self, practice: PracticeId, invoice: InvoiceId, attempt: int, at: datetime
    ) -> bool:
        """
        Replace the execution with number `attempt` by the one with the next number.

        The result is False if another call has already replaced that attempt.
        """


class DueQueue(Protocol):
    """Lists what the scheduled functions must act on, in all practices."""

    def due(self, now: datetime) -> Sequence[tuple[PracticeId, InvoiceId]]:
        """
        Return the invoices that have an op or an execution that is due.

        Each invoice is listed once.
        """

    def practices(self) -> Sequence[PracticeId]: ...

    def open_invoices(self, practice: PracticeId) -> Sequence[InvoiceId]:
        """Return the sent and paid invoices, whose executions should be running."""


class StateMachine(Protocol):
    """Starts and resumes executions of the state machine for invoices."""

    def start(self, practice: PracticeId, invoice: InvoiceId, attempt: int) -> None:
        """
        Start the execution with this attempt number, unless it was started before.

        Raises:
            Unavailable: The state machine does not answer.
        """

    def wake(self, token: str, op: OpRef | None) -> bool:
        """
        End the wait to which a task token belongs.

        The result is False if nothing waits on the token.

        Raises:
            Unavailable: The state machine does not answer.
        """

    def is_alive(self, practice: PracticeId, invoice: InvoiceId, attempt: int) -> bool:
        """
        Return whether the execution with this attempt number is running.

        Raises:
            Unavailable: The state machine does not answer.
        """
