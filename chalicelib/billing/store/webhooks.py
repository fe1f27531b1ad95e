"""
Stores which processor events were handled, and finds ops by reference.

An op is one action on an invoice, such as a payment.
"""

from dataclasses import dataclass
from datetime import timedelta

from pynamodb.expressions.update import Action

from chalicelib.billing.domain.op import Op
from chalicelib.billing.store import keys
from chalicelib.billing.store.op_items import OpItem
from chalicelib.billing.usecases.ports import InvoiceStore
from chalicelib.kernel.access import Access
from chalicelib.kernel.errors import Conflict
from chalicelib.kernel.ids import InvoiceId, OpRef, ProcessorAccountId
from chalicelib.kernel.ports import Clock
from chalicelib.platform.dynamodb import queries
from chalicelib.platform.dynamodb.errors import mapped_errors
from chalicelib.platform.dynamodb.key_parts import moment
from chalicelib.platform.dynamodb.tables import EphemeralItem

EVENT_RETENTION = timedelta(days=40)


class WebhookItem(EphemeralItem):
    """Marks a processor's event as handled; the row's key contains the event's id."""


@dataclass(frozen=True, slots=True)
class DynamoWebhooks:
    """Implements `WebhookStore` with DynamoDB."""

    invoices: InvoiceStore
    now: Clock

    def was_handled(self, account: ProcessorAccountId, event: str) -> bool:
        row = queries.batch_get((WebhookItem, keys.webhook(account, event)))[0]
        return row is not None and row.expires > self.now().timestamp()

    def mark_handled(self, account: ProcessorAccountId, event: str) -> bool:
        now = self.now()
        expires = int((now + EVENT_RETENTION).timestamp())
        row = WebhookItem(*keys.webhook(account, event), expires=expires)
        is_expired = WebhookItem.expires <= int(now.timestamp())
        try:
            with mapped_errors():
                row.save(condition=WebhookItem.pk.does_not_exist() | is_expired)
        except Conflict:
            return False
        return True

    def op_of(self, access: Access, ref: OpRef) -> Op | None:
        pk, sk = keys.op_by_ref(access.practice, ref)
        rows = queries.page(OpItem, pk, index=1, condition=OpItem.g1sk == sk, limit=1).items
        return self.invoices.op(access, InvoiceId(rows[0].invoice), ref) if rows else None

    def make_due(self, op: Op, clock: Clock) -> None:
        g3pk, g3sk = keys.op_due(op.ref, clock())
        item = OpItem(*keys.op(op.practice, op.invoice, op.ref), version=op.version)
        actions: list[Action] = [
            OpItem.due_at.set(moment(clock())),
            OpItem.g3pk.set(g3pk),
            OpItem.g3sk.set(g3sk),
        ]
        try:
            with mapped_errors():
                item.update(actions)
        except Conflict:
            return
