"""
Stores the outcomes of ops, and repeats writes that conflict with other tasks.

An op is one requested action on an invoice, such as a payment.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum

from chalicelib.billing.domain.invoice import Invoice
from chalicelib.billing.domain.notices import ALSO_TO_ADMINS, also_to_admins, to_provider
from chalicelib.billing.domain.op import (
    MANUAL_AFTER,
    MAX_TRIES,
    STATE_CHANGES,
    Op,
    OpState,
)
from chalicelib.billing.domain.returned_refund import apply_returned_refund
from chalicelib.billing.domain.settlement import (
    Settlement,
    apply_charge_result,
    apply_failure,
    apply_late_charge,
    apply_refund_result,
    apply_unknown_outcome,
    await_admin,
)
from chalicelib.billing.domain.unknown_outcomes import is_left_to_admin
from chalicelib.billing.usecases.ports import InvoiceChange, InvoiceStore
from chalicelib.clients.usecases.ports import PracticeDirectory
from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.errors import Conflict
from chalicelib.kernel.ports import Clock, IdGenerator
from chalicelib.notices.domain import Notice, NoticeKind
from chalicelib.notices.usecases.outbox import Outbox
from chalicelib.payments.domain.payment import ChargeResult, ChargeState, RefundResult, RefundState

Settle = Callable[[Invoice], Settlement | None]
"""A function that computes what changes on the invoice as it is now; None means nothing."""

MAX_LOST_RACES = 8
FIRST_RETRY_DELAY = timedelta(seconds=1)
MAX_DOUBLINGS = 11
"""The delay doubles with each try, but at most this often: up to about half an hour."""


class OpOutcome(StrEnum):
    """
    Lists the outcomes that a task on an op reports to the state machine.

    The state machine gets no details of the outcome; the details are in the store.
    """

    DONE = "done"
    AGAIN = "again"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class OpResults:
    """
    Stores the outcomes of ops.

    Raises:
        Unavailable: The platform's own store does not respond. The call can safely be
            repeated.
    """

    invoices: InvoiceStore
    directory: PracticeDirectory
    outbox: Outbox
    ids: IdGenerator
    now: Clock

    def record(self, access: Access, op: Op, result: ChargeResult | RefundResult) -> OpOutcome:
        """
        Store the processor's result for an op.

        Another task may have changed the op since the op was read. If the changed op has not
        ended, a successful charge or refund is stored; any other result is discarded, because the
        next look-up at the processor finds it again. If the changed op has ended, a successful
        charge is stored as a late charge (T21); any other result is discarded.
        """
        for _ in range(MAX_LOST_RACES):
            try:
                return self.settle(access, op, self._settle_result(op, result))
            except Conflict:
                if result.state not in {ChargeState.SUCCEEDED, RefundState.SUCCEEDED}:
                    return OpOutcome.DONE
                op = self.invoices.op(access, op.invoice, op.ref)
            if op.is_finished:
                if isinstance(result, ChargeResult):
                    self.record_late_charge(access, op, result)
                return OpOutcome.DONE
        raise Conflict

    def record_late_charge(self, access: Access, op: Op, result: ChargeResult) -> None:
        """
        Add a late charge to the ledger (T21).

        A charge is late if it arrived after its op had ended. The charge is applied
        to the balance if the balance allows it. Otherwise the charge is refunded automatically.

        Raises:
            Conflict: Concurrent changes by other tasks prevented the write. The call can safely
                be repeated.
        """
        at, ref = self.now(), self.ids.ref()
        self._write(
            access, op, None, lambda invoice: apply_late_charge(invoice, op, result, at, ref)
        )

    def record_returned_refund(self, access: Access, op: Op) -> None:
        """
        Correct the ledger after the bank could not deliver a refund (T16).

        Raises:
            Conflict: Concurrent changes by other tasks prevented the write. The call can safely
                be repeated.
        """
        at = self.now()
        self._write(access, op, None, lambda invoice: apply_returned_refund(invoice, op, at))

    def retry_later(self, access: Access, op: Op) -> OpOutcome:
        """
        Let the state machine call the processor again after a delay.

        After three calls, the op fails. An automatic refund (T21) is the exception: it is retried
        for a day.
        """
        is_patient = op.role is Role.SYSTEM and self.now() - op.at < MANUAL_AFTER
        if op.tries + 1 >= MAX_TRIES and not is_patient:
            return self.mark_failed(access, op, "processor_unavailable")
        delay = FIRST_RETRY_DELAY * 2 ** min(op.tries, MAX_DOUBLINGS)
        self.invoices.reopen(op, self.now() + delay)
        return OpOutcome.AGAIN

    def mark_unknown(self, access: Access, op: Op, *, needs_admin: bool = False) -> OpOutcome:
        """
        Mark an op's outcome as unknown, and schedule the next look-up (T7, T8).

        If `needs_admin` is true, or the outcome has been unknown for a day, the op waits for an
        Admin instead, and no look-up is scheduled.
        """
        at = self.now()
        if needs_admin or is_left_to_admin(op, at):
            self.settle(access, op, lambda invoice: await_admin(invoice, op))
        else:
            self.settle(access, op, lambda invoice: apply_unknown_outcome(invoice, op, at))
        return OpOutcome.UNKNOWN

    def mark_failed(self, access: Access, op: Op, code: str, *, tell: bool = False) -> OpOutcome:
        """
        Mark an op that certainly moved no money as failed.

        `code` identifies the reason. If `tell` is true, the provider gets a notice that the
        payment could not be made. Tasks set `tell` if the processor rejects the practice's
        account or the request.
        """
        at = self.now()
        return self.settle(
            access, op, lambda invoice: apply_failure(invoice, op, at, code, tell=tell)
        )

    def settle(self, access: Access, op: Op, settle: Settle) -> OpOutcome:
        """
        Store the changes that `settle` computes for an op and its invoice.

        Raises:
            Conflict: Another task changed the op, or concurrent changes to the invoice prevented
                the write.
        """
        self._write(access, op, op, settle)
        return OpOutcome.DONE

    def _settle_result(self, op: Op, result: ChargeResult | RefundResult) -> Settle:
        at, ref = self.now(), self.ids.ref()
        if isinstance(result, RefundResult):
            return lambda invoice: apply_refund_result(invoice, op, result, at)
        return lambda invoice: apply_charge_result(invoice, op, result, at, ref)

    def set_aside(self, access: Access, op: Op) -> OpOutcome:
        """
        Let an op wait for an Admin because its outcome cannot be stored.

        The invoice does not change, since nothing can be stored in it. Its provider and the
        practice's Admins get a notice.
        """
        invoice = self.invoices.get(access, op.invoice)
        notice = to_provider(NoticeKind.PAYMENT_CHECKING, invoice, f"aside-{op.ref}-{op.version}")
        notices = self._with_admins(access, [notice])
        self.invoices.set_aside(op, notices)
        self._deliver(notices)
        return OpOutcome.UNKNOWN

    def _write(self, access: Access, op: Op, op_before: Op | None, settle: Settle) -> None:
        versions: set[int] = set()
        for lost in range(1, MAX_LOST_RACES + 1):
            invoice = self.invoices.get(access, op.invoice)
            settlement = settle(invoice)
            if settlement is None:
                return
            notices = self._with_admins(access, settlement.notices)
            change = _change(invoice, replace(settlement, notices=notices), op_before)
            versions.add(invoice.version)
            try:
                self.invoices.commit(access, change)
            except Conflict:
                if self._is_changed(access, op):
                    raise
                if lost == MAX_LOST_RACES:
                    self._end_conflict(access, op_before, is_permanent=len(versions) == 1)
            else:
                self._deliver(notices)
                return

    def _end_conflict(self, access: Access, op: Op | None, *, is_permanent: bool) -> None:
        # Nobody has changed the invoice or the op, and still the write is refused each time. It
        # will always be refused, so a person must look at it.
        if not is_permanent or op is None or OpState.MANUAL not in STATE_CHANGES[op.state]:
            raise Conflict
        self.set_aside(access, op)

    def _is_changed(self, access: Access, op: Op) -> bool:
        return self.invoices.op(access, op.invoice, op.ref).version != op.version

    def _with_admins(self, access: Access, notices: Sequence[Notice]) -> Sequence[Notice]:
        if not any(notice.kind in ALSO_TO_ADMINS for notice in notices):
            return notices
        return also_to_admins(notices, self.directory.admins(access))

    def _deliver(self, notices: Sequence[Notice]) -> None:
        for notice in notices:
            self.outbox.deliver(notice)


def _change(invoice: Invoice, settlement: Settlement, op_before: Op | None) -> InvoiceChange:
    return InvoiceChange(
        invoice,
        settlement.invoice,
        op_before,
        settlement.op if op_before else None,
        entries=settlement.entries,
        notices=settlement.notices,
        next_op=settlement.next_op,
        action=settlement.op.kind.value,
    )
