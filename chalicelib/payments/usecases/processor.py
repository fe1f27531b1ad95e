"""The one port behind which every payment processor stands (payments.md §2)."""

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
    One practice's account at one processor.

    Every method raises `NothingHappened` (or a subclass) only with proof that no money moved, and
    `OutcomeUnknown` for everything that leaves it open. Nothing is retried inside.
    """

    @property
    def kind(self) -> ProcessorKind:
        """Which processor this is."""

    @property
    def capabilities(self) -> Capabilities:
        """What the lifecycle must know of it."""

    def verify_credentials(self) -> AccountInfo:
        """Make one harmless call. Raises BadCredentials or NotPermitted."""

    def browser_config(self, ref: OpRef, amount: Money) -> BrowserConfig:
        """All the pay page needs; moves no money."""

    def charge(self, request: ChargeRequest) -> ChargeResult:
        """Take money once; a decline is returned, a status we do not know is pending."""

    def resume_charge(self, ref: OpRef, txn_id: str) -> ChargeResult:
        """Ask what became of a charge after the browser acted."""

    def abandon(self, ref: OpRef, txn_id: str) -> ChargeResult:
        """Cancel a charge the client walked away from; what it answers is final."""

    def refund(self, request: RefundRequest) -> RefundResult:
        """Give money back, by refund or void as the processor demands."""

    def lookup(self, ref: OpRef, sent_at: datetime, amount: Money) -> LookupResult:
        """Look for a charge by our own reference, about when it was sent."""

    def lookup_refund(self, request: RefundRequest, sent_at: datetime) -> RefundResult | None:
        """Look for a refund by our own reference; None means it is certainly not there now."""

    def fetch(self, txn_id: str) -> Snapshot:
        """One charge as it is now, by the processor's id."""

    def parse_webhook(
        self, headers: Mapping[str, str], raw_body: bytes
    ) -> Sequence[ProcessorEvent]:
        """Verify the raw bytes and tell what they hint at. Raises WebhookRejected."""
