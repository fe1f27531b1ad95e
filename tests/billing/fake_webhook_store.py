"""Fakes the store of the processor events that were handled, in memory."""

from dataclasses import dataclass, field, replace

from tests.billing.fake_invoices import FakeInvoices


@dataclass
class FakeWebhookStore:
    """Fakes `WebhookStore`; it finds ops in the given store of invoices."""

    store: FakeInvoices
    known: set = field(default_factory=set)

    def was_handled(self, account, event):
        return (account, event) in self.known

    def mark_handled(self, account, event):
        is_new = not self.was_handled(account, event)
        self.known.add((account, event))
        return is_new

    def op_of(self, access, ref):
        invoice = self.store.where.get(ref)
        return self.store.op(access, invoice, ref) if invoice else None

    def make_due(self, op, clock):
        self.store._put(replace(op, due_at=clock(), version=op.version + 1))
        self.store.queue[op.practice, op.invoice, op.ref] = clock()
