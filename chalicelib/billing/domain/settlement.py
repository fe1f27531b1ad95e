"""
Computes how an op's outcome changes the op, its invoice and its ledger.

An op is one requested action on an invoice, such as a payment. The module does not access
any store. See docs/billing-lifecycle.md#transitions for the rules.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta

from chalicelib.billing.domain.invoice import (
    Invoice,
    Status,
    post_entries,
    reserve_refund,
    take_lock,
    with_op_state,
)
from chalicelib.billing.domain.ledger import Entry, EntryKind
from chalicelib.billing.domain.notices import to_client, to_provider
from chalicelib.billing.domain.op import (
    BROWSER_ACTION_LIMIT,
    Op,
    OpState,
    backoff,
    has_given_up,
)
from chalicelib.billing.domain.op_details import OpKind, Refund
from chalicelib.kernel.access import Role
from chalicelib.kernel.ids import OpRef, PersonId
from chalicelib.kernel.money import Money
from chalicelib.notices.domain import Notice, NoticeKind
from chalicelib.payments.domain.payment import ChargeResult, ChargeState, RefundResult, RefundState

SYSTEM_PERSON = PersonId("system")
HOURLY_CHECK = timedelta(hours=1)
ENTRY_FIELDS = frozenset(each.name for each in fields(Entry))


@dataclass(frozen=True, slots=True)
class Settlement:
    """
    Holds an invoice and an op after the op's outcome was applied to them.

    `entries` are the ledger entries to add. `notices` are the notices to send by e-mail.
    `next_op` is the op to start next, or None.
    """

    invoice: Invoice
    op: Op
    entries: Sequence[Entry] = ()
    notices: Sequence[Notice] = ()
    next_op: Op | None = None


def ledger_entry(op: Op, kind: EntryKind, at: datetime, amount: Money | None = None) -> Entry:
    """
    Return the ledger entry for an op's outcome.

    The entry contains the id and the role of the person who started the op.
    """
    shared = ENTRY_FIELDS.intersection(each.name for each in fields(op.details)) - {"kind"}
    facts = {name: getattr(op.details, name) for name in shared}
    return Entry(kind, at, op.actor, op.role, op=op.ref, amount=amount, reason=op.reason, **facts)


def apply_charge_result(
    invoice: Invoice, op: Op, result: ChargeResult, at: datetime, next_ref: OpRef
) -> Settlement:
    """
    Apply the processor's result for a charge to the op and the invoice.

    Captured money that is not applied to the invoice is refunded automatically (T21).
    `next_ref` is the reference of the op for that refund.
    """
    charge = result.txn_id or op.at_processor.charge
    op_with_result = replace(op, code=result.code, due_at=None).with_details(
        charge=charge, card=result.card
    )
    if result.state is ChargeState.SUCCEEDED:
        return _captured(invoice, op_with_result, result.approved or op.amount, at, next_ref)
    if result.state is ChargeState.DECLINED:
        declined = replace(op_with_result, state=OpState.DECLINED).with_details(
            decline=result.decline
        )
        entry = ledger_entry(declined, EntryKind.DECLINED, at, op.amount)
        return _settlement(invoice, declined, [entry])
    if result.state is ChargeState.ACTION_REQUIRED:
        due_at = at if has_given_up(op) else op.at + BROWSER_ACTION_LIMIT
        waiting = replace(
            op_with_result, state=OpState.ACTION_REQUIRED, due_at=due_at
        ).with_details(client_action=result.client_action)
        return _settlement(invoice, waiting)
    pending = replace(op_with_result, state=OpState.PENDING, due_at=at + HOURLY_CHECK, tries=0)
    return _settlement(invoice, pending)


def apply_refund_result(invoice: Invoice, op: Op, result: RefundResult, at: datetime) -> Settlement:
    """Apply the processor's response about a refund to the op and invoice (T15, T16)."""
    refund_id = result.refund_id or (op.details.refund_id if isinstance(op.details, Refund) else "")
    op_with_result = replace(op, code=result.code, due_at=None).with_details(refund_id=refund_id)
    if result.state is RefundState.SUCCEEDED:
        succeeded_op = replace(op_with_result, state=OpState.SUCCEEDED)
        entry = ledger_entry(succeeded_op, EntryKind.REFUNDED, at, op.amount)
        notice = to_client(NoticeKind.REFUND_MADE, invoice, f"refund-{op.ref}")
        return _settlement(invoice, succeeded_op, [entry], [notice])
    if result.state is RefundState.FAILED:
        return apply_failure(invoice, op_with_result, at, result.code or "refund_failed")
    due_at, rounds = at + HOURLY_CHECK, op.rounds + 1
    pending = replace(op_with_result, state=OpState.PENDING, due_at=due_at, rounds=rounds, tries=0)
    return _settlement(invoice, pending)


def apply_failure(
    invoice: Invoice, op: Op, at: datetime, code: str, *, tell: bool = False
) -> Settlement:
    """
    Mark an op as failed, and release the invoice's lock (T8, T16).

    The op has moved no money. If the op is a refund, the amount that the refund reserved is
    also released. The provider always gets a notice of a failed refund. The provider gets a
    notice of a failed payment only if `tell` is true.
    """
    failed_op = replace(op, state=OpState.FAILED, code=code, due_at=None)
    is_refund = op.kind is OpKind.REFUND
    kind = EntryKind.REFUND_FAILED if is_refund else EntryKind.PAYMENT_FAILED
    notice = to_provider(NoticeKind.PROCESSOR_TROUBLE, invoice, f"failed-{op.ref}")
    entry = ledger_entry(failed_op, kind, at, op.amount)
    return _settlement(invoice, failed_op, [entry], [notice] if tell or is_refund else [])


