"""Starts the actions that people take on sent invoices. Each action is an op."""

from dataclasses import dataclass
from datetime import date

from chalicelib.billing.domain.card_payment import reason_not_by_card
from chalicelib.billing.domain.invoice import Invoice
from chalicelib.billing.domain.ledger import Entry, EntryKind
from chalicelib.billing.domain.op import Op
from chalicelib.billing.domain.op_details import (
    CloseOut,
    Method,
    OpDetails,
    OpKind,
    Pay,
    RecordPayment,
    Refund,
    ReversePayment,
)
from chalicelib.billing.domain.rules import InvoiceAction, amount_to_record, charge_to_refund, check
from chalicelib.billing.usecases.bank_checks import BankChecks, PaymentForm
from chalicelib.billing.usecases.invoice_access import InvoiceAccess
from chalicelib.billing.usecases.op_starter import OpAccepted, OpStarter
from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.characters import normalize
from chalicelib.kernel.errors import Conflict, Invalid
from chalicelib.kernel.idempotency import IdempotencyKey
from chalicelib.kernel.ids import InvoiceId, OpRef
from chalicelib.kernel.money import Money
from chalicelib.kernel.ports import Clock, IdGenerator
from chalicelib.kernel.text import lines
from chalicelib.kernel.time_zones import local_day
from chalicelib.payments.domain.payment import OneTimeToken
from chalicelib.payments.usecases.processor_account_reader import ProcessorAccountReader
from chalicelib.practice.usecases.billing_setup import BillingSetup

MAX_TEXT = 500


@dataclass(frozen=True, slots=True)
class RecordedPayment:
    """
    Describes a payment made outside the platform, for example in cash.

    `reference` is free text about the payment, such as a check number.
    """

    amount: Money
    method: Method
    reference: str
    received_on: date


