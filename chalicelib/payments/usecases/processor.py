"""Declares the port of processors' adapters (docs/processors.md#port)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from chalicelib.kernel.ids import OpRef
from chalicelib.kernel.money import Money
from chalicelib.payments.domain.payment import (
    AccountInfo,
    BrowserConfig,
    Capabilities,
    ChargeRequest,
    ChargeResult,
    LookupResult,
    ProcessorEvent,
    ProcessorKind,
    RefundRequest,
    RefundResult,
    Snapshot,
)


class PaymentProcessor(Protocol):
    """
    Calls one practice's account at one processor.

    Every method raises a subclass of `NothingHappened` only with proof that no money moved, and
    `OutcomeUnknown` when money may have moved. Adapters never retry.
    """

    @property
    def kind(self) -> ProcessorKind: ...

    @property
    def capabilities(self) -> Capabilities: ...

    def verify_credentials(self) -> AccountInfo:
        """Make one harmless call. Raises BadCredentials or NotPermitted."""

    def browser_config(self, ref: OpRef, amount: Money) -> BrowserConfig:
        """Return all that the pay page needs; no money moves."""

    def charge(self, request: ChargeRequest) -> ChargeResult:
        """Charge a card once; a decline is a result, an unknown status means pending."""

    def resume_charge(self, ref: OpRef, txn_id: str) -> ChargeResult:
        """Return the state of a charge after the browser acted."""

    def abandon(self, ref: OpRef, txn_id: str) -> ChargeResult:
        """Cancel a charge that the client left; the result is final."""

    def refund(self, request: RefundRequest) -> RefundResult:
        """Give money back, by refund or void."""

    def lookup(self, ref: OpRef, sent_at: datetime, amount: Money) -> LookupResult:
        """Look for a charge by its reference, about the time it was sent."""

    def lookup_refund(self, request: RefundRequest, sent_at: datetime) -> RefundResult | None:
        """Look for a refund by its reference; None if it certainly does not exist now."""

    def fetch(self, txn_id: str) -> Snapshot:
        """Return a charge by the processor's id."""

    def parse_webhook(
        self, headers: Mapping[str, str], raw_body: bytes
    ) -> Sequence[ProcessorEvent]:
        """Verify the raw bytes and return their events. Raises WebhookRejected."""
