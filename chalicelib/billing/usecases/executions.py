"""Keeps each invoice's execution alive, wakes it, and tells it what to do next (lifecycle.md §7)."""

from dataclasses import dataclass

from chalicelib.billing.domain.next_move import Move, Next, next_move
from chalicelib.billing.usecases.ports import DueQueue, ExecutionStore, ExecutionView, InvoiceStore
from chalicelib.billing.usecases.state_machine import StateMachine
from chalicelib.kernel.errors import NotFound, Unavailable
from chalicelib.kernel.ids import InvoiceId, OpRef, PracticeId
from chalicelib.kernel.ports import Clock

CLOSING_MOVES = frozenset({Next.REFUNDED, Next.VOIDED, Next.FORGIVEN})


@dataclass(frozen=True, slots=True)
class Executions:
    """The execution's eyes, and those who start and wake it."""

    invoices: InvoiceStore
    rows: ExecutionStore
    clock_rows: DueQueue
    machine: StateMachine
    now: Clock

    def look(self, practice: PracticeId, invoice: InvoiceId, attempt: int) -> Move:
        """What attempt `attempt` does next; one that was superseded, or whose draft is gone, ends. One read."""
        try:
            glance = self.invoices.glance(practice, invoice)
        except NotFound:
            return Move(Next.SUPERSEDED)
        if glance.driver.attempt != attempt:
            return Move(Next.SUPERSEDED)
        move = self._decide(glance)
        if move.next in CLOSING_MOVES:
            # An attempt that ends before it ever waited would stay due, and the sweep would start the next for ever.
            self.rows.store_token(practice, invoice, attempt, "")
        return move

    def wait(self, practice: PracticeId, invoice: InvoiceId, attempt: int, token: str) -> None:
        """
        Keep the token that ends the wait, then look again: what was asked just before would otherwise be lost.

        Source: lifecycle.md §7, "Wait for a signal".
        """
        stored = self.rows.store_token(practice, invoice, attempt, token)
        move = self.look(practice, invoice, attempt) if stored else Move(Next.SUPERSEDED)
        if move.next not in {Next.WAIT, Next.BROWSER}:
            self.machine.wake(token, move.op or None)

    def renew(self, practice: PracticeId, invoice: InvoiceId, attempt: int) -> None:
        """Start the successor of an execution that is getting old. Raises Unavailable; repeating is safe."""
        self.rows.next_attempt(practice, invoice, attempt, self.now())
        current = self.invoices.glance(practice, invoice).driver.attempt
        self.machine.start(practice, invoice, current)

    def begin(self, practice: PracticeId, invoice: InvoiceId) -> None:
        """Start the first execution of an invoice just sent; what fails here is made good by the sweep."""
        try:
            self.machine.start(practice, invoice, 1)
        except Unavailable:
            return

    def signal(self, practice: PracticeId, invoice: InvoiceId, op: OpRef | None = None) -> None:
        """Wake the invoice's execution, or start the next attempt if none lives. Raises Unavailable."""
        driver = self.invoices.glance(practice, invoice).driver
        if driver.token and self.machine.wake(driver.token, op):
            return
        if not self.machine.is_alive(practice, invoice, driver.attempt):
            self._restart(practice, invoice, driver.attempt)

    def sweep(self) -> int:
        """Wake whatever is due; how many. Each minute."""
        return sum(
            self._woken(practice, invoice) for practice, invoice in self.clock_rows.due(self.now())
        )

    def revive(self) -> int:
        """Restart every execution that should be alive and is not; how many. Nightly, and when the cloud starts."""
        return sum(
            self._revive(practice, invoice)
            for practice in self.clock_rows.practices()
            for invoice in self.clock_rows.open_invoices(practice)
        )

    def _revive(self, practice: PracticeId, invoice: InvoiceId) -> bool:
        try:
            attempt = self.invoices.glance(practice, invoice).driver.attempt
            return not self.machine.is_alive(practice, invoice, attempt) and self._restart(
                practice, invoice, attempt
            )
        except (NotFound, Unavailable):
            return False

    def _woken(self, practice: PracticeId, invoice: InvoiceId) -> bool:
        try:
            self.signal(practice, invoice)
        except (NotFound, Unavailable):
            # It stays due; the others must not wait for it.
            return False
        return True

    def _restart(self, practice: PracticeId, invoice: InvoiceId, attempt: int) -> bool:
        moved = self.rows.next_attempt(practice, invoice, attempt, self.now())
        if moved:
            self.machine.start(practice, invoice, attempt + 1)
        return moved

    def _decide(self, glance: ExecutionView) -> Move:
        ops = sorted(glance.open_ops, key=lambda op: op.ref != glance.active_op)
        return next_move(
            glance.status, ops, glance.driver.started_at, glance.driver.rounds, self.now()
        )
