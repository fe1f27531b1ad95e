"""
Runs the state machine's tasks on ops; each task is safe to repeat.

An op is one action on an invoice. See docs/billing-lifecycle.md#steps-of-an-op.
"""

from collections.abc import Callable
from dataclasses import dataclass

from chalicelib.billing.domain.local_ops import close_local_op
from chalicelib.billing.domain.op import PAYMENT_START_LIMIT, Op, OpState
from chalicelib.billing.domain.op_details import OpKind
from chalicelib.billing.domain.unknown_outcomes import is_absence_proof
from chalicelib.billing.usecases.op_results import OpOutcome, OpResults
from chalicelib.billing.usecases.ports import InvoiceStore
from chalicelib.billing.usecases.processor_calls import (
    TWO_MATCHES,
    ProcessorCalls,
    charge_request,
)
from chalicelib.kernel.access import Access, system
from chalicelib.kernel.errors import Conflict
from chalicelib.kernel.ids import InvoiceId, OpRef, PracticeId
from chalicelib.kernel.ports import Clock
from chalicelib.payments.domain.payment import ChargeResult, RefundResult
from chalicelib.payments.domain.processor_errors import (
    BadCredentials,
    NothingHappened,
    NotPermitted,
    OutcomeUnknown,
    ProcessorBusy,
    RequestRejected,
)

ACCOUNT_FAULTS = (BadCredentials, NotPermitted, RequestRejected)
UNKNOWN_STATES = frozenset({OpState.SENT, OpState.UNKNOWN})


@dataclass(frozen=True, slots=True)
class OpTasks:
    """
    Runs an op's next step, and stores the op's new state.

    Raises:
        Unavailable: The platform's own store does not respond. The task can safely be
            repeated.
    """

    invoices: InvoiceStore
    calls: ProcessorCalls
    results: OpResults
    now: Clock

    def charge(self, practice: PracticeId, invoice: InvoiceId, ref: OpRef) -> OpOutcome:
        """
        Charge the card of a new payment, at most once (T4-T7).

        The state machine may run this task several times for one op. Only the run that changes
        the op's state from new to sent calls the processor. A later run does not charge the card.
        If the outcome of the charge is unknown, the later run returns "unknown", and the state
        machine looks up the charge.
        """
        access, op = self._read(practice, invoice, ref)
        if op.state is not OpState.NEW:
            return _outcome_of(op)
        if self.now() - op.at > PAYMENT_START_LIMIT:
            return self.results.mark_failed(access, op, "expired")
        token = self.invoices.token(access, op)
        if token is None:
            return self.results.mark_failed(access, op, "token_gone")
        processor = self.calls.processor(access, op)
        return self._send(access, op, lambda: processor.charge(charge_request(op, token)))

    def refund(self, practice: PracticeId, invoice: InvoiceId, ref: OpRef) -> OpOutcome:
        """
        Send a new refund to the processor, at most once (T13-T17).

        The refund goes through the processor account that charged the card.
        """
        access, op = self._read(practice, invoice, ref)
        if op.state is not OpState.NEW:
            return _outcome_of(op)
        request = self.calls.refund_request(access, op)
        return self._send(access, op, lambda: self.calls.refund(access, op, request))

    def close(self, practice: PracticeId, invoice: InvoiceId, ref: OpRef) -> OpOutcome:
        """
        Carry out an action that needs no processor (T9-T12).

        The action records or reverses a payment, or forgives or voids the invoice. If the action
        is no longer allowed, the op fails.
        """
        access, op = self._read(practice, invoice, ref)
        if op.state is not OpState.NEW:
            return _outcome_of(op)
        return self.results.settle(
            access, op, lambda current: close_local_op(current, op, self.now())
        )

    def resume(self, practice: PracticeId, invoice: InvoiceId, ref: OpRef) -> OpOutcome:
        """
        Look up a charge after the bank's own check (3-D Secure) in the browser.

        If the check is not completed within BROWSER_ACTION_LIMIT, cancel the charge.
        """
        access, op = self._read(practice, invoice, ref)
        if op.state is not OpState.ACTION_REQUIRED:
            return _outcome_of(op)
        return self._ask(access, op, lambda: self.calls.resume_charge(access, op))

    def reconcile(self, practice: PracticeId, invoice: InvoiceId, ref: OpRef) -> OpOutcome:
        """
        Find out from the processor how an op ended.

        This never charges the card a second time. See
        docs/billing-lifecycle.md#unknown-outcomes.
        """
        access, op = self._read(practice, invoice, ref)
        if op.state not in UNKNOWN_STATES | {OpState.PENDING}:
            return _outcome_of(op)
        if op.due_at and self.now() < op.due_at:
            # The next look-up is not due yet, because the request may still be on its way.
            return OpOutcome.UNKNOWN
        if op.state is OpState.SENT:
            # The sender may still wait for its answer. Once the op is unknown, an answer that
            # nothing happened no longer ends it, because it is about that one call only.
            self.results.mark_unknown(access, op)
            op = self.invoices.op(access, invoice, ref)
            if op.state is OpState.MANUAL:
                return OpOutcome.UNKNOWN
        find = self.calls.find_refund if op.kind is OpKind.REFUND else self.calls.find_charge
        return self._ask(access, op, lambda: find(access, op))

    def _send(
        self, access: Access, op: Op, call: Callable[[], ChargeResult | RefundResult]
    ) -> OpOutcome:
        try:
            sent = self.invoices.gate(op, self.now())
        except Conflict:
            return self.results.set_aside(access, op)
        if sent is None:
            return OpOutcome.UNKNOWN
        try:
            result = call()
        except ProcessorBusy:
            return self.results.retry_later(access, sent)
        except NothingHappened as error:
            is_ours = isinstance(error, ACCOUNT_FAULTS)
            return self.results.mark_failed(access, sent, _code(error), tell=is_ours)
        except OutcomeUnknown:
            return self.results.mark_unknown(access, sent)
        return self.results.record(access, sent, result)

    def _ask(
        self, access: Access, op: Op, call: Callable[[], ChargeResult | RefundResult | None]
    ) -> OpOutcome:
        try:
            result = call()
        except OutcomeUnknown as error:
            needs_admin = error.code == TWO_MATCHES
            return self.results.mark_unknown(access, op, needs_admin=needs_admin)
        except (ProcessorBusy, *ACCOUNT_FAULTS):
            # A refused look-up proves nothing about the first request.
            return self.results.mark_unknown(access, op)
        except NothingHappened as error:
            return self.results.mark_failed(access, op, _code(error))
        if result is None:
            return self._absent(access, op)
        return self.results.record(access, op, result)

    def _absent(self, access: Access, op: Op) -> OpOutcome:
        capabilities = self.calls.processor(access, op).capabilities
        if is_absence_proof(op, capabilities, self.now()):
            return self.results.mark_failed(access, op, "not_found")
        return self.results.mark_unknown(access, op)

    def _read(self, practice: PracticeId, invoice: InvoiceId, ref: OpRef) -> tuple[Access, Op]:
        access = system(practice, request=ref)
        return access, self.invoices.op(access, invoice, ref)


def _outcome_of(op: Op) -> OpOutcome:
    return OpOutcome.UNKNOWN if op.state in UNKNOWN_STATES else OpOutcome.DONE


def _code(error: NothingHappened) -> str:
    return error.code or type(error).__name__
