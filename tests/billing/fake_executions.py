"""
Fakes the store of executions and the due queue, in memory.

An execution is a run of the state machine for one invoice. The due queue lists the invoices on
which the sweep, a job that runs each minute, must act.
"""

from dataclasses import dataclass, field, replace
from datetime import timedelta

from chalicelib.billing.domain.invoice import Status
from chalicelib.billing.usecases.execution_ports import Execution
from tests.kernel.fake_clock import FakeClock

FIRST_CHECK = timedelta(seconds=60)


def _nothing(_name):
    """Do nothing; a test replaces this hook to make a call fail."""


@dataclass
class FakeExecutions:
    """
    Fakes `ExecutionStore` and `DueQueue`.

    Tests set the function `boundary` to inject faults. The fake calls `boundary` before
    each operation and after each write. If `boundary` raises before an operation,
    nothing is written. If it raises after a write, everything is written, but the
    caller gets the error instead of a result.
    """

    clock: FakeClock
    boundary: object = _nothing
    invoices: dict = field(default_factory=dict)
    executions: dict = field(default_factory=dict)
    queue: dict = field(default_factory=dict)

    def store_token(self, practice, invoice, attempt, token):
        self.boundary("store token")
        execution = self.executions[practice, invoice]
        if execution.attempt != attempt:
            return False
        self.executions[practice, invoice] = replace(
            execution, token=token, rounds=execution.rounds + 1
        )
        self.queue.pop((practice, invoice), None)
        self.boundary("store token done")
        return True

    def next_attempt(self, practice, invoice, attempt, at):
        self.boundary("next attempt")
        if self.executions[practice, invoice].attempt != attempt:
            return False
        self.executions[practice, invoice] = Execution(attempt + 1, at, 0)
        self.queue[practice, invoice] = at + FIRST_CHECK
        self.boundary("next attempt done")
        return True

    def due(self, now):
        self.boundary("due")
        due_invoices = {
            key[:2]: None
            for key, when in sorted(self.queue.items(), key=lambda item: item[1])
            if when <= now
        }
        return list(due_invoices)

    def practices(self):
        self.boundary("practices")
        return list({practice: None for practice, _ in self.invoices})

    def open_invoices(self, practice):
        self.boundary("open invoices")
        own = (invoice for (owner, _), invoice in self.invoices.items() if owner == practice)
        return [invoice.id for invoice in own if invoice.status in {Status.SENT, Status.PAID}]
