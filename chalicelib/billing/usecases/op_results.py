"""Writes what became of an op: one transaction, conditional, repeated while only others' changes are in its way."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from chalicelib.billing.domain.invoice import Invoice
from chalicelib.billing.domain.op import (
    BACKOFF,
    MANUAL_AFTER,
    MAX_TRIES,
    MAX_UNANSWERED,
    Op,
    OpState,
)
from chalicelib.billing.domain.settlement import (
    Settlement,
    apply_charge_result,
    apply_failure,
    apply_late_charge,
    apply_refund_result,
    apply_unknown_outcome,
    await_admin,
)
from chalicelib.billing.usecases.ports import InvoiceChange, InvoiceStore
from chalicelib.kernel.access import Access, Role
from chalicelib.kernel.errors import Conflict
from chalicelib.kernel.ports import Clock, IdGenerator
from chalicelib.notices.usecases.outbox import Outbox
from chalicelib.payments.domain.payment import ChargeResult, ChargeState, RefundResult, RefundState

Settle = Callable[[Invoice], Settlement | None]

MAX_LOST_RACES = 8
FIRST_RETRY_DELAY = timedelta(seconds=1)
MAX_DOUBLINGS = 11
"""Doublings of the first pause, to about half an hour."""


class OpOutcome(StrEnum):
    """What a task tells the machine; the record says the rest."""

    DONE = "done"
    AGAIN = "again"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class OpResults:
    """Takes results into the record. Raises Unavailable when our own store does not answer; repeating is safe."""

    invoices: InvoiceStore
    outbox: Outbox
    chance: IdGenerator
    now: Clock

    def take(self, access: Access, op: Op, result: ChargeResult | RefundResult) -> OpOutcome:
        """
        A processor's result. Another task may have moved the op on meanwhile: money is entered under the op as it is
        now, or as late when that has ended (T21); what is not money, the next look finds out again.

        Source: lifecycle.md §5.5.
        """
        for _ in range(MAX_LOST_RACES):
            try:
                return self.settle(access, op, self._becomes(op, result))
            except Conflict:
                if result.state not in {ChargeState.SUCCEEDED, RefundState.SUCCEEDED}:
                    return OpOutcome.DONE
                op = self.invoices.op(access, op.invoice, op.ref)
            if op.is_finished:
                if isinstance(result, ChargeResult):
                    self.late(access, op, result)
                return OpOutcome.DONE
        raise Conflict

    def _becomes(self, op: Op, result: ChargeResult | RefundResult) -> Settle:
        at, ref = self.now(), self.chance.ref()
        if isinstance(result, RefundResult):
            return lambda held: apply_refund_result(held, op, result, at)
        return lambda held: apply_charge_result(held, op, result, at, ref)

    def late(self, access: Access, op: Op, result: ChargeResult) -> None:
        """
        Money of an op that had ended: it pays what is still owed, else it goes back by itself (T21).

        Raises:
            Conflict: Something else holds the invoice just now; asking again is safe.
        """
        at, ref = self.now(), self.chance.ref()
        self._write(access, op, None, lambda held: apply_late_charge(held, op, result, at, ref))

    def later(self, access: Access, op: Op) -> OpOutcome:
        """
        The processor asked to be tried again: three times in all, then nothing was charged. Source: §5.

        What the platform itself gives back (T21) waits for nobody's patience: it is tried for a day.
        """
        patient = op.role is Role.SYSTEM and self.now() - op.at < MANUAL_AFTER
        if op.tries + 1 >= MAX_TRIES and not patient:
            return self.fail(access, op, "processor_unavailable")
        self.invoices.reopen(op, self.now() + FIRST_RETRY_DELAY * 2 ** min(op.tries, MAX_DOUBLINGS))
        return OpOutcome.AGAIN

    def unsure(self, access: Access, op: Op, *, by_person: bool = False) -> OpOutcome:
        """Nobody knows yet: asked again after a back-off, put before a person after a day. Source: §6."""
        at = self.now()
        # A day without an execution is no day of asking: a person is troubled only after the back-off was gone through.
        asked = op.state is not OpState.PENDING and op.rounds > len(BACKOFF)
        silent = op.state is OpState.PENDING and op.tries >= MAX_UNANSWERED
        too_long = by_person or silent or (asked and at - (op.sent_at or at) > MANUAL_AFTER)
        self.settle(
            access,
            op,
            lambda held: await_admin(held, op) if too_long else apply_unknown_outcome(held, op, at),
        )
        return OpOutcome.UNKNOWN

    def fail(self, access: Access, op: Op, code: str, *, tell: bool = False) -> OpOutcome:
        """Certainly nothing happened; `tell` the provider when the account's settings are the cause."""
        at = self.now()
        return self.settle(access, op, lambda held: apply_failure(held, op, at, code, tell=tell))

    def settle(self, access: Access, op: Op, settle: Settle) -> OpOutcome:
        """Whatever `settle` makes of the invoice as it is now. Raises Conflict when the op has moved on."""
        self._write(access, op, op, settle)
        return OpOutcome.DONE

    def _write(self, access: Access, op: Op, op_before: Op | None, settle: Settle) -> None:
        for lost in range(1, MAX_LOST_RACES + 1):
            held = self.invoices.get(access, op.invoice)
            settled = settle(held)
            if settled is None:
                return
            try:
                self.invoices.commit(access, _step(held, settled, op_before))
            except Conflict:
                if lost == MAX_LOST_RACES or self._moved_on(access, op):
                    raise
            else:
                self._tell(settled)
                return

    def _moved_on(self, access: Access, op: Op) -> bool:
        return self.invoices.op(access, op.invoice, op.ref).version != op.version

    def _tell(self, settled: Settlement) -> None:
        for notice in settled.notices:
            self.outbox.deliver(notice)


def _step(held: Invoice, settled: Settlement, op_before: Op | None) -> InvoiceChange:
    return InvoiceChange(
        held,
        settled.invoice,
        op_before,
        settled.op if op_before else None,
        entries=settled.entries,
        notices=settled.notices,
        next_op=settled.next_op,
        action=settled.op.kind.value,
    )
