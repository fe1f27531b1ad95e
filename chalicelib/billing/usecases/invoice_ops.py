"""What people do with a sent invoice: each act is an op, written ahead, then driven by the machine (lifecycle.md §5)."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo

from chalicelib.billing.domain.invoice import Invoice, take_lock
from chalicelib.billing.domain.ledger import EntryKind
from chalicelib.billing.domain.op import Method, Op, OpKind, OpState
from chalicelib.billing.domain.rules import InvoiceAction, amount_to_record, charge_to_refund, check
from chalicelib.billing.usecases.executions import Executions
from chalicelib.billing.usecases.invoice_access import InvoiceAccess
from chalicelib.billing.usecases.ports import InvoiceChange, InvoiceStore
from chalicelib.billing.usecases.state_machine import OpWaiter
from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.card_number import refuse_card_number
from chalicelib.kernel.errors import Conflict, Invalid, NotFound, Unavailable
from chalicelib.kernel.idempotency import AlreadyProcessed, IdempotencyKey
from chalicelib.kernel.ids import InvoiceId, OpRef
from chalicelib.kernel.money import Money
from chalicelib.kernel.ports import Clock, IdGenerator
from chalicelib.payments.domain.payment import BrowserConfig, OneTimeToken
from chalicelib.payments.usecases.processor_account_reader import ProcessorAccountReader
from chalicelib.practice.usecases.billing_setup import BillingSetup

MAX_TEXT = 500


@dataclass(frozen=True, slots=True)
class OpAccepted:
    """An act that was taken: its op as it stands, and the invoice with it."""

    op: Op
    invoice: Invoice


@dataclass(frozen=True, slots=True)
class RecordedPayment:
    """Money that came in outside: how, its reference (a check's number), and the day it was received."""

    amount: Money
    method: Method
    reference: str
    received_on: date


@dataclass(frozen=True, slots=True)
class InvoiceOps:
    """
    Acts on invoices. Each answers `OpAccepted` within about three seconds, finished or to be followed.

    Raises:
        NotFound: Not within the person's reach. NotAllowed: Not by this role.
        Conflict: Not in this state, or somebody else was first; carries the fresh invoice.
        Invalid: A value, naming its field.
    """

    reach: InvoiceAccess
    invoices: InvoiceStore
    accounts: ProcessorAccountReader
    driving: Executions
    waiting: OpWaiter
    chance: IdGenerator
    now: Clock

    def payment_form(
        self, access: Access, invoice_id: InvoiceId
    ) -> tuple[Invoice, OpRef, BrowserConfig]:
        """What the pay page needs to take the whole balance. Source: T4."""
        invoice = self._may(access, invoice_id, InvoiceAction.PAY)
        _, _, processor = self.accounts.current(access)
        ref = self.chance.ref()
        return invoice, ref, processor.browser_config(ref, invoice.balance)

    def pay(
        self,
        access: Access,
        invoice_id: InvoiceId,
        token: OneTimeToken,
        seen: int | None,
        once: IdempotencyKey | None,
    ) -> OpAccepted:
        """Pay the balance with a one-time card token; `seen` is the version the client looked at. Source: T4."""

        def ask() -> tuple[Invoice, Op]:
            invoice = self._may(access, invoice_id, InvoiceAction.PAY)
            if seen is not None and seen != invoice.version:
                raise Conflict(fresh=invoice)
            account, credentials, _ = self.accounts.current(access)
            op = self._op(access, invoice, OpKind.PAY, invoice.balance)
            return invoice, replace(
                op, account=account, credentials=credentials, tax=invoice.priced.tax
            )

        return self._once(access, invoice_id, once, ask, token)

    def refund(
        self,
        access: Access,
        invoice_id: InvoiceId,
        amount: Money | None,
        reason: str,
        once: IdempotencyKey | None,
        *,
        still_owed: bool = False,
    ) -> OpAccepted:
        """Give back an amount, or all that is left of the charge; `still_owed` (Admin) puts it back on the balance (T13)."""

        def ask() -> tuple[Invoice, Op]:
            invoice, _ = self._staff(access, invoice_id, InvoiceAction.REFUND)
            if still_owed:
                access.require_role(Role.ADMIN)
            charge = charge_to_refund(invoice, amount or invoice.refundable)
            op = self._op(access, invoice, OpKind.REFUND, amount or charge.refundable, reason)
            return invoice, replace(
                op, account=charge.account, credentials=charge.credentials, charge=charge.txn, card=charge.card,
                still_owed=still_owed,
            )  # fmt: skip

        return self._once(access, invoice_id, once, ask)

    def record_payment(
        self,
        access: Access,
        invoice_id: InvoiceId,
        paid: RecordedPayment,
        once: IdempotencyKey | None,
    ) -> OpAccepted:
        """Enter what came outside; charges no card. Source: T9."""

        def ask() -> tuple[Invoice, Op]:
            invoice, setup = self._staff(access, invoice_id, InvoiceAction.RECORD_PAYMENT)
            if paid.received_on > self.now().astimezone(ZoneInfo(setup.zone)).date():
                raise Invalid(
                    "The date is in the future.",
                    fields={"received_on": "Use today or an earlier day."},
                )
            op = self._op(
                access, invoice, OpKind.RECORD_PAYMENT, amount_to_record(invoice, paid.amount)
            )
            reference = _text(paid.reference, "reference", required=False)
            return invoice, replace(
                op, method=paid.method, reference=reference, received_on=paid.received_on
            )

        return self._once(access, invoice_id, once, ask)

    def reverse_payment(
        self,
        access: Access,
        invoice_id: InvoiceId,
        seq: int,
        reason: str,
        once: IdempotencyKey | None,
    ) -> OpAccepted:
        """Take back the recorded payment of that ledger line; its money is owed again. Source: T10."""

        def ask() -> tuple[Invoice, Op]:
            invoice, _ = self._staff(access, invoice_id, InvoiceAction.REVERSE_PAYMENT)
            line = next(
                (line for line in self.invoices.entries(access, invoice) if line.seq == seq), None
            )
            if line is None or line.kind is not EntryKind.RECORDED or line.amount is None:
                raise Invalid(
                    "That is no recorded payment.", fields={"entry": "Choose a recorded payment."}
                )
            if seq in invoice.ledger.taken_back:
                raise Conflict("That payment was taken back before.", fresh=invoice)
            return invoice, replace(
                self._op(access, invoice, OpKind.REVERSE_PAYMENT, line.amount, reason), reverses=seq
            )

        return self._once(access, invoice_id, once, ask)

    def forgive(
        self, access: Access, invoice_id: InvoiceId, reason: str, once: IdempotencyKey | None
    ) -> OpAccepted:
        """Stop asking for what is owed; it stays in reports as written off. Source: T12."""

        def ask() -> tuple[Invoice, Op]:
            invoice, _ = self._staff(access, invoice_id, InvoiceAction.FORGIVE)
            return invoice, self._op(access, invoice, OpKind.FORGIVE, invoice.balance, reason)

        return self._once(access, invoice_id, once, ask)

    def void(
        self, access: Access, invoice_id: InvoiceId, reason: str, once: IdempotencyKey | None
    ) -> OpAccepted:
        """Say that this invoice should not have been. Source: T11."""

        def ask() -> tuple[Invoice, Op]:
            invoice, _ = self._staff(access, invoice_id, InvoiceAction.VOID)
            return invoice, self._op(access, invoice, OpKind.VOID, invoice.total, reason)

        return self._once(access, invoice_id, once, ask)

    def resume(self, access: Access, invoice_id: InvoiceId, ref: OpRef) -> OpAccepted:
        """The browser came back from the bank's own check: look now instead of when the time is over. Source: §5."""
        asked = self.follow(access, invoice_id, ref)
        if access.role is not Role.CLIENT or asked.op.kind is not OpKind.PAY:
            raise NotFound
        if asked.op.state is not OpState.ACTION_REQUIRED:
            return asked
        due = replace(asked.op, due_at=self.now())
        try:
            stored = self.invoices.commit(
                access, InvoiceChange(asked.invoice, asked.invoice, asked.op, due, action="resume")
            )
        except Conflict:
            # The machine was quicker: what it made of it is the answer.
            return self.follow(access, invoice_id, ref)
        return self._driven(access, due, stored)

    def follow(self, access: Access, invoice_id: InvoiceId, ref: OpRef) -> OpAccepted:
        """An op as it stands now, with its invoice. A client follows payments only."""
        invoice = self.reach.invoice(access, invoice_id)
        op = self.invoices.op(access, invoice.id, ref)
        if access.role is Role.CLIENT and op.kind is not OpKind.PAY:
            raise NotFound
        return OpAccepted(op, invoice)

    def _may(self, access: Access, invoice_id: InvoiceId, action: InvoiceAction) -> Invoice:
        invoice = self.reach.invoice(access, invoice_id)
        try:
            return check(invoice, action, access.role)
        except Conflict as no:
            raise Conflict(str(no), fresh=invoice) from None

    def _staff(
        self, access: Access, invoice_id: InvoiceId, action: InvoiceAction
    ) -> tuple[Invoice, BillingSetup]:
        return self._may(access, invoice_id, action), self.reach.money(access)

    def _op(
        self,
        access: Access,
        invoice: Invoice,
        kind: OpKind,
        amount: Money,
        reason: str | None = None,
    ) -> Op:
        said = "" if reason is None else _text(reason, "reason", required=True)
        ref, at = self.chance.ref(), self.now()
        return Op(
            ref,
            invoice.practice,
            invoice.id,
            kind,
            amount,
            access.person,
            access.role,
            at,
            reason=said,
        )

    def _once(
        self,
        access: Access,
        invoice_id: InvoiceId,
        once: IdempotencyKey | None,
        ask: Callable[[], tuple[Invoice, Op]],
        token: OneTimeToken | None = None,
    ) -> OpAccepted:
        made = self.invoices.result_of(access, once) if once else None
        if made:
            return self.follow(access, invoice_id, OpRef(made))
        try:
            invoice, op = ask()
        except Conflict:
            # Perhaps this very request, arriving twice, is what is under way.
            made = self.invoices.result_of(access, once) if once else None
            if made:
                return self.follow(access, invoice_id, OpRef(made))
            raise
        step = InvoiceChange(
            invoice,
            take_lock(invoice, op),
            next_op=op,
            token=token,
            once=once,
            action=op.kind.value,
        )
        try:
            stored = self.invoices.commit(access, step)
        except AlreadyProcessed as before:
            return self.follow(access, invoice_id, OpRef(before.result))
        except Conflict:
            raise Conflict(fresh=self.reach.invoice(access, invoice_id)) from None
        return self._driven(access, op, stored)

    def _driven(self, access: Access, op: Op, stored: Invoice) -> OpAccepted:
        try:
            self.driving.signal(op.practice, op.invoice, op.ref)
            answered = self.waiting.until_answered(access, op)
            return OpAccepted(answered, self.reach.invoice(access, op.invoice))
        except Unavailable:
            # Written ahead: the sweep will find it. The answer is the op to follow, not that nothing was changed.
            return OpAccepted(op, stored)


def _text(text: str, field: str, *, required: bool) -> str:
    said = text.strip()
    if required and not said:
        raise Invalid("Say why.", fields={field: "Write a reason."})
    if len(said) > MAX_TEXT:
        raise Invalid("That is too long.", fields={field: f"Use at most {MAX_TEXT} characters."})
    return refuse_card_number(said, field)
