"""Which execution drives which invoice, and what the clock must look at, in DynamoDB."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from pynamodb.expressions.update import Action

from chalicelib.billing.domain.invoice import Status
from chalicelib.billing.store import keys
from chalicelib.billing.store.invoice_items import ExecutionItem, InvoiceItem
from chalicelib.billing.store.op_items import FIRST_CHECK, OpItem
from chalicelib.kernel.errors import Conflict
from chalicelib.kernel.ids import InvoiceId, PracticeId
from chalicelib.platform.dynamodb import queries
from chalicelib.platform.dynamodb.errors import mapped_errors
from chalicelib.platform.dynamodb.key_parts import SHARDS, moment
from chalicelib.platform.dynamodb.tables import Item
from chalicelib.practice.store import practices

QUEUE_PAGE_SIZE = 100
R = TypeVar("R", bound=Item)


@dataclass(frozen=True, slots=True)
class DynamoExecutions:
    """Implements `DriverRows` and `DueRows`."""

    now: Callable[[], datetime]

    def store_token(
        self, practice: PracticeId, invoice: InvoiceId, attempt: int, token: str
    ) -> bool:
        """See `DriverRows`."""
        started: list[Action] = [
            ExecutionItem.token.set(token),
            ExecutionItem.rounds.add(1),
            ExecutionItem.g3pk.remove(),
            ExecutionItem.g3sk.remove(),
        ]
        return self._change(practice, invoice, attempt, started)

    def next_attempt(
        self, practice: PracticeId, invoice: InvoiceId, attempt: int, at: datetime
    ) -> bool:
        """See `DriverRows`."""
        g3pk, g3sk = keys.driver_due(invoice, at + FIRST_CHECK)
        moved: list[Action] = [
            ExecutionItem.attempt.set(attempt + 1),
            ExecutionItem.started.set(moment(at)),
            ExecutionItem.rounds.set(0),
        ]
        due: list[Action] = [
            ExecutionItem.token.remove(),
            ExecutionItem.g3pk.set(g3pk),
            ExecutionItem.g3sk.set(g3sk),
        ]
        return self._change(practice, invoice, attempt, moved + due)

    def due(self, now: datetime) -> Sequence[tuple[PracticeId, InvoiceId]]:
        """See `DueRows`."""
        found: dict[tuple[PracticeId, InvoiceId], None] = {}
        for number in range(SHARDS):
            found |= dict.fromkeys(_due(OpItem, keys.op_queue(number), now))
            found |= dict.fromkeys(_due(ExecutionItem, keys.driver_queue(number), now))
        return list(found)

    def practices(self) -> Sequence[PracticeId]:
        """See `DueRows`."""
        return practices.all_ids()

    def open_invoices(self, practice: PracticeId) -> Sequence[InvoiceId]:
        """See `DueRows`."""
        return [
            invoice
            for status in (Status.SENT, Status.PAID)
            for invoice in _of_status(practice, status)
        ]

    def _change(
        self, practice: PracticeId, invoice: InvoiceId, attempt: int, actions: list[Action]
    ) -> bool:
        item = ExecutionItem(*keys.driver(practice, invoice))
        try:
            with mapped_errors():
                item.update(actions=actions, condition=ExecutionItem.attempt == attempt)
        except Conflict:
            return False
        return True


def _due(
    kind: type[OpItem] | type[ExecutionItem], queue: str, now: datetime
) -> list[tuple[PracticeId, InvoiceId]]:
    until = kind.g3sk <= moment(now)
    page = queries.page(
        kind, queue, index=3, condition=until, limit=QUEUE_PAGE_SIZE, newest_first=False
    )
    rows = list(page.items)
    if page.next:
        # A page of rows that nobody can help must not hide whatever falls due after them.
        rows += queries.page(
            kind, queue, index=3, condition=until, limit=QUEUE_PAGE_SIZE, newest_first=True
        ).items
    return [(PracticeId(row.practice), InvoiceId(row.invoice)) for row in rows]


def _of_status(practice: PracticeId, status: Status) -> list[InvoiceId]:
    return [
        InvoiceId(row.id)
        for row in _whole(InvoiceItem, keys.invoices_by_status(practice, status.value), 3)
    ]


def _whole(kind: type[R], queue: str, index: int) -> list[R]:
    found: list[R] = []
    cursor = None
    while True:
        page = queries.page(kind, queue, index=index, cursor=cursor, limit=QUEUE_PAGE_SIZE)
        found += page.items
        cursor = page.next
        if cursor is None:
            return found
