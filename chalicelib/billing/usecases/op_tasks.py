"""The state machine's tasks: each takes an op one step on, and may run twice (lifecycle.md §5, §6)."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeVar

from chalicelib.billing.domain.invoice import Invoice
from chalicelib.billing.domain.ledger import EntryKind
from chalicelib.billing.domain.op import (
    BROWSER_ACTION_LIMIT,
    PAYMENT_START_LIMIT,
    Op,
    OpKind,
    OpState,
)
from chalicelib.billing.domain.rules import InvoiceAction, refusal
from chalicelib.billing.domain.settlement import Settlement, apply_failure, apply_local_op
from chalicelib.billing.usecases.op_results import OpOutcome, OpResults
from chalicelib.billing.usecases.ports import InvoiceStore
from chalicelib.kernel.access import Access, system
from chalicelib.kernel.ids import InvoiceId, OpRef, PracticeId
from chalicelib.kernel.ports import Clock
from chalicelib.payments.domain.payment import (
    KEPT_FAILURE,
    BadCredentials,
    ChargeRequest,
    ChargeResult,
    ChargeState,
    LookupOutcome,
    LookupResult,
    NothingHappened,
    NotPermitted,
    OneTimeToken,
    OutcomeUnknown,
    RefundRequest,
    RefundResult,
    RequestRejected,
    TokenUnusable,
    TryAgainLater,
)
from chalicelib.payments.usecases.processor import PaymentProcessor
from chalicelib.payments.usecases.processor_account_reader import ProcessorAccountReader

T = TypeVar("T")
MIN_QUIET_PERIOD = timedelta(seconds=180)
"""How long after sending a look-up's "not there" may be believed at the earliest (lifecycle.md §6)."""
MAX_RESENDS, RESEND_PERIOD = 3, timedelta(hours=11)
"""So often, and for so long, the same request is sent again under the same key; after that it is only looked up."""
ACCOUNT_FAULTS = (BadCredentials, NotPermitted, RequestRejected)
TWO_MATCHES = "two_matches"
UNKNOWN_STATES = frozenset({OpState.SENT, OpState.UNKNOWN})
LOCAL_OPS = {
    OpKind.RECORD_PAYMENT: (InvoiceAction.RECORD_PAYMENT, EntryKind.RECORDED),
    OpKind.REVERSE_PAYMENT: (InvoiceAction.REVERSE_PAYMENT, EntryKind.REVERSED),
    OpKind.FORGIVE: (InvoiceAction.FORGIVE, EntryKind.FORGIVEN),
    OpKind.VOID: (InvoiceAction.VOID, EntryKind.VOIDED),
}
LIMITED_BY_BALANCE = frozenset({OpKind.RECORD_PAYMENT, OpKind.FORGIVE})


