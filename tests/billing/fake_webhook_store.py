"""Fakes, in memory, the store of the processor events that were already handled."""

from dataclasses import dataclass, field, replace
from datetime import timedelta

from tests.billing.fake_invoices import FakeInvoices

EVENT_RETENTION = timedelta(days=40)


@dataclass
class FakeWebhookStore:
    """
    Fakes `WebhookStore`, and finds ops in the given store of invoices.

    The fake passes the tests in `store/test_webhook_rows.py`.
    """

    store: FakeInvoices
    expiries: dict = field(default_factory=dict)

    def was_handled(self, account, event):
        expires = self.expiries.get((account, event))
        return expires is not None and self.store.clock() < expires

    def mark_handled(self, account, event):
        if self.was_handled(account, event):
            return False
        self.expiries[account, event] = self.store.clock() + EVENT_RETENTION
        return True

    def op_of(self, access, ref):
        by_invoice = self.store.ops.items()
        owned = (ops for (practice, _), ops in by_invoice if practice == access.practice)
        return next((ops[ref] for ops in owned if ref in ops), None)

    def make_due(self, op, clock):
        stored = self.store.ops.get((op.practice, op.invoice), {}).get(op.ref)
        if stored is None or stored.version != op.version:
            return
        self.store._put(replace(stored, due_at=clock(), version=op.version + 1))
        self.store.queue[op.practice, op.invoice, op.ref] = clock()
