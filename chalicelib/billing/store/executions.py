"""
Stores executions of the state machine, and reads which work is due.

An execution is one run of the state machine for one invoice.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pynamodb.expressions.update import Action

from chalicelib.billing.domain.invoice import Status
from chalicelib.billing.store import keys
from chalicelib.billing.store.execution_items import FIRST_CHECK, ExecutionItem
from chalicelib.billing.store.invoice_items import InvoiceItem
from chalicelib.billing.store.op_items import OpItem
from chalicelib.kernel.errors import Conflict
from chalicelib.kernel.ids import InvoiceId, PracticeId
from chalicelib.kernel.ports import Clock
from chalicelib.platform.dynamodb import queries
from chalicelib.platform.dynamodb.errors import mapped_errors
from chalicelib.platform.dynamodb.key_parts import SHARDS, moment
from chalicelib.practice.store import practices

QUEUE_PAGE_SIZE = 100


@dataclass(frozen=True, slots=True)
class DynamoExecutions:
    """Implements `ExecutionStore` and `DueQueue` with DynamoDB."""

    now: Clock

    def store_token(
        self, practice: PracticeId, invoice: InvoiceId, attempt: int, token: str
    ) -> bool:
        actions: list[Action] = [
            ExecutionItem.token.set(token),
            ExecutionItem.rounds.add(1),
            ExecutionItem.g3pk.remove(),
            ExecutionItem.g3sk.remove(),
        ]
        return self._change(practice, invoice, attempt, actions)

    def next_attempt(
        self, practice: PracticeId, invoice: InvoiceId, attempt: int, at: datetime
    ) -> bool:
        g3pk, g3sk = keys.execution_due(invoice, at + FIRST_CHECK)
        actions: list[Action] = [
            ExecutionItem.attempt.set(attempt + 1),
            ExecutionItem.started_at.set(moment(at)),
            ExecutionItem.rounds.set(0),
            ExecutionItem.token.remove(),
            ExecutionItem.g3pk.set(g3pk),
            ExecutionItem.g3sk.set(g3sk),
        ]
        return self._change(practice, invoice, attempt, actions)

    def due(self, now: datetime) -> Sequence[tuple[PracticeId, InvoiceId]]:
        invoices: dict[tuple[PracticeId, InvoiceId], None] = {}
        for number in range(SHARDS):
            invoices |= dict.fromkeys(_due(OpItem, keys.op_queue(number), now))
            invoices |= dict.fromkeys(_due(ExecutionItem, keys.execution_queue(number), now))
        return list(invoices)

    def practices(self) -> Sequence[PracticeId]:
        return practices.all_ids()

    def open_invoices(self, practice: PracticeId) -> Sequence[InvoiceId]:
        return [
            invoice
            for status in (Status.SENT, Status.PAID)
            for invoice in _with_status(practice, status)
        ]

    def _change(
        self, practice: PracticeId, invoice: InvoiceId, attempt: int, actions: list[Action]
    ) -> bool:
        item = ExecutionItem(*keys.execution(practice, invoice))
        try:
            with mapped_errors():
                item.update(actions=actions, condition=ExecutionItem.attempt == attempt)
        except Conflict:
            return False
        return True


def _due(
    kind: type[OpItem] | type[ExecutionItem], queue: str, now: datetime
) -> list[tuple[PracticeId, InvoiceId]]:
    is_due = kind.g3sk <= moment(now)
    page = queries.page(
        kind, queue, index=3, condition=is_due, limit=QUEUE_PAGE_SIZE, newest_first=False
    )
    rows = list(page.items)
    if page.next:
        # A full page of rows may stay due for long, so the newest rows are read too.
        rows += queries.page(kind, queue, index=3, condition=is_due, limit=QUEUE_PAGE_SIZE).items
    return [(PracticeId(row.practice), InvoiceId(row.invoice)) for row in rows]


def _with_status(practice: PracticeId, status: Status) -> list[InvoiceId]:
    invoices: list[InvoiceId] = []
    cursor, partition = None, keys.invoices_by_status(practice, status.value)
    while True:
        page = queries.page(InvoiceItem, partition, index=3, cursor=cursor, limit=QUEUE_PAGE_SIZE)
        invoices += [InvoiceId(row.id) for row in page.items]
        cursor = page.next
        if cursor is None:
            return invoices
