"""Which processor events were handled, and which op a processor's reference means."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.adapters.dynamodb import keys, reading
from chalicelib.adapters.dynamodb.answers import answered
from chalicelib.adapters.dynamodb.key_parts import moment
from chalicelib.adapters.dynamodb.op_items import OpItem
from chalicelib.adapters.dynamodb.tables import EphemeralItem
from chalicelib.domain.access import Access
from chalicelib.domain.errors import Conflict
from chalicelib.domain.ids import InvoiceId, OpRef, ProcessorAccountId
from chalicelib.domain.op import Op
from chalicelib.services.invoices import InvoiceStore

KEEP = timedelta(days=40)


class WebhookItem(EphemeralItem):
    """An event that was taken: its keys say which."""


@dataclass(frozen=True, slots=True)
class DynamoWebhooks:
    """Implements `HookRows`."""

    invoices: InvoiceStore
    now: Callable[[], datetime]

    def knows(self, account: ProcessorAccountId, event: str) -> bool:
        """See `HookRows`."""
        row = reading.together((WebhookItem, keys.webhook(account, event)))[0]
        return row is not None and row.expires > self.now().timestamp()

    def remember(self, account: ProcessorAccountId, event: str) -> bool:
        """See `HookRows`."""
        now = self.now()
        row = WebhookItem(*keys.webhook(account, event), expires=int((now + KEEP).timestamp()))
        free = WebhookItem.pk.does_not_exist() | (WebhookItem.expires <= int(now.timestamp()))
        try:
            with answered():
                row.save(condition=free)
        except Conflict:
            return False
        return True

    def op_of(self, access: Access, ref: OpRef) -> Op | None:
        """See `HookRows`."""
        pk, sk = keys.op_by_ref(access.practice, ref)
        found = reading.page(OpItem, pk, index=1, condition=OpItem.g1sk == sk, limit=1).items
        return self.invoices.op(access, InvoiceId(found[0].invoice), ref) if found else None

    def look_now(self, op: Op, clock: Callable[[], datetime]) -> None:
        """See `HookRows`."""
        g3pk, g3sk = keys.op_due(op.ref, clock())
        item = OpItem(*keys.op(op.practice, op.invoice, op.ref), version=op.version)
        try:
            with answered():
                item.update([OpItem.due.set(moment(clock())), OpItem.g3pk.set(g3pk), OpItem.g3sk.set(g3sk)])
        except Conflict:
            return
