"""
Handles the webhook events that payment processors send.

The content of an event is not trusted. Before changing the ledger, the code looks up the charge
or refund at the processor.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from chalicelib.billing.domain.op import Op, OpState
from chalicelib.billing.domain.op_details import OpKind
from chalicelib.billing.usecases.executions import Executions
from chalicelib.billing.usecases.op_results import OpOutcome, OpResults
from chalicelib.billing.usecases.processor_calls import ProcessorCalls
from chalicelib.kernel.access import Access, system
from chalicelib.kernel.ids import InvoiceId, OpRef, PracticeId, ProcessorAccountId
from chalicelib.kernel.ports import Clock
from chalicelib.payments.domain.payment import (
    ChargeResult,
    ChargeState,
    ProcessorEvent,
    RefundState,
)
from chalicelib.payments.domain.processor_errors import NothingHappened
from chalicelib.payments.usecases.processor import PaymentProcessor

FAILED_STATES = frozenset({OpState.FAILED, OpState.DECLINED})
LOOKED_UP_STATES = frozenset({OpState.UNKNOWN, OpState.PENDING})
"""States in which an execution does nothing but look the op up from time to time."""


class WebhookAccountReader(Protocol):
    """Finds the processor account that a webhook's URL identifies."""

    def newest(self, access: Access, account: ProcessorAccountId) -> PaymentProcessor:
        """
        Return the adapter of a processor account, with the account's newest keys.

        The account may be active or retired.

        Raises:
            NotFound: The practice has no such account.
        """

    def webhook_received(self, access: Access, account: ProcessorAccountId) -> None:
        """Store that the account's webhook was called with a valid signature."""


class WebhookStore(Protocol):
    """
    Records which webhook events were handled, and finds the op of an event.

    An op is one action on an invoice, such as a payment.
    """

    def was_handled(self, account: ProcessorAccountId, event: str) -> bool:
        """Return whether an event was handled within the last forty days."""

    def mark_handled(self, account: ProcessorAccountId, event: str) -> bool:
        """Mark an event as handled, or return False if the event was marked before."""

    def op_of(self, access: Access, ref: OpRef) -> Op | None:
        """Return the practice's op with that reference, or None."""

    def make_due(self, op: Op, clock: Clock) -> None:
        """Make an unfinished op due now, unless another task has since changed the op."""


class OpReconciler(Protocol):
    """Finds out from the processor how an op ended."""

    def reconcile(self, practice: PracticeId, invoice: InvoiceId, ref: OpRef) -> OpOutcome:
        """
        Look an op up at the processor if the look-up is due, and store the result.

        The call can safely be repeated, also by several processes at once.
        """


@dataclass(frozen=True, slots=True)
class Webhooks:
    """
    Receives webhook events from payment processors about charges and refunds.

    See docs/billing-lifecycle.md#webhooks.
    """

    accounts: WebhookAccountReader
    store: WebhookStore
    executions: Executions
    calls: ProcessorCalls
    results: OpResults
    now: Clock
    reconciler: OpReconciler

    def receive(
        self,
        practice: PracticeId,
        account: ProcessorAccountId,
        headers: Mapping[str, str],
        body: bytes,
    ) -> int:
        """
        Verify the raw body of a webhook request and handle the events in the body.

        Returns the number of events that were not handled before. If an event is about an
        unfinished op, the op is looked up at the processor at once, unless the op waits for an
        Admin. If an event is about a charge whose op had failed, or about a second charge for one
        op, the charge is added to the ledger as a late charge (T21). If an event is about a refund
        that had succeeded, and the processor now says that it failed, the ledger is corrected
        (T16).

        Raises:
            NotFound: The practice has no such account.
            WebhookRejected: The signature is wrong or too old. Nothing was changed (S51).
            Unavailable, Conflict: The events cannot be handled now. The processor will send the
                events again.
        """
        access = system(practice, request="webhook")
        processor = self.accounts.newest(access, account)
        events = processor.parse_webhook(headers, body)
        self.accounts.webhook_received(access, account)
        return sum(self._handle(access, account, processor, event) for event in events)

    def _handle(
        self,
        access: Access,
        account: ProcessorAccountId,
        processor: PaymentProcessor,
        event: ProcessorEvent,
    ) -> bool:
        if self.store.was_handled(account, event.event_id):
            return False
        # Act before marking: after a failure the event comes again, and acting twice is safe.
        self._act(access, processor, event)
        return self.store.mark_handled(account, event.event_id)

    def _act(self, access: Access, processor: PaymentProcessor, event: ProcessorEvent) -> None:
        op = self.store.op_of(access, event.ref) if event.ref else None
        if op is None:
            return
        if op.kind is OpKind.PAY and event.txn_id and _is_late(processor, op, event.txn_id):
            self._enter_late_charge(access, processor, op, event.txn_id)
        elif op.kind is OpKind.REFUND and op.state is OpState.SUCCEEDED:
            self._check_refund(access, op)
        elif not op.is_finished and op.state is not OpState.MANUAL:
            self._look_up(op)

    def _look_up(self, op: Op) -> None:
        self.store.make_due(op, self.now)
        resumed = self.executions.signal(op.practice, op.invoice, op.ref)
        if not resumed and op.state in LOOKED_UP_STATES:
            # The execution pauses for up to a minute. The person who pays should not wait for it.
            self.reconciler.reconcile(op.practice, op.invoice, op.ref)

    def _check_refund(self, access: Access, op: Op) -> None:
        result = self.calls.current_refund(access, op)
        if result is None or result.state is not RefundState.FAILED:
            return
        self.results.record_returned_refund(access, op)
        # The invoice may be open again, and an open invoice has a running execution.
        self.executions.signal(op.practice, op.invoice)

    def _enter_late_charge(
        self, access: Access, processor: PaymentProcessor, op: Op, txn_id: str
    ) -> None:
        charge = processor.fetch(txn_id)
        if charge.state is not ChargeState.SUCCEEDED or charge.ref != op.ref or charge.voided:
            return
        result = ChargeResult(charge.state, charge.txn_id, charge.card, charge.amount)
        self.results.record_late_charge(access, op, result)
        # The charge may start a refund, which must not wait for the next run of the job `sweep`.
        self.executions.signal(op.practice, op.invoice)


def _is_late(processor: PaymentProcessor, op: Op, txn_id: str) -> bool:
    return op.state in FAILED_STATES or _is_second(processor, op, txn_id)


def _is_second(processor: PaymentProcessor, op: Op, txn_id: str) -> bool:
    charge = op.at_processor.charge
    if not op.is_finished or txn_id == charge:
        return False
    try:
        first = processor.fetch(charge)
    except NothingHappened:
        # The op's charge does not exist, because an Admin who closed the op mistyped its id. So the
        # event is about the first charge, not about a second one.
        return False
    return first.state is ChargeState.SUCCEEDED and first.ref == op.ref
