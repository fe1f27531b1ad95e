"""What an outcome does to an op, its invoice and its ledger (lifecycle.md §3 T5–T21, §5.5): pure arithmetic."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from chalicelib.billing.domain.invoice import (
    Invoice,
    Status,
    post_entries,
    reserve_refund,
    take_lock,
    with_op_state,
)
from chalicelib.billing.domain.ledger import Charge, Entry, EntryKind
from chalicelib.billing.domain.notices import to_client, to_provider
from chalicelib.billing.domain.op import BROWSER_ACTION_LIMIT, Op, OpKind, OpState, backoff
from chalicelib.kernel.access import Role
from chalicelib.kernel.ids import OpRef, PersonId
from chalicelib.kernel.money import Money
from chalicelib.notices.domain import Notice, NoticeKind
from chalicelib.payments.domain.payment import ChargeResult, ChargeState, RefundResult, RefundState

SYSTEM_PERSON = PersonId("system")
HOURLY_CHECK = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Settlement:
    """An invoice and an op after an outcome, what it adds to the ledger, whom it tells, and the op it starts."""

    invoice: Invoice
    op: Op
    entries: Sequence[Entry] = ()
    notices: Sequence[Notice] = ()
    next_op: Op | None = None


def ledger_entry(op: Op, kind: EntryKind, at: datetime, amount: Money | None = None) -> Entry:
    """The ledger entry of an op's outcome, by whoever asked for the op."""
    return Entry(
        kind, at, op.actor, op.role, op=op.ref, amount=amount, charge=op.charge, refund_id=op.refund_id,
        account=op.account, credentials=op.credentials, card=op.card, method=op.method, reference=op.reference,
        received_on=op.received_on, reason=op.reason, decline=op.decline, still_owed=op.still_owed, reverses=op.reverses,
    )  # fmt: skip


def apply_charge_result(
    invoice: Invoice, op: Op, result: ChargeResult, at: datetime, next_ref: OpRef
) -> Settlement:
    """A charge's result on its invoice. `next_ref` names the refund that money beyond the balance starts (T21)."""
    known = replace(
        op, charge=result.txn_id or op.charge, card=result.card, code=result.code, due_at=None
    )
    if result.state is ChargeState.SUCCEEDED:
        return _taken(invoice, known, result.approved or op.amount, at, next_ref)
    if result.state is ChargeState.DECLINED:
        done = replace(known, state=OpState.DECLINED, decline=result.decline)
        return _settled(invoice, done, [ledger_entry(done, EntryKind.DECLINED, at, op.amount)])
    if result.state is ChargeState.ACTION_REQUIRED:
        deadline = op.at + BROWSER_ACTION_LIMIT
        return _settled(
            invoice,
            replace(
                known,
                state=OpState.ACTION_REQUIRED,
                due_at=deadline,
                client_action=result.client_action,
            ),
        )
    return _settled(
        invoice, replace(known, state=OpState.PENDING, due_at=at + HOURLY_CHECK, tries=0)
    )


def apply_refund_result(invoice: Invoice, op: Op, result: RefundResult, at: datetime) -> Settlement:
    """A refund's result on its invoice (T15, T16); a pending one gives the lock back and keeps its money reserved."""
    known = replace(op, refund_id=result.refund_id or op.refund_id, code=result.code, due_at=None)
    if result.state is RefundState.SUCCEEDED:
        done = replace(known, state=OpState.SUCCEEDED)
        notice = to_client(NoticeKind.REFUND_MADE, invoice, f"refund-{op.ref}")
        return _settled(
            invoice, done, [ledger_entry(done, EntryKind.REFUNDED, at, op.amount)], [notice]
        )
    if result.state is RefundState.FAILED:
        return apply_failure(invoice, known, at, result.code or "refund_failed")
    return _settled(
        invoice,
        replace(
            known, state=OpState.PENDING, due_at=at + HOURLY_CHECK, rounds=op.rounds + 1, tries=0
        ),
    )


def apply_failure(
    invoice: Invoice, op: Op, at: datetime, code: str, *, tell: bool = False
) -> Settlement:
    """An op that certainly did nothing: the invoice is free again, a reservation is released (T8, T16)."""
    done = replace(op, state=OpState.FAILED, code=code, due_at=None)
    kind = EntryKind.REFUND_FAILED if op.kind is OpKind.REFUND else EntryKind.PAYMENT_FAILED
    told = tell or op.kind is OpKind.REFUND
    notices = (
        [to_provider(NoticeKind.PROCESSOR_TROUBLE, invoice, f"failed-{op.ref}")] if told else []
    )
    return _settled(invoice, done, [ledger_entry(done, kind, at, op.amount)], notices)