@dataclass(frozen=True, slots=True)
class InvoiceOps:
    """
    Starts ops (actions on sent invoices).

    Each method returns within about three seconds, even if the op is still in progress.

    Raises:
        NotFound: The invoice does not exist, or the person may not see it.
        NotAllowed: The person's role may not take the action.
        Conflict: The invoice's state does not allow the action, or the invoice was changed
            meanwhile. The error contains the current invoice.
        Invalid: A field has an invalid value; the error names the field.
    """

    invoice_access: InvoiceAccess
    starter: OpStarter
    accounts: ProcessorAccountReader
    ids: IdGenerator
    now: Clock

    def payment_form(self, access: Access, invoice_id: InvoiceId) -> PaymentForm:
        """
        Return what the pay page needs to charge the whole balance (T4).

        If a payment waits for the client's bank, return what the page needs to continue that
        payment on any of the client's devices.
        """
        invoice = self.invoice_access.invoice(access, invoice_id)
        if waiting := self._bank_checks.waiting_payment(access, invoice):
            return waiting
        self._check_payable(access, _checked(invoice, InvoiceAction.PAY, access.role))
        _, _, processor = self.accounts.current(access)
        ref = self.ids.ref()
        return PaymentForm(invoice, ref, processor.browser_config(ref, invoice.balance))

    def pay(
        self,
        access: Access,
        invoice_id: InvoiceId,
        token: OneTimeToken,
        version: int | None,
        key: IdempotencyKey | None,
    ) -> OpAccepted:
        """
        Pay the balance by card (T4).

        `version` is the version of the invoice that the client saw. If `version` is None, the
        version is not checked.

        Raises:
            Conflict: The version of the stored invoice differs from `version`.
        """

        def prepare() -> tuple[Invoice, Op]:
            invoice = self._check(access, invoice_id, InvoiceAction.PAY)
            if version is not None and version != invoice.version:
                raise Conflict(fresh=invoice)
            self._check_payable(access, invoice)
            account, credentials_version, _ = self.accounts.current(access)
            details = Pay(account, credentials_version, invoice.priced.tax)
            return invoice, self._op(access, invoice, details, invoice.balance)

        return self.starter.start(access, invoice_id, key, prepare, token)

    def refund(
        self,
        access: Access,
        invoice_id: InvoiceId,
        amount: Money | None,
        reason: str,
        key: IdempotencyKey | None,
        *,
        still_owed: bool = False,
    ) -> OpAccepted:
        """
        Refund all or part of one card charge (T13).

        If `amount` is None, refund everything that is left to refund on the charge. If
        `still_owed` is true, the client owes the refunded amount again; only an Admin may set
        `still_owed`.
        """

        def prepare() -> tuple[Invoice, Op]:
            invoice, _ = self._check_staff(access, invoice_id, InvoiceAction.REFUND)
            if still_owed:
                access.require_role(Role.ADMIN)
            charge = charge_to_refund(invoice, amount or invoice.refundable)
            details = Refund(
                charge.account, charge.credentials_version, charge.txn, charge.card, still_owed
            )
            return invoice, self._op(access, invoice, details, amount or charge.refundable, reason)

        return self.starter.start(access, invoice_id, key, prepare)

    def record_payment(
        self,
        access: Access,
        invoice_id: InvoiceId,
        payment: RecordedPayment,
        key: IdempotencyKey | None,
    ) -> OpAccepted:
        """Record a payment that was made elsewhere, without charging a card (T9)."""

        def prepare() -> tuple[Invoice, Op]:
            invoice, setup = self._check_staff(access, invoice_id, InvoiceAction.RECORD_PAYMENT)
            self._check_received_on(payment.received_on, setup)
            amount = amount_to_record(invoice, payment.amount)
            reference = lines(payment.reference, "reference", MAX_TEXT)
            details = RecordPayment(payment.method, reference, payment.received_on)
            return invoice, self._op(access, invoice, details, amount)

        return self.starter.start(access, invoice_id, key, prepare)

    def reverse_payment(
        self,
        access: Access,
        invoice_id: InvoiceId,
        seq: int,
        reason: str,
        key: IdempotencyKey | None,
    ) -> OpAccepted:
        """Reverse the payment that ledger entry `seq` recorded (T10)."""

        def prepare() -> tuple[Invoice, Op]:
            invoice, _ = self._check_staff(access, invoice_id, InvoiceAction.REVERSE_PAYMENT)
            amount = _recorded_amount(self.invoice_access.invoices.entries(access, invoice), seq)
            if seq in invoice.ledger.reversed_entries:
                raise Conflict("This payment was reversed already.", fresh=invoice)
            return invoice, self._op(access, invoice, ReversePayment(seq), amount, reason)

        return self.starter.start(access, invoice_id, key, prepare)

    def forgive(
        self, access: Access, invoice_id: InvoiceId, reason: str, key: IdempotencyKey | None
    ) -> OpAccepted:
        """Forgive the balance, which reports then show as written off (T12)."""

        def prepare() -> tuple[Invoice, Op]:
            invoice, _ = self._check_staff(access, invoice_id, InvoiceAction.FORGIVE)
            details = CloseOut(OpKind.FORGIVE)
            return invoice, self._op(access, invoice, details, invoice.balance, reason)

        return self.starter.start(access, invoice_id, key, prepare)

    def void(
        self, access: Access, invoice_id: InvoiceId, reason: str, key: IdempotencyKey | None
    ) -> OpAccepted:
        """Void an invoice that should not have been sent (T11)."""

        def prepare() -> tuple[Invoice, Op]:
            invoice, _ = self._check_staff(access, invoice_id, InvoiceAction.VOID)
            details = CloseOut(OpKind.VOID)
            return invoice, self._op(access, invoice, details, invoice.total, reason)

        return self.starter.start(access, invoice_id, key, prepare)

    def resume(self, access: Access, invoice_id: InvoiceId, ref: OpRef) -> OpAccepted:
        """
        Continue a payment after the bank's own check (3-D Secure) in the browser.

        The state machine looks up the payment's outcome at once.
        """
        return self._bank_checks.look_up(access, invoice_id, ref, given_up=False)

    def cancel_payment(self, access: Access, invoice_id: InvoiceId, ref: OpRef) -> OpAccepted:
        """
        Give up a payment that waits for the bank's own check (3-D Secure).

        The state machine cancels the charge at the processor before it releases the lock. If
        the client has confirmed the payment meanwhile, the payment stands.
        """
        return self._bank_checks.look_up(access, invoice_id, ref, given_up=True)

    def follow(self, access: Access, invoice_id: InvoiceId, ref: OpRef) -> OpAccepted:
        """Return an op as it is now, with its invoice; a client may read only payments."""
        return self.starter.follow(access, invoice_id, ref)

    @property
    def _bank_checks(self) -> BankChecks:
        return BankChecks(self.invoice_access, self.starter, self.accounts, self.now)

    def _check(self, access: Access, invoice_id: InvoiceId, action: InvoiceAction) -> Invoice:
        invoice = self.invoice_access.invoice(access, invoice_id)
        return _checked(invoice, action, access.role)

    def _check_payable(self, access: Access, invoice: Invoice) -> None:
        limits = self.accounts.charge_limits(access, invoice.balance.currency)
        if reason := reason_not_by_card(invoice.balance, limits, access.role):
            raise Conflict(reason, fresh=invoice)

    def _check_staff(
        self, access: Access, invoice_id: InvoiceId, action: InvoiceAction
    ) -> tuple[Invoice, BillingSetup]:
        invoice = self._check(access, invoice_id, action)
        return invoice, self.invoice_access.require_actions(access)

    def _check_received_on(self, received_on: date, setup: BillingSetup) -> None:
        if received_on > local_day(self.now(), setup.zone):
            raise Invalid(
                "This date is in the future.",
                fields={"received_on": "Use today or an earlier day."},
            )

    def _op(
        self,
        access: Access,
        invoice: Invoice,
        details: OpDetails,
        amount: Money,
        reason: str | None = None,
    ) -> Op:
        return Op(
            ref=self.ids.ref(),
            practice=invoice.practice,
            invoice=invoice.id,
            amount=amount,
            details=details,
            actor=access.person,
            role=access.role,
            at=self.now(),
            reason="" if reason is None else _checked_reason(reason),
        )


def _checked(invoice: Invoice, action: InvoiceAction, role: Role) -> Invoice:
    try:
        return check(invoice, action, role)
    except Conflict as refusal:
        raise Conflict(str(refusal), fresh=invoice) from None


def _recorded_amount(entries: tuple[Entry, ...], seq: int) -> Money:
    entry = next((entry for entry in entries if entry.seq == seq), None)
    if entry is None or entry.kind is not EntryKind.RECORDED or entry.amount is None:
        raise Invalid(
            "This is not a recorded payment.", fields={"entry": "Choose a recorded payment."}
        )
    return entry.amount


def _checked_reason(reason: str) -> str:
    if not normalize(reason):
        raise Invalid("Enter a reason.", fields={"reason": "Enter a reason."})
    return lines(reason, "reason", MAX_TEXT)
