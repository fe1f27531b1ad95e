"""Starts, resumes and restarts executions of the state machine for invoices."""

from dataclasses import dataclass

from chalicelib.billing.domain.next_move import Next, NextMove, next_move
from chalicelib.billing.usecases.execution_ports import (
    DueQueue,
    ExecutionStore,
    ExecutionView,
    ExecutionViewReader,
    StateMachine,
)
from chalicelib.kernel.errors import NotFound, Unavailable
from chalicelib.kernel.ids import InvoiceId, OpRef, PracticeId
from chalicelib.kernel.ports import Clock

CLOSING_MOVES = frozenset({Next.REFUNDED, Next.VOIDED, Next.FORGIVEN})


@dataclass(frozen=True, slots=True)
class Executions:
    """
    Manages the executions of the state machine, for invoices of all practices.

    An execution is one run of the state machine for one invoice. An invoice's executions are
    numbered, and `attempt` is that number. See docs/billing-lifecycle.md#state-machine.
    """

    invoices: ExecutionViewReader
    store: ExecutionStore
    due_queue: DueQueue
    machine: StateMachine
    now: Clock

    def next_move(self, practice: PracticeId, invoice: InvoiceId, attempt: int) -> NextMove:
        """
        Return the next move of the execution with this attempt number.

        If a later attempt has replaced the execution, or the invoice does not exist, the next
        move is to end the execution.
        """
        try:
            view = self.invoices.execution_view(practice, invoice)
        except NotFound:
            return NextMove(Next.SUPERSEDED)
        if view.execution.attempt != attempt:
            return NextMove(Next.SUPERSEDED)
        move = self._decide(view)
        if move.next in CLOSING_MOVES:
            # An attempt that ends before its first wait would stay due, and `sweep` would start
            # another one each minute.
            self.store.store_token(practice, invoice, attempt, "")
        return move

    def wait(self, practice: PracticeId, invoice: InvoiceId, attempt: int, token: str) -> None:
        """
        Store the task token that ends the execution's wait.

        Before the token was stored, nothing could end the wait, not even a newly stored op.
        Therefore, after storing the token, this method looks for an op that needs processing
        now. If there is one, the method ends the wait itself.
        """
        stored = self.store.store_token(practice, invoice, attempt, token)
        move = self.next_move(practice, invoice, attempt) if stored else NextMove(Next.SUPERSEDED)
        if move.next not in {Next.WAIT, Next.BROWSER}:
            self.machine.wake(token, move.op or None)

    def renew(self, practice: PracticeId, invoice: InvoiceId, attempt: int) -> None:
        """
        Start the next execution for an invoice, to replace the current execution.

        Raises:
            Unavailable: The state machine or the store does not respond. The call can safely be
                repeated.
        """
        self.store.next_attempt(practice, invoice, attempt, self.now())
        current = self._attempt(practice, invoice)
        self.machine.start(practice, invoice, current)

    def begin(self, practice: PracticeId, invoice: InvoiceId) -> None:
        """
        Start the first execution for an invoice that was just sent.

        If the state machine does not respond, the job `sweep` starts the execution later.
        """
        try:
            self.machine.start(practice, invoice, 1)
        except Unavailable:
            return

    def signal(self, practice: PracticeId, invoice: InvoiceId, op: OpRef | None = None) -> bool:
        """
        Resume the invoice's execution, or start a new execution if none is running.

        Return False if the execution is busy with a task or a short pause, which nothing can
        end.

        Raises:
            NotFound: The invoice does not exist, or it was never sent.
            Unavailable: The state machine or the store does not respond.
        """
        execution = self.invoices.execution_view(practice, invoice).execution
        if execution.token and self.machine.wake(execution.token, op):
            return True
        is_busy = self.machine.is_alive(practice, invoice, execution.attempt)
        return not is_busy and self._restart(practice, invoice, execution.attempt)

    def sweep(self) -> int:
        """Resume the executions that are due, and return how many were resumed."""
        return sum(
            self._wake(practice, invoice) for practice, invoice in self.due_queue.due(self.now())
        )

    def revive(self) -> int:
        """
        Start new executions for open invoices whose executions have stopped.

        Return the number of new executions.
        """
        return sum(
            self._revive(practice, invoice)
            for practice in self.due_queue.practices()
            for invoice in self.due_queue.open_invoices(practice)
        )

    def _revive(self, practice: PracticeId, invoice: InvoiceId) -> bool:
        try:
            attempt = self._attempt(practice, invoice)
            is_alive = self.machine.is_alive(practice, invoice, attempt)
            return not is_alive and self._restart(practice, invoice, attempt)
        except (NotFound, Unavailable):
            return False

    def _wake(self, practice: PracticeId, invoice: InvoiceId) -> bool:
        try:
            self.signal(practice, invoice)
        except (NotFound, Unavailable):
            # This execution stays due for the next run, and the other executions go on.
            return False
        return True

    def _restart(self, practice: PracticeId, invoice: InvoiceId, attempt: int) -> bool:
        is_moved = self.store.next_attempt(practice, invoice, attempt, self.now())
        if is_moved:
            self.machine.start(practice, invoice, attempt + 1)
        return is_moved

    def _attempt(self, practice: PracticeId, invoice: InvoiceId) -> int:
        return self.invoices.execution_view(practice, invoice).execution.attempt

    def _decide(self, view: ExecutionView) -> NextMove:
        ops = sorted(view.open_ops, key=lambda op: op.ref != view.active_op)
        execution = view.execution
        return next_move(view.status, ops, execution.started_at, execution.rounds, self.now())
