"""
Declares the ports of `Executions`: the state machine and the stored state.

An execution is one run of the state machine for one invoice.
"""

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
    """
    Holds the attributes of an op (an action on an invoice) that are not encrypted.

    The state machine's next step for an invoice depends on these attributes.
    """

    ref: OpRef
    kind: OpKind
    state: OpState
    at: datetime
    sent_at: datetime | None
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Execution:
    """
    Describes an execution: one run of the state machine for an invoice.

    `attempt` is the number of the execution, counted from 1. `rounds` is how often the
    execution has waited. `token` is the task token that ends the execution's current wait,
    or empty if no token is stored.
    """

    attempt: int
    started_at: datetime
    rounds: int
    token: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class ExecutionView:
    """
    Holds the data that determines the state machine's next move for an invoice.

    One consistent read returns all the data.
    """

    status: Status
    version: int
    active_op: OpRef | None
    open_ops: tuple[OpView, ...]
    execution: Execution


class ExecutionViewReader(Protocol):
    """Reads the data that determines the state machine's next move for an invoice."""

    def execution_view(self, practice: PracticeId, invoice: InvoiceId) -> ExecutionView:
        """
        Return the data that determines the state machine's next move for an invoice.

        The data comes from one consistent read of unsealed attributes.

        Raises:
            NotFound: The invoice does not exist, or it was never sent.
        """


class ExecutionStore(Protocol):
    """Stores the current execution (the state machine's run) for each invoice."""

    def store_token(
        self, practice: PracticeId, invoice: InvoiceId, attempt: int, token: str
    ) -> bool:
        """
        Store the task token that ends the execution's wait, and increment `rounds`.

        If `attempt` is not the number of the invoice's current execution, store nothing and
        return False.
        """

    def next_attempt(
        self, practice: PracticeId, invoice: InvoiceId, attempt: int, at: datetime
    ) -> bool:
        """
        Make `attempt` + 1 the number of the invoice's current execution.

        Return False if another call has already replaced the execution with number `attempt`.
        """


class DueQueue(Protocol):
    """Lists the invoices that scheduled functions must process, in all practices."""

    def due(self, now: datetime) -> Sequence[tuple[PracticeId, InvoiceId]]:
        """
        Return the invoices that have an op or an execution that is due.

        Each invoice is listed once.
        """

    def practices(self) -> Sequence[PracticeId]: ...

    def open_invoices(self, practice: PracticeId) -> Sequence[InvoiceId]:
        """Return the invoices that are sent or paid. Each should have a running execution."""


class StateMachine(Protocol):
    """Starts and resumes executions of the state machine for invoices."""

    def start(self, practice: PracticeId, invoice: InvoiceId, attempt: int) -> None:
        """
        Start the invoice's execution with this attempt number.

        If that execution was started before, do nothing.

        Raises:
            Unavailable: The state machine does not respond.
        """

    def wake(self, token: str, op: OpRef | None) -> bool:
        """
        Resume the execution that waits with this task token.

        Return False if no execution waits with the token.

        Raises:
            Unavailable: The state machine does not respond.
        """

    def is_alive(self, practice: PracticeId, invoice: InvoiceId, attempt: int) -> bool:
        """
        Return whether the execution with this attempt number is running.

        Raises:
            Unavailable: The state machine does not respond.
        """