@dataclass(frozen=True, slots=True)
class OpTasks:
    """Runs ops. Raises Unavailable when our own store does not answer: the task may then run again."""

    invoices: InvoiceStore
    accounts: ProcessorAccountReader
    outcomes: OpResults
    now: Clock

    def charge(self, practice: PracticeId, invoice: InvoiceId, ref: OpRef) -> OpOutcome:
        """
        Take the money of a pay op at most once.

        NEW to SENT is one conditional write, and only its winner calls the processor; a task that runs again finds
        it shut and answers unknown, which is looked up and never charged.

        Source: lifecycle.md §5.3–§5.5, T4–T7.
        """
        access, op = self._read(practice, invoice, ref)
        if op.state is not OpState.NEW:
            return _already(op)
        if self.now() - op.at > PAYMENT_START_LIMIT:
            return self.outcomes.fail(access, op, "expired")
        token = self.invoices.token(access, op)
        if token is None:
            return self.outcomes.fail(access, op, "token_gone")
        processor = self._processor(access, op)
        return self._at_the_gate(access, op, lambda: processor.charge(_charge_request(op, token)))

    def refund(self, practice: PracticeId, invoice: InvoiceId, ref: OpRef) -> OpOutcome:
        """Give money back at most once, through the account that took it. Source: lifecycle.md T13–T17."""
        access, op = self._read(practice, invoice, ref)
        if op.state is not OpState.NEW:
            return _already(op)
        request = self._refund_request(access, op)
        return self._at_the_gate(
            access,
            op,
            lambda: self._with_keys(access, op, lambda processor: processor.refund(request)),
        )

    def close(self, practice: PracticeId, invoice: InvoiceId, ref: OpRef) -> OpOutcome:
        """Record or reverse a payment, forgive or void: one transaction, its guards checked again (T9–T12)."""
        access, op = self._read(practice, invoice, ref)
        if op.state is not OpState.NEW:
            return _already(op)
        return self.outcomes.settle(access, op, lambda held: _closed(held, op, self.now()))

    def resume(self, practice: PracticeId, invoice: InvoiceId, ref: OpRef) -> OpOutcome:
        """Ask what became of a charge after the bank's own check; one left open too long is cancelled. Source: §5."""
        access, op = self._read(practice, invoice, ref)
        if op.state is not OpState.ACTION_REQUIRED:
            return _already(op)
        return self._ask(
            access,
            op,
            lambda: self._with_keys(access, op, lambda processor: self._resumed(processor, op)),
        )

    def reconcile(self, practice: PracticeId, invoice: InvoiceId, ref: OpRef) -> OpOutcome:
        """Find out what became of an op that was sent; never a new charge. Source: lifecycle.md §6."""
        access, op = self._read(practice, invoice, ref)
        if op.state not in UNKNOWN_STATES | {OpState.PENDING}:
            return _already(op)
        if op.due_at and self.now() < op.due_at:
            # A task that runs again asks no sooner: a request just sent again may still be under way.
            return OpOutcome.UNKNOWN
        if op.state is OpState.SENT:
            # Whoever sent it may still be at it. From here on, that nothing happened to his call speaks only for his call.
            self.outcomes.unsure(access, op)
            op = self.invoices.op(access, invoice, ref)
        again = self._refund_again if op.kind is OpKind.REFUND else self._charge_again
        return self._ask(
            access,
            op,
            lambda: self._with_keys(access, op, lambda processor: again(access, op, processor)),
        )

    def _at_the_gate(
        self, access: Access, op: Op, call: Callable[[], ChargeResult | RefundResult]
    ) -> OpOutcome:
        sent = self.invoices.gate(op, self.now())
        if sent is None:
            return OpOutcome.UNKNOWN
        try:
            result = call()
        except TryAgainLater:
            return self.outcomes.later(access, sent)
        except NothingHappened as no:
            return self.outcomes.fail(
                access, sent, no.code or type(no).__name__, tell=isinstance(no, ACCOUNT_FAULTS)
            )
        except OutcomeUnknown:
            return self.outcomes.unsure(access, sent)
        return self.outcomes.take(access, sent, result)

    def _ask(
        self, access: Access, op: Op, call: Callable[[], ChargeResult | RefundResult | None]
    ) -> OpOutcome:
        try:
            result = call()
        except OutcomeUnknown as no:
            return self.outcomes.unsure(access, op, by_person=no.code == TWO_MATCHES)
        except (TryAgainLater, *ACCOUNT_FAULTS):
            # Refusing the question proves nothing about the first request.
            return self.outcomes.unsure(access, op)
        except NothingHappened as no:
            return self.outcomes.fail(access, op, no.code or type(no).__name__)
        return (
            self._absent(access, op) if result is None else self.outcomes.take(access, op, result)
        )

    def _absent(self, access: Access, op: Op) -> OpOutcome:
        capable, age = self._processor(access, op).capabilities, self.now() - (op.sent_at or op.at)
        quiet = max(MIN_QUIET_PERIOD, timedelta(seconds=capable.quiet_period_s))
        # A request sent again may still be under way: quiet counts from the last moment one could have been.
        if capable.native_idempotency and op.rounds < MAX_RESENDS:
            quiet += RESEND_PERIOD
        return (
            self.outcomes.unsure(access, op)
            if age <= quiet
            else self.outcomes.fail(access, op, "not_found")
        )

    def _read(self, practice: PracticeId, invoice: InvoiceId, ref: OpRef) -> tuple[Access, Op]:
        access = system(practice, request=ref)
        return access, self.invoices.op(access, invoice, ref)

    def _processor(self, access: Access, op: Op) -> PaymentProcessor:
        return self.accounts.of(access, op.account, op.credentials)

    def _with_keys(self, access: Access, op: Op, call: Callable[[PaymentProcessor], T]) -> T:
        try:
            return call(self._processor(access, op))
        except BadCredentials:
            if not op.charge:
                raise
            # The keys of then were withdrawn; the newest serve as well, if they are of the account that has the charge.
            newest = self.accounts.newest(access, op.account)
            newest.fetch(op.charge)
            return call(newest)

    def _refund_request(self, access: Access, op: Op) -> RefundRequest:
        charge = self.invoices.get(access, op.invoice).ledger.charge(op.charge)
        if charge is None:
            raise NothingHappened(code="charge_missing")
        return RefundRequest(
            op.ref, op.charge, op.amount, charge.captured, charge.refunded, charge.card
        )

    def _resumed(self, processor: PaymentProcessor, op: Op) -> ChargeResult:
        result = processor.resume_charge(op.ref, op.charge)
        if (
            result.state is ChargeState.ACTION_REQUIRED
            and self.now() >= op.at + BROWSER_ACTION_LIMIT
        ):
            return processor.abandon(op.ref, op.charge)
        return result

    def _charge_again(
        self, access: Access, op: Op, processor: PaymentProcessor
    ) -> ChargeResult | None:
        if op.charge:
            return processor.resume_charge(op.ref, op.charge)
        token = self.invoices.token(access, op) if self._key_lives(op, processor) else None
        if token:
            with _unless_kept():
                return processor.charge(_charge_request(op, token))
        return _found(processor.lookup(op.ref, op.sent_at or op.at, op.amount), op)

    def _refund_again(
        self, access: Access, op: Op, processor: PaymentProcessor
    ) -> RefundResult | None:
        request = self._refund_request(access, op)
        if op.state is not OpState.PENDING and self._key_lives(op, processor):
            with _unless_kept():
                return processor.refund(request)
        return processor.lookup_refund(request, op.sent_at or op.at)

    def _key_lives(self, op: Op, processor: PaymentProcessor) -> bool:
        capable, age = processor.capabilities, self.now() - (op.sent_at or op.at)
        lives = min(RESEND_PERIOD, timedelta(seconds=capable.idempotency_ttl_s) - MIN_QUIET_PERIOD)
        # A stored failure answers the same for ever: then the list says more than the key.
        return capable.native_idempotency and op.rounds < MAX_RESENDS and age < lives


