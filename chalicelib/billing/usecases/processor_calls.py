"""Sends charges and refunds to processors, and looks up how they ended."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

from chalicelib.billing.domain.op import (
    BROWSER_ACTION_LIMIT,
    Op,
    OpState,
    has_given_up,
)
from chalicelib.billing.domain.op_details import Pay
from chalicelib.billing.domain.unknown_outcomes import may_resend
from chalicelib.billing.usecases.ports import InvoiceStore
from chalicelib.kernel.access import Access
from chalicelib.kernel.ports import Clock
from chalicelib.payments.domain.payment import (
    ChargeRequest,
    ChargeResult,
    ChargeState,
    LookupOutcome,
    LookupResult,
    OneTimeToken,
    RefundRequest,
    RefundResult,
)
from chalicelib.payments.domain.processor_errors import (
    KEPT_FAILURE,
    BadCredentials,
    NothingHappened,
    OutcomeUnknown,
    TokenUnusable,
)
from chalicelib.payments.usecases.processor import PaymentProcessor
from chalicelib.payments.usecases.processor_account_reader import ProcessorAccountReader

T = TypeVar("T")
TWO_MATCHES = "two_matches"


@dataclass(frozen=True, slots=True)
class ProcessorCalls:
    """
    Calls the processor for an op, with the account and credentials of the op.

    Every method may raise a `ProcessorError`.
    """

    invoices: InvoiceStore
    accounts: ProcessorAccountReader
    now: Clock

    def processor(self, access: Access, op: Op) -> PaymentProcessor:
        """Return the adapter for calls to the op's processor account."""
        details = op.at_processor
        return self.accounts.of(access, details.account, details.credentials_version)

    def refund(self, access: Access, op: Op, request: RefundRequest) -> RefundResult:
        """Send a refund to the processor."""
        return self._with_credentials(access, op, lambda processor: processor.refund(request))

    def resume_charge(self, access: Access, op: Op) -> ChargeResult:
        """
        Look up a charge after the bank's own check (3-D Secure) in the browser.

        If the client has given up the check, or has not completed it within
        BROWSER_ACTION_LIMIT, cancel the charge.
        """
        return self._with_credentials(access, op, lambda processor: self._resumed(processor, op))

    def find_charge(self, access: Access, op: Op) -> ChargeResult | None:
        """
        Find out the outcome of a charge.

        Return None if the processor has no such charge.
        """
        return self._with_credentials(
            access, op, lambda processor: self._found_charge(access, op, processor)
        )

    def find_refund(self, access: Access, op: Op) -> RefundResult | None:
        """
        Find out the outcome of a refund.

        Return None if the processor has no such refund.
        """
        return self._with_credentials(
            access, op, lambda processor: self._found_refund(access, op, processor)
        )

    def current_refund(self, access: Access, op: Op) -> RefundResult | None:
        """
        Return what the processor says about a refund now, without sending it again.

        Return None if the processor has no such refund.
        """
        request = self.refund_request(access, op)
        sent_at = op.sent_at or op.at
        return self._with_credentials(
            access, op, lambda processor: processor.lookup_refund(request, sent_at)
        )

    def refund_request(self, access: Access, op: Op) -> RefundRequest:
        """
        Return the request to send to the processor for a refund.

        Raises:
            NothingHappened: The charge to refund is not in the ledger.
        """
        txn = op.at_processor.charge
        charge = self.invoices.get(access, op.invoice).ledger.charge(txn)
        if charge is None:
            raise NothingHappened(code="charge_missing")
        return RefundRequest(op.ref, txn, op.amount, charge.captured, charge.refunded, charge.card)

    def _with_credentials(self, access: Access, op: Op, call: Callable[[PaymentProcessor], T]) -> T:
        try:
            return call(self.processor(access, op))
        except BadCredentials:
            details = op.at_processor
            if not details.charge:
                raise
            # The practice has withdrawn the old keys. The newest keys work too, if they open the
            # account that has the charge.
            newest = self.accounts.newest(access, details.account)
            newest.fetch(details.charge)
            return call(newest)

    def _resumed(self, processor: PaymentProcessor, op: Op) -> ChargeResult:
        charge = op.at_processor.charge
        result = processor.resume_charge(op.ref, charge)
        is_over = has_given_up(op) or self.now() >= op.at + BROWSER_ACTION_LIMIT
        if result.state is ChargeState.ACTION_REQUIRED and is_over:
            return processor.abandon(op.ref, charge)
        return result

    def _found_charge(
        self, access: Access, op: Op, processor: PaymentProcessor
    ) -> ChargeResult | None:
        charge = op.at_processor.charge
        if charge:
            return processor.resume_charge(op.ref, charge)
        is_resent = may_resend(op, processor.capabilities, self.now())
        token = self.invoices.token(access, op) if is_resent else None
        if token:
            with _inconclusive_errors_ignored():
                return processor.charge(charge_request(op, token))
        return _charge_of(processor.lookup(op.ref, op.sent_at or op.at, op.amount), op)

    def _found_refund(
        self, access: Access, op: Op, processor: PaymentProcessor
    ) -> RefundResult | None:
        request = self.refund_request(access, op)
        is_resent = may_resend(op, processor.capabilities, self.now())
        if op.state is not OpState.PENDING and is_resent:
            with _inconclusive_errors_ignored():
                # A repeated answer is as old as the first request. The look-up knows whether the
                # bank has taken the refund back since.
                first = processor.refund(request)
                return processor.lookup_refund(request, op.sent_at or op.at) or first
        return processor.lookup_refund(request, op.sent_at or op.at)


def charge_request(op: Op, token: OneTimeToken) -> ChargeRequest:
    tax = op.details.tax if isinstance(op.details, Pay) else op.amount.zero
    return ChargeRequest(op.ref, op.amount, tax, token)


@contextmanager
def _inconclusive_errors_ignored() -> Iterator[None]:
    try:
        yield
    except TokenUnusable:
        # Our own first request may have used the token; then a look-up finds the charge.
        return
    except OutcomeUnknown as error:
        if error.code != KEPT_FAILURE:
            raise


def _charge_of(result: LookupResult, op: Op) -> ChargeResult | None:
    if result.outcome is LookupOutcome.AMBIGUOUS:
        raise OutcomeUnknown(code=TWO_MATCHES)
    snapshot = result.snapshot
    if result.outcome is LookupOutcome.NOT_FOUND or snapshot is None:
        return None
    approved = snapshot.amount if snapshot.amount != op.amount else None
    return ChargeResult(snapshot.state, snapshot.txn_id, snapshot.card, approved)
