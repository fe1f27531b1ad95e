"""
Declares the port that each processor's adapter implements.

See docs/processors.md#port.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from chalicelib.kernel.ids import OpRef
from chalicelib.kernel.money import Money
from chalicelib.payments.domain.payment import (
    AccountInfo,
    BrowserConfig,
    Capabilities,
    ChargeLimits,
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

    A method raises a subclass of `NothingHappened` only if it is certain that no money
    moved. A method raises `OutcomeUnknown` if money may have moved. Adapters never retry a
    request on their own.
    """

    @property
    def kind(self) -> ProcessorKind: ...

    @property
    def capabilities(self) -> Capabilities: ...

    def charge_limits(self, currency: str) -> ChargeLimits:
        """
        Return the least and the most that the processor takes in one charge.

        A charge of any other amount in this currency certainly fails.
        """

    def verify_credentials(self) -> AccountInfo:
        """
        Test the keys, and return what the processor reports about the account.

        Raises:
            BadCredentials: The processor refuses the keys.
            NotPermitted: The keys lack a permission.
        """

    def browser_config(self, ref: OpRef, amount: Money) -> BrowserConfig:
        """Return what the pay page needs to show the processor's card fields."""

    def charge(self, request: ChargeRequest) -> ChargeResult:
        """
        Charge a card, at most once per op.

        A declined card is a result, not an error. A processor status that is unknown to the
        adapter counts as pending.
        """

    def resume_charge(self, ref: OpRef, txn_id: str) -> ChargeResult:
        """Return the state of a charge after the client confirmed it in the browser."""

    def abandon(self, ref: OpRef, txn_id: str) -> ChargeResult:
        """Cancel a charge that the client did not confirm, and return its final state."""

    def refund(self, request: RefundRequest) -> RefundResult:
        """Give money back to the client. The adapter either refunds or voids the charge."""

    def lookup(self, ref: OpRef, sent_at: datetime, amount: Money) -> LookupResult:
        """
        Look for an op's charge by the op's reference.

        The look-up covers the period around `sent_at`, the time when the request was sent.
        """

    def lookup_refund(self, request: RefundRequest, sent_at: datetime) -> RefundResult | None:
        """
        Look for a refund by its op's reference.

        Returns None only if it is certain that the refund does not exist at the time of the
        look-up.
        """

    def fetch(self, txn_id: str) -> Snapshot:
        """Return the charge with the processor's id `txn_id`, as it is now."""

    def parse_webhook(
        self, headers: Mapping[str, str], raw_body: bytes
    ) -> Sequence[ProcessorEvent]:
        """
        Verify a webhook's signature, and return the events in its body.

        Raises:
            WebhookRejected: The signature is wrong or too old.
        """
