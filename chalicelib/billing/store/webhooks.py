"""Which processor events were handled, and which op a processor's reference means."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.billing.domain.op import Op
from chalicelib.billing.store import keys
from chalicelib.billing.store.op_items import OpItem
from chalicelib.billing.usecases.ports import InvoiceStore
from chalicelib.kernel.access import Access
from chalicelib.kernel.errors import Conflict
from chalicelib.kernel.ids import InvoiceId, OpRef, ProcessorAccountId
from chalicelib.platform.dynamodb import queries
from chalicelib.platform.dynamodb.errors import mapped_errors
from chalicelib.platform.dynamodb.key_parts import moment
from chalicelib.platform.dynamodb.tables import EphemeralItem

EVENT_RETENTION = timedelta(days=40)


class WebhookItem(EphemeralItem):
    """An event that was taken: its keys say which."""


@dataclass(frozen=True, slots=True)
class DynamoWebhooks:
    """Implements `HookRows`."""

    invoices: InvoiceStore
    now: Callable[[], datetime]

    def knows(self, account: ProcessorAccountId, event: str) -> bool:
        """See `HookRows`."""
        row = queries.batch_get((WebhookItem, keys.webhook(account, event)))[0]
        return row is not None and row.expires > self.now().timestamp()

    def remember(self, account: ProcessorAccountId, event: str) -> bool:
        """See `HookRows`."""
        now = self.now()
        row = WebhookItem(
            *keys.webhook(account, event), expires=int((now + EVENT_RETENTION).timestamp())
        )
        free = WebhookItem.pk.does_not_exist() | (WebhookItem.expires <= int(now.timestamp()))
        try:
            with mapped_errors():
                row.save(condition=free)
        except Conflict:
            return False
        return True

    def op_of(self, access: Access, ref: OpRef) -> Op | None:
        """See `HookRows`."""
        pk, sk = keys.op_by_ref(access.practice, ref)
        found = queries.page(OpItem, pk, index=1, condition=OpItem.g1sk == sk, limit=1).items
        return self.invoices.op(access, InvoiceId(found[0].invoice), ref) if found else None

    def look_now(self, op: Op, clock: Callable[[], datetime]) -> None:
        """See `HookRows`."""
        g3pk, g3sk = keys.op_due(op.ref, clock())
        item = OpItem(*keys.op(op.practice, op.invoice, op.ref), version=op.version)
        try:
            with mapped_errors():
                item.update(
                    [OpItem.due.set(moment(clock())), OpItem.g3pk.set(g3pk), OpItem.g3sk.set(g3sk)]
                )
        except Conflict:
            return
