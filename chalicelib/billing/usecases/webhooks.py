"""What processors tell of themselves: hints only, each taken once, never believed (lifecycle.md §8)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from chalicelib.billing.domain.op import Op, OpKind, OpState
from chalicelib.billing.usecases.executions import Executions
from chalicelib.billing.usecases.op_results import OpResults
from chalicelib.kernel.access import Access, system
from chalicelib.kernel.ids import OpRef, PracticeId, ProcessorAccountId
from chalicelib.kernel.ports import Clock
from chalicelib.payments.domain.payment import (
    ChargeResult,
    ChargeState,
    NothingHappened,
    ProcessorEvent,
)
from chalicelib.payments.usecases.processor import PaymentProcessor

FAILED_STATES = frozenset({OpState.FAILED, OpState.DECLINED})


class WebhookAccountReader(Protocol):
    """Processor accounts, as the address of a webhook names them."""

    def newest(self, access: Access, account: ProcessorAccountId) -> PaymentProcessor:
        """The account with its newest credentials, retired or not. Raises NotFound."""


class WebhookStore(Protocol):
    """Which events were handled, and which op a reference means."""

    def knows(self, account: ProcessorAccountId, event: str) -> bool:
        """Whether an event was handled within the last forty days."""

    def remember(self, account: ProcessorAccountId, event: str) -> bool:
        """Keep that an event was handled; False when somebody else was quicker."""

    def op_of(self, access: Access, ref: OpRef) -> Op | None:
        """The practice's op of that reference."""

    def look_now(self, op: Op, clock: Clock) -> None:
        """Make an unfinished op due; one that moved on meanwhile stays as it is."""


@dataclass(frozen=True, slots=True)
class Webhooks:
    """Takes a processor's notices."""

    accounts: WebhookAccountReader
    rows: WebhookStore
    driving: Executions
    outcomes: OpResults
    now: Clock

    def receive(
        self,
        practice: PracticeId,
        account: ProcessorAccountId,
        headers: Mapping[str, str],
        body: bytes,
    ) -> int:
        """
        Verify the raw bytes and act on what they hint at; how many events were new.

        An op in the air is looked up at once; money of an op that was given up, or more than its own, is taken into the
        ledger (T21). What waits for a person goes on waiting.

        Raises:
            NotFound: No such account of this practice.
            WebhookRejected: Badly signed or stale; nothing changed (S51).
            Unavailable, Conflict: Not now; the processor sends it again.
        Source: lifecycle.md §8.
        """
        access = system(practice, request="webhook")
        processor = self.accounts.newest(access, account)
        events = processor.parse_webhook(headers, body)
        return sum(self._once(access, account, processor, event) for event in events)

    def _once(
        self,
        access: Access,
        account: ProcessorAccountId,
        processor: PaymentProcessor,
        event: ProcessorEvent,
    ) -> bool:
        if self.rows.knows(account, event.event_id):
            return False
        # First the act, which may be repeated: whoever dies between the two is told again.
        self._act(access, processor, event)
        return self.rows.remember(account, event.event_id)

    def _act(self, access: Access, processor: PaymentProcessor, event: ProcessorEvent) -> None:
        op = self.rows.op_of(access, event.ref) if event.ref else None
        if op is None:
            return
        if (
            op.kind is OpKind.PAY
            and event.txn_id
            and (op.state in FAILED_STATES or _is_second(processor, op, event.txn_id))
        ):
            self._late(access, processor, op, event.txn_id)
        elif not op.is_finished and op.state is not OpState.MANUAL:
            self.rows.look_now(op, self.now)
            self.driving.signal(op.practice, op.invoice, op.ref)

    def _late(self, access: Access, processor: PaymentProcessor, op: Op, txn_id: str) -> None:
        seen = processor.fetch(txn_id)
        if seen.state is ChargeState.SUCCEEDED and seen.ref == op.ref and not seen.voided:
            self.outcomes.late(
                access, op, ChargeResult(seen.state, seen.txn_id, seen.card, seen.amount)
            )
            # What must go back goes at once; without this the sweep would find it a minute later.
            self.driving.signal(op.practice, op.invoice)


def _is_second(processor: PaymentProcessor, op: Op, txn_id: str) -> bool:
    if not op.is_finished or txn_id == op.charge:
        return False
    try:
        first = processor.fetch(op.charge)
    except NothingHappened:
        # An Admin closed the op by hand and mistyped: then this is not a second charge but the first.
        return False
    return first.state is ChargeState.SUCCEEDED and first.ref == op.ref
