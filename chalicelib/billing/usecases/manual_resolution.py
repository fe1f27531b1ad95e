"""
Lets an Admin close an op whose outcome is still unknown (T8, T17).

An op is an action on an invoice; the ops here are payments and refunds. The platform's
look-ups at the processor did not find the op's outcome, so an Admin provides evidence of it.
"""

from dataclasses import dataclass, replace

from chalicelib.billing.domain.invoice import Invoice
from chalicelib.billing.domain.ledger import Entry, EntryKind
from chalicelib.billing.domain.op import Op, OpState
from chalicelib.billing.domain.op_details import OpKind
from chalicelib.billing.domain.settlement import (
    Settlement,
    apply_charge_result,
    apply_failure,
    apply_refund_result,
)
from chalicelib.billing.usecases.invoice_access import InvoiceAccess
from chalicelib.billing.usecases.op_results import OpResults, Settle
from chalicelib.billing.usecases.op_starter import OpAccepted
from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.characters import normalize
from chalicelib.kernel.errors import Conflict, Invalid
from chalicelib.kernel.ids import InvoiceId, OpRef
from chalicelib.kernel.ports import Clock, IdGenerator
from chalicelib.kernel.text import lines
from chalicelib.payments.domain.payment import ChargeResult, ChargeState, RefundResult, RefundState

MAX_EVIDENCE = 500


@dataclass(frozen=True, slots=True)
class Evidence:
    """
    Holds an Admin's evidence of whether a payment or refund happened.

    `seen_in` says where the Admin saw the evidence. If the payment or refund happened,
    `processor_id` is the processor's id of that payment or refund.
    """

    happened: bool
    processor_id: str
    seen_in: str


@dataclass(frozen=True, slots=True)
class ManualResolution:
    """Closes payments and refunds that wait for an Admin's evidence."""

    invoice_access: InvoiceAccess
    results: OpResults
    ids: IdGenerator
    now: Clock

    def close(
        self, access: Access, invoice_id: InvoiceId, ref: OpRef, evidence: Evidence
    ) -> OpAccepted:
        """
        Close an op according to the evidence, and add the evidence to the ledger.

        Raises:
            NotAllowed: The person is not an Admin.
            NotFound: The person may not see the invoice, or the invoice has no such op.
            Conflict: The op does not wait for an Admin. The error contains the current invoice.
            Invalid: The evidence is missing. Also raised if the evidence says that money moved,
                but the processor's id is missing or is already on the invoice.
        """
        access.require_role(Role.ADMIN)
        _check_evidence(evidence)
        invoice = self.invoice_access.invoice(access, invoice_id)
        op = self.invoice_access.invoices.op(access, invoice.id, ref)
        if op.state is not OpState.MANUAL:
            raise Conflict(
                "This is settled already, so there is nothing left to close.", fresh=invoice
            )
        _check_is_new(invoice, evidence)
        self.results.settle(access, op, self._settle(access, op, evidence))
        return OpAccepted(
            self.invoice_access.invoices.op(access, invoice.id, ref),
            self.invoice_access.invoice(access, invoice_id),
        )

    def _settle(self, access: Access, op: Op, evidence: Evidence) -> Settle:
        entry = Entry(
            EntryKind.CLOSED_BY_HAND,
            self.now(),
            access.person,
            access.role,
            op=op.ref,
            amount=op.amount,
            reason=evidence.seen_in,
        )
        next_ref = self.ids.ref()

        def settle(invoice: Invoice) -> Settlement:
            settlement = _outcome(invoice, op, evidence, entry, next_ref)
            after = replace(settlement.invoice, entries=settlement.invoice.entries + 1)
            return replace(settlement, invoice=after, entries=[entry, *settlement.entries])

        return settle


def _outcome(
    invoice: Invoice, op: Op, evidence: Evidence, entry: Entry, next_ref: OpRef
) -> Settlement:
    if not evidence.happened:
        return apply_failure(invoice, op, entry.at, "closed_by_hand")
    if op.kind is OpKind.REFUND:
        refund = RefundResult(RefundState.SUCCEEDED, refund_id=evidence.processor_id)
        return apply_refund_result(invoice, op, refund, entry.at)
    charge = ChargeResult(ChargeState.SUCCEEDED, evidence.processor_id)
    return apply_charge_result(invoice, op, charge, entry.at, next_ref)


def _check_is_new(invoice: Invoice, evidence: Evidence) -> None:
    is_on_invoice = (
        invoice.ledger.charge(evidence.processor_id)
        or evidence.processor_id in invoice.ledger.refund_ids
    )
    if evidence.happened and is_on_invoice:
        # The ledger ignores an id that it has already, so this op would end without money.
        message = (
            "That payment or refund is on this invoice already. Copy the id of the one in doubt."
        )
        raise Invalid(message, fields={"processor_id": message})


def _check_evidence(evidence: Evidence) -> None:
    seen_in = normalize(evidence.seen_in)
    if not seen_in or len(seen_in) > MAX_EVIDENCE:
        message = f"Say where you saw it, in at most {MAX_EVIDENCE} characters."
        raise Invalid(message, fields={"evidence": message})
    lines(seen_in, "evidence", MAX_EVIDENCE)
    if evidence.happened and not normalize(evidence.processor_id):
        message = "Enter the processor's id of the payment or refund."
        raise Invalid(message, fields={"processor_id": message})
