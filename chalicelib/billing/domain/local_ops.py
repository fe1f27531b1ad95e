"""
Finishes ops that need no processor, such as forgiving an invoice.

An op is one requested action on an invoice.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from chalicelib.billing.domain.invoice import Invoice
from chalicelib.billing.domain.ledger import EntryKind
from chalicelib.billing.domain.op import Op
from chalicelib.billing.domain.op_details import OpKind
from chalicelib.billing.domain.rules import InvoiceAction, refusal
from chalicelib.billing.domain.settlement import Settlement, apply_failure, apply_local_op

LOCAL_OPS: Mapping[OpKind, tuple[InvoiceAction, EntryKind]] = {
    OpKind.RECORD_PAYMENT: (InvoiceAction.RECORD_PAYMENT, EntryKind.RECORDED),
    OpKind.REVERSE_PAYMENT: (InvoiceAction.REVERSE_PAYMENT, EntryKind.REVERSED),
    OpKind.FORGIVE: (InvoiceAction.FORGIVE, EntryKind.FORGIVEN),
    OpKind.VOID: (InvoiceAction.VOID, EntryKind.VOIDED),
}
LIMITED_BY_BALANCE = frozenset({OpKind.RECORD_PAYMENT, OpKind.FORGIVE})


def close_local_op(invoice: Invoice, op: Op, at: datetime) -> Settlement:
    """
    Finish an op that needs no payment processor.

    `invoice` is the current invoice. If the invoice does not allow the op any more, or the op
    does not hold the invoice's lock, the op fails. An op without the lock is an older copy of
    an op that has ended.
    """
    action, kind = LOCAL_OPS[op.kind]
    unlocked = replace(invoice, active_op=None, overlay=None)
    exceeds_balance = op.kind in LIMITED_BY_BALANCE and invoice.balance < op.amount
    if invoice.active_op != op.ref or exceeds_balance or refusal(unlocked, action, op.role):
        return apply_failure(invoice, op, at, "refused")
    return apply_local_op(invoice, op, kind, at)