def apply_unknown_outcome(invoice: Invoice, op: Op, at: datetime) -> Settlement:
    """
    Schedule the next look-up of an op whose outcome is not known (T7, T17).

    A pending op stays pending, and its count of failed look-ups, `tries`, goes up by one.
    """
    if op.state is OpState.PENDING:
        return _settlement(invoice, replace(op, due_at=at + HOURLY_CHECK, tries=op.tries + 1))
    due_at = at + backoff(op.rounds)
    unknown = replace(op, state=OpState.UNKNOWN, rounds=op.rounds + 1, due_at=due_at)
    is_first = op.state is not OpState.UNKNOWN
    entry = ledger_entry(unknown, EntryKind.CHECKING, at, op.amount)
    return _settlement(invoice, unknown, [entry] if is_first else [])


def await_admin(invoice: Invoice, op: Op) -> Settlement:
    """Make an op wait for an Admin's evidence, and notify the provider (T8)."""
    notice = to_provider(NoticeKind.PAYMENT_CHECKING, invoice, f"manual-{op.ref}")
    return _settlement(invoice, replace(op, state=OpState.MANUAL, due_at=None), notices=[notice])


def apply_local_op(invoice: Invoice, op: Op, kind: EntryKind, at: datetime) -> Settlement:
    """
    Mark a local op as succeeded (T9-T12).

    A local op needs no processor: it records or reverses a payment, or forgives or voids
    the invoice.
    """
    succeeded_op = replace(op, state=OpState.SUCCEEDED, due_at=None)
    return _settlement(invoice, succeeded_op, [ledger_entry(succeeded_op, kind, at, op.amount)])


def apply_late_charge(
    invoice: Invoice, op: Op, result: ChargeResult, at: datetime, next_ref: OpRef
) -> Settlement | None:
    """
    Add a late charge to the ledger (T21).

    A charge is late if it arrived after its op had ended. The charge is applied
    to the balance if the balance allows it. Otherwise the charge is refunded automatically.
    The op does not change. Return None if the ledger already has the charge.
    """
    if invoice.ledger.charge(result.txn_id):
        return None
    op_with_charge = op.with_details(charge=result.txn_id, card=result.card)
    settlement = _captured(invoice, op_with_charge, result.approved or op.amount, at, next_ref)
    return replace(settlement, op=op)


def _captured(invoice: Invoice, op: Op, amount: Money, at: datetime, next_ref: OpRef) -> Settlement:
    if amount.currency != op.amount.currency:
        return await_admin(invoice, op)
    succeeded_op = replace(op, state=OpState.SUCCEEDED).with_details(client_action={})
    if invoice.ledger.charge(op.at_processor.charge):
        # Another task of the same op has entered this charge; it must not count twice.
        return _settlement(invoice, succeeded_op)
    if invoice.status is Status.SENT and amount <= invoice.balance:
        notices = [
            to_client(NoticeKind.PAYMENT_RECEIVED, invoice, f"paid-{op.ref}"),
            to_provider(NoticeKind.CLIENT_PAID, invoice, f"told-{op.ref}"),
        ]
        entry = ledger_entry(succeeded_op, EntryKind.CHARGED, at, amount)
        return _settlement(invoice, succeeded_op, [entry], notices)
    return _sent_back(invoice, succeeded_op, amount, at, next_ref)


def _sent_back(
    invoice: Invoice, op: Op, amount: Money, at: datetime, next_ref: OpRef
) -> Settlement:
    settlement = _settlement(invoice, op, [ledger_entry(op, EntryKind.UNAPPLIED, at, amount)])
    refund = _refund_of(settlement.invoice, op, amount, at, next_ref)
    # Each notice needs a new name. One named after the op may be stored already, so this notice is
    # named after the refund.
    notice = to_provider(NoticeKind.LATE_MONEY, invoice, f"late-{next_ref}")
    # A refund of money that pays nothing may start even while another op holds the lock.
    take = reserve_refund if settlement.invoice.active_op else take_lock
    after = take(settlement.invoice, refund)
    return replace(settlement, invoice=after, notices=[notice], next_op=refund)


def _refund_of(invoice: Invoice, op: Op, amount: Money, at: datetime, ref: OpRef) -> Op:
    payment = op.at_processor
    charge = invoice.ledger.charge(payment.charge)
    return Op(
        ref=ref,
        practice=op.practice,
        invoice=op.invoice,
        amount=amount,
        details=Refund(
            payment.account,
            payment.credentials_version,
            payment.charge,
            charge.card if charge else payment.card,
        ),
        actor=SYSTEM_PERSON,
        role=Role.SYSTEM,
        at=at,
        reason="The payment arrived when nothing was owed any more.",
    )


def _settlement(
    invoice: Invoice, op: Op, entries: Sequence[Entry] = (), notices: Sequence[Notice] = ()
) -> Settlement:
    after = with_op_state(post_entries(invoice, entries), op)
    return Settlement(after, op, entries, notices)
