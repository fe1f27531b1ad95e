"""Corrects the ledger after the bank could not deliver a refund (T16)."""

from dataclasses import replace
from datetime import datetime

from chalicelib.billing.domain.invoice import Invoice, post_entries
from chalicelib.billing.domain.ledger import EntryKind
from chalicelib.billing.domain.notices import to_client, to_provider
from chalicelib.billing.domain.op import Op
from chalicelib.billing.domain.op_details import Refund
from chalicelib.billing.domain.settlement import SYSTEM_PERSON, Settlement, ledger_entry
from chalicelib.kernel.access import Role
from chalicelib.notices.domain import NoticeKind


def apply_returned_refund(invoice: Invoice, op: Op, at: datetime) -> Settlement | None:
    """
    Return the invoice after a refund that had succeeded came back to the practice.

    The amount can be refunded again. If the client owed the refunded amount again, the part
    that they have not paid yet is no longer owed. The op does not change. Return None if
    the ledger does not count the refund, or the refund has been corrected before.
    """
    details, ledger = op.details, invoice.ledger
    if not isinstance(details, Refund) or details.refund_id not in ledger.refund_ids:
        return None
    if details.refund_id in ledger.returned_refunds:
        return None
    charge = ledger.charge(details.charge)
    is_owed_again = details.still_owed and charge is not None and charge.applied
    owed = min(op.amount.minor, invoice.balance.minor) if is_owed_again else 0
    entry = replace(
        ledger_entry(op, EntryKind.REFUND_RETURNED, at, op.amount),
        actor=SYSTEM_PERSON,
        role=Role.SYSTEM,
        reason="",
        no_longer_owed=replace(op.amount, minor=owed),
    )
    event = f"returned-{op.ref}"
    notices = [
        to_provider(NoticeKind.REFUND_RETURNED, invoice, event),
        to_client(NoticeKind.REFUND_NOT_RECEIVED, invoice, f"not-received-{op.ref}"),
    ]
    return Settlement(post_entries(invoice, [entry]), op, [entry], notices)