@contextmanager
def _unless_kept() -> Iterator[None]:
    try:
        yield
    except TokenUnusable:
        # Perhaps it was our own first request that used it: the list knows.
        return
    except OutcomeUnknown as no:
        if no.code != KEPT_FAILURE:
            raise


def _closed(held: Invoice, op: Op, at: datetime) -> Settlement:
    action, kind = LOCAL_OPS[op.kind]
    free = replace(held, active_op=None, overlay=None)
    too_much = op.kind in LIMITED_BY_BALANCE and held.balance < op.amount
    return (
        apply_failure(held, op, at, "refused")
        if too_much or refusal(free, action)
        else apply_local_op(held, op, kind, at)
    )


def _charge_request(op: Op, token: OneTimeToken) -> ChargeRequest:
    return ChargeRequest(op.ref, op.amount, op.tax or op.amount.zero, token)


def _already(op: Op) -> OpOutcome:
    return OpOutcome.UNKNOWN if op.state in UNKNOWN_STATES else OpOutcome.DONE


def _found(result: LookupResult, op: Op) -> ChargeResult | None:
    if result.outcome is LookupOutcome.AMBIGUOUS:
        raise OutcomeUnknown(code=TWO_MATCHES)
    seen = result.snapshot
    if result.outcome is LookupOutcome.NOT_FOUND or seen is None:
        return None
    return ChargeResult(
        seen.state, seen.txn_id, seen.card, seen.amount if seen.amount != op.amount else None
    )