def apply_unknown_outcome(invoice: Invoice, op: Op, at: datetime) -> Settlement:
    """
    An op whose outcome is not known: checked again after a back-off, never sent again unproven (T7, T17).

    One that the processor holds for review stays so: a question without answer unsays nothing, and is counted in `tries`.
    """
    if op.state is OpState.PENDING:
        return _settled(invoice, replace(op, due_at=at + HOURLY_CHECK, tries=op.tries + 1))
    open_ = replace(op, state=OpState.UNKNOWN, rounds=op.rounds + 1, due_at=at + backoff(op.rounds))
    first = (
        [ledger_entry(open_, EntryKind.CHECKING, at, op.amount)]
        if op.state is not OpState.UNKNOWN
        else []
    )
    return _settled(invoice, open_, first)


def await_admin(invoice: Invoice, op: Op) -> Settlement:
    """An op that only a person with evidence can close; the Admin is told (T8)."""
    notice = to_provider(NoticeKind.PAYMENT_CHECKING, invoice, f"manual-{op.ref}")
    return _settled(invoice, replace(op, state=OpState.MANUAL, due_at=None), notices=[notice])


def apply_local_op(invoice: Invoice, op: Op, kind: EntryKind, at: datetime) -> Settlement:
    """An op that no processor takes part in: forgive, void, record and reverse a payment (T9–T12)."""
    done = replace(op, state=OpState.SUCCEEDED, due_at=None)
    return _settled(invoice, done, [ledger_entry(done, kind, at, op.amount)])


def apply_late_charge(
    invoice: Invoice, op: Op, result: ChargeResult, at: datetime, next_ref: OpRef
) -> Settlement | None:
    """Money of an op that was given up: it pays what is still owed, else it goes back (T21); None when known already."""
    if invoice.ledger.charge(result.txn_id):
        return None
    known = replace(op, charge=result.txn_id, card=result.card)
    settled = _taken(invoice, known, result.approved or op.amount, at, next_ref)
    return replace(settled, op=op)


def _taken(invoice: Invoice, op: Op, amount: Money, at: datetime, next_ref: OpRef) -> Settlement:
    if amount.currency != op.amount.currency:
        return await_admin(invoice, op)
    done = replace(op, state=OpState.SUCCEEDED, client_action={})
    if invoice.ledger.charge(op.charge):
        # Entered before, by another task of the same op: the money came once.
        return _settled(invoice, done)
    if invoice.status is Status.SENT and amount <= invoice.balance:
        notices = [
            to_client(NoticeKind.PAYMENT_RECEIVED, invoice, f"paid-{op.ref}"),
            to_provider(NoticeKind.CLIENT_PAID, invoice, f"told-{op.ref}"),
        ]
        return _settled(invoice, done, [ledger_entry(done, EntryKind.CHARGED, at, amount)], notices)
    return _sent_back(invoice, done, amount, at, next_ref)


def _sent_back(
    invoice: Invoice, op: Op, amount: Money, at: datetime, next_ref: OpRef
) -> Settlement:
    settled = _settled(invoice, op, [ledger_entry(op, EntryKind.UNAPPLIED, at, amount)])
    back = _refund_of(settled.invoice.ledger.charge(op.charge), op, amount, at, next_ref)
    # By the refund and not the op: were the event known, the store would refuse the money with it, for ever.
    notice = to_provider(NoticeKind.LATE_MONEY, invoice, f"late-{next_ref}")
    # Money that must go back waits for nobody: while another op holds the lock, the refund does without.
    kept = (
        reserve_refund(settled.invoice, back)
        if settled.invoice.active_op
        else take_lock(settled.invoice, back)
    )
    return replace(settled, invoice=kept, notices=[notice], next_op=back)


def _refund_of(charge: Charge | None, op: Op, amount: Money, at: datetime, ref: OpRef) -> Op:
    return Op(
        ref, op.practice, op.invoice, OpKind.REFUND, amount, SYSTEM_PERSON, Role.SYSTEM, at,
        account=op.account, credentials=op.credentials, charge=op.charge, card=charge.card if charge else op.card,
        reason="The payment arrived when nothing was owed any more.",
    )  # fmt: skip


def _settled(
    invoice: Invoice, op: Op, entries: Sequence[Entry] = (), notices: Sequence[Notice] = ()
) -> Settlement:
    return Settlement(with_op_state(post_entries(invoice, entries), op), op, entries, notices)
