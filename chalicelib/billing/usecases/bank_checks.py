"""Continues or cancels a payment that waits for the bank's own check (3-D Secure)."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from chalicelib.billing.domain.invoice import Invoice
from chalicelib.billing.domain.op import OpState, Overlay, has_given_up
from chalicelib.billing.domain.op_details import OpKind, Pay
from chalicelib.billing.usecases.invoice_access import InvoiceAccess
from chalicelib.billing.usecases.op_starter import OpAccepted, OpStarter
from chalicelib.billing.usecases.ports import InvoiceChange
from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.errors import Conflict, NotFound
from chalicelib.kernel.ids import InvoiceId, OpRef
from chalicelib.kernel.ports import Clock
from chalicelib.payments.domain.payment import BrowserConfig
from chalicelib.payments.usecases.processor_account_reader import ProcessorAccountReader


@dataclass(frozen=True, slots=True)
class PaymentForm:
    """
    Holds what the pay page needs to charge an invoice's balance.

    `client_action` is set only if a payment with the reference `ref` waits for the client's
    bank; the page then continues that payment.
    """

    invoice: Invoice
    ref: OpRef
    config: BrowserConfig
    client_action: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class BankChecks:
    """Finds, resumes and cancels payments that wait for the client at the bank."""

    invoice_access: InvoiceAccess
    starter: OpStarter
    accounts: ProcessorAccountReader
    now: Clock

    def look_up(
        self, access: Access, invoice_id: InvoiceId, ref: OpRef, *, given_up: bool
    ) -> OpAccepted:
        """
        Let the state machine look up a payment now, or cancel it if the client gave up.

        If the payment no longer waits for the bank, return it as it is now.
        """
        accepted = self.starter.follow(access, invoice_id, ref)
        invoice, op = accepted.invoice, accepted.op
        if access.role is not Role.CLIENT or op.kind is not OpKind.PAY:
            raise NotFound
        if op.state is not OpState.ACTION_REQUIRED:
            return accepted
        given_up = given_up or has_given_up(op)
        due = replace(op, due_at=self.now()).with_details(given_up=given_up)
        change = InvoiceChange(invoice, invoice, op, due, action="resume")
        try:
            stored = self.invoice_access.invoices.commit(access, change)
        except Conflict:
            # The state machine was faster, so return the op as it is now.
            return self.starter.follow(access, invoice_id, ref)
        return self.starter.run(access, due, stored)

    def waiting_payment(self, access: Access, invoice: Invoice) -> PaymentForm | None:
        """Return what continues the client's payment at the bank, or None if none waits."""
        is_at_bank = invoice.overlay is Overlay.ACTION_REQUIRED
        if not (is_at_bank and invoice.active_op) or access.role is not Role.CLIENT:
            return None
        op = self.invoice_access.invoices.op(access, invoice.id, invoice.active_op)
        if op.state is not OpState.ACTION_REQUIRED or not isinstance(op.details, Pay):
            return None
        details = op.details
        processor = self.accounts.of(access, details.account, details.credentials_version)
        config = processor.browser_config(op.ref, op.amount)
        return PaymentForm(invoice, op.ref, config, details.client_action)
