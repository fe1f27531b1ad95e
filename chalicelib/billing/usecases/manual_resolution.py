"""An Admin closes by hand what no look-up could: with evidence, on the record (lifecycle.md T8)."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from chalicelib.billing.domain.invoice import Invoice
from chalicelib.billing.domain.ledger import Entry, EntryKind
from chalicelib.billing.domain.op import Op, OpKind, OpState
from chalicelib.billing.domain.settlement import (
    Settlement,
    apply_charge_result,
    apply_failure,
    apply_refund_result,
)
from chalicelib.billing.usecases.invoice_access import InvoiceAccess
from chalicelib.billing.usecases.invoice_ops import OpAccepted
from chalicelib.billing.usecases.op_results import OpResults
from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.card_number import refuse_card_number
from chalicelib.kernel.errors import Conflict, Invalid
from chalicelib.kernel.ids import InvoiceId, OpRef
from chalicelib.kernel.ports import Clock, IdGenerator
from chalicelib.payments.domain.payment import ChargeResult, ChargeState, RefundResult, RefundState

MAX_EVIDENCE = 500


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the Admin found: whether it happened, the processor's own id of it if so, and where he saw it."""

    happened: bool
    processor_id: str
    seen_in: str


@dataclass(frozen=True, slots=True)
class ManualResolution:
    """Closes ops whose outcome nobody could find out within a day, or that matched two things."""

    reach: InvoiceAccess
    outcomes: OpResults
    chance: IdGenerator
    now: Clock

    def close(
        self, access: Access, invoice_id: InvoiceId, ref: OpRef, evidence: Evidence
    ) -> OpAccepted:
        """
        Enter what the evidence says; the evidence itself becomes a line of the ledger, under the Admin's name.

        Raises:
            NotAllowed: Not an Admin. NotFound: No such op of a reachable invoice.
            Conflict: The op is not waiting for a person; carries the fresh invoice.
            Invalid: No evidence, or no id of what happened.
        Source: lifecycle.md T8, T17.
        """
        access.require_role(Role.ADMIN)
        _checked(evidence)
        invoice = self.reach.invoice(access, invoice_id)
        op = self.reach.invoices.op(access, invoice.id, ref)
        if op.state is not OpState.MANUAL:
            raise Conflict(
                "This is no longer waiting for you: it was settled meanwhile.", fresh=invoice
            )
        _new(invoice, evidence)
        self.outcomes.settle(access, op, self._becomes(access, op, evidence))
        return OpAccepted(
            self.reach.invoices.op(access, invoice.id, ref), self.reach.invoice(access, invoice_id)
        )

    def _becomes(
        self, access: Access, op: Op, evidence: Evidence
    ) -> Callable[[Invoice], Settlement]:
        at, ref = self.now(), self.chance.ref()
        line = Entry(
            EntryKind.CLOSED_BY_HAND,
            at,
            access.person,
            access.role,
            op=op.ref,
            amount=op.amount,
            reason=evidence.seen_in,
        )

        def becomes(held: Invoice) -> Settlement:
            if not evidence.happened:
                settled = apply_failure(held, op, at, "closed_by_hand")
            elif op.kind is OpKind.REFUND:
                settled = apply_refund_result(
                    held,
                    op,
                    RefundResult(RefundState.SUCCEEDED, refund_id=evidence.processor_id),
                    at,
                )
            else:
                taken = ChargeResult(ChargeState.SUCCEEDED, evidence.processor_id)
                settled = apply_charge_result(held, op, taken, at, ref)
            counted = replace(settled.invoice, entries=settled.invoice.entries + 1)
            return replace(settled, invoice=counted, entries=[line, *settled.entries])

        return becomes


def _new(invoice: Invoice, evidence: Evidence) -> None:
    known = (
        invoice.ledger.charge(evidence.processor_id)
        or evidence.processor_id in invoice.ledger.given_back
    )
    if evidence.happened and known:
        # It would count as entered before, and this op would end as done without any money.
        message = (
            "That payment or refund is on this invoice already. Copy the id of the one in doubt."
        )
        raise Invalid(message, fields={"processor_id": message})


def _checked(evidence: Evidence) -> None:
    if not evidence.seen_in.strip() or len(evidence.seen_in) > MAX_EVIDENCE:
        message = f"Say where you saw it, in at most {MAX_EVIDENCE} characters."
        raise Invalid(message, fields={"evidence": message})
    refuse_card_number(evidence.seen_in, "evidence")
    if evidence.happened and not evidence.processor_id.strip():
        message = "Copy the processor's own id of the payment or refund."
        raise Invalid(message, fields={"processor_id": message})
