"""Defines the row of an execution: one run of the state machine for one invoice."""

from datetime import datetime, timedelta

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from chalicelib.billing.store import keys
from chalicelib.billing.usecases.execution_ports import Execution
from chalicelib.kernel.ids import InvoiceId, PracticeId
from chalicelib.platform.dynamodb.key_parts import moment
from chalicelib.platform.dynamodb.tables import CoreRow

FIRST_CHECK = timedelta(seconds=60)
"""After this time without progress, the job `sweep` acts on an op or a first execution."""


class ExecutionItem(CoreRow):
    """
    Stores the current execution of the state machine for one invoice.

    A new row is in GSI3, the index of work by due time. When the execution starts to wait
    for an action, the row is removed from GSI3.
    """

    practice = UnicodeAttribute()
    invoice = UnicodeAttribute()
    attempt = NumberAttribute()
    started_at = UnicodeAttribute()
    rounds = NumberAttribute()
    token = UnicodeAttribute(null=True)

    def execution(self) -> Execution:
        return Execution(
            attempt=int(self.attempt),
            started_at=datetime.fromisoformat(self.started_at),
            rounds=int(self.rounds),
            token=self.token or "",
        )


def first_execution(practice: PracticeId, invoice: InvoiceId, now: datetime) -> ExecutionItem:
    """
    Return the row of an invoice's first execution (run of the state machine).

    The row is stored in the transaction that sends the invoice.
    """
    item = ExecutionItem(
        *keys.execution(practice, invoice),
        practice=practice,
        invoice=invoice,
        attempt=1,
        started_at=moment(now),
        rounds=0,
    )
    item.g3pk, item.g3sk = keys.execution_due(invoice, now + FIRST_CHECK)
    return item
