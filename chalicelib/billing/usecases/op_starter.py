"""
Stores an op, resumes the state machine, and waits briefly for the outcome.

An op is one action on an invoice, such as a payment.
"""

from collections.abc import Callable
from dataclasses import dataclass

from chalicelib.billing.domain.invoice import Invoice, take_lock
from chalicelib.billing.domain.op import Op
from chalicelib.billing.domain.op_details import OpKind
from chalicelib.billing.usecases.executions import Executions
from chalicelib.billing.usecases.invoice_access import InvoiceAccess
from chalicelib.billing.usecases.ports import InvoiceChange, InvoiceStore, OpWaiter
from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.errors import Conflict, NotFound, Unavailable
from chalicelib.kernel.idempotency import AlreadyProcessed, IdempotencyKey
from chalicelib.kernel.ids import InvoiceId, OpRef
from chalicelib.payments.domain.payment import OneTimeToken


@dataclass(frozen=True, slots=True)
class OpAccepted:
    """Holds an op as it is stored now, together with the op's invoice."""

    op: Op
    invoice: Invoice


@dataclass(frozen=True, slots=True)
class OpStarter:
    """
    Starts ops (actions on invoices), and reads the progress of ops.

    See docs/billing-lifecycle.md#steps-of-an-op.
    """

    invoice_access: InvoiceAccess
    invoices: InvoiceStore
    executions: Executions
    waiter: OpWaiter

    def start(
        self,
        access: Access,
        invoice_id: InvoiceId,
        key: IdempotencyKey | None,
        prepare: Callable[[], tuple[Invoice, Op]],
        token: OneTimeToken | None = None,
    ) -> OpAccepted:
        """
        Store the op that `prepare` returns, and run the op.

        A second request with the same idempotency key returns the op of the first request.

        Raises:
            Conflict: `prepare` raised Conflict, or the invoice was changed meanwhile. The error
                contains the current invoice.
        """
        if earlier := self._earlier(access, invoice_id, key):
            return earlier
        try:
            invoice, op = prepare()
        except Conflict:
            # This request may have arrived twice, and its first arrival holds the lock.
            if earlier := self._earlier(access, invoice_id, key):
                return earlier
            raise
        return self._store(access, invoice, op, key, token)

    def follow(self, access: Access, invoice_id: InvoiceId, ref: OpRef) -> OpAccepted:
        """
        Return the current state of an op, with its invoice.

        A client may follow only payments.
        """
        invoice = self.invoice_access.invoice(access, invoice_id)
        op = self.invoices.op(access, invoice.id, ref)
        if access.role is Role.CLIENT and op.kind is not OpKind.PAY:
            raise NotFound
        return OpAccepted(op, invoice)

    def run(self, access: Access, op: Op, stored: Invoice) -> OpAccepted:
        """
        Resume the state machine for the op's invoice, and wait for the op.

        The wait is at most three seconds. Return the op in its state after the wait, whether the
        op is finished or not.
        """
        try:
            self.executions.signal(op.practice, op.invoice, op.ref)
            current = self.waiter.until_answered(access, op)
            return OpAccepted(current, self.invoice_access.invoice(access, op.invoice))
        except Unavailable:
            # The op is stored, and the job `sweep` will run it. The caller can follow it.
            return OpAccepted(op, stored)

    def _earlier(
        self, access: Access, invoice_id: InvoiceId, key: IdempotencyKey | None
    ) -> OpAccepted | None:
        ref = self.invoices.result_of(access, key) if key else None
        return self.follow(access, invoice_id, OpRef(ref)) if ref else None

    def _store(
        self,
        access: Access,
        invoice: Invoice,
        op: Op,
        key: IdempotencyKey | None,
        token: OneTimeToken | None,
    ) -> OpAccepted:
        change = InvoiceChange(
            invoice,
            take_lock(invoice, op),
            next_op=op,
            token=token,
            key=key,
            action=op.kind.value,
        )
        try:
            stored = self.invoices.commit(access, change)
        except AlreadyProcessed as before:
            return self.follow(access, op.invoice, OpRef(before.result))
        except Conflict as lost:
            fresh = self.invoice_access.invoice(access, op.invoice)
            raise Conflict(str(lost), fresh=fresh) from None
        return self.run(access, op, stored)
