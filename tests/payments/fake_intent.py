"""Defines how the fake processor stores a charge or a refund."""

from dataclasses import dataclass

from chalicelib.kernel.money import Money
from chalicelib.payments.domain.payment import (
    ChargeResult,
    ChargeState,
    DeclineReason,
    RefundMethod,
    RefundResult,
    RefundState,
    Snapshot,
)
from tests.payments.fake_cards import FAKE_CARDS, FakeCard

REFUND_STATES = {
    ChargeState.PENDING: RefundState.PENDING,
    ChargeState.SUCCEEDED: RefundState.SUCCEEDED,
    ChargeState.DECLINED: RefundState.FAILED,
}


@dataclass
class Intent:
    """
    Stores a charge or refund of the fake processor.

    `closed`: whether the charge was canceled, so that it never takes money. `of`: the charge
    that a refund gives back.
    """

    txn: str
    ref: str
    amount: Money
    state: ChargeState
    created: object
    refunded: int = 0
    closed: bool = False
    card: FakeCard = FAKE_CARDS["ok"]
    of: "Intent | None" = None

    @property
    def captured(self):
        return self.amount.minor if self.state is ChargeState.SUCCEEDED else 0

    def authenticate(self, *, passes):
        """Finish the bank's open check; the card may still be declined afterwards."""
        is_paid = passes and self.card.decline is None
        self.state = ChargeState.SUCCEEDED if is_paid else ChargeState.DECLINED
        self.closed = not passes

    def close(self):
        """Cancel the charge or refund, unless it has succeeded or failed."""
        if self.state in {ChargeState.ACTION_REQUIRED, ChargeState.PENDING}:
            self.state, self.closed = ChargeState.DECLINED, True

    def result(self):
        decline = self._decline()
        is_open = self.state is ChargeState.ACTION_REQUIRED
        return ChargeResult(
            self.state,
            self.txn,
            self.card.summary,
            approved=self.amount if self.state is ChargeState.SUCCEEDED else None,
            decline=decline,
            code=decline.value if decline else "",
            client_action={"client_secret": f"{self.txn}_secret"} if is_open else {},
        )

    def refund_result(self):
        return RefundResult(REFUND_STATES[self.state], RefundMethod.REFUND, self.txn)

    def snapshot(self):
        return Snapshot(
            txn_id=self.txn,
            state=self.state,
            settled=self.state is ChargeState.SUCCEEDED,
            voided=self.closed,
            refunded=Money(self.refunded, self.amount.currency),
            disputed=self.card.is_disputed,
            amount=self.amount,
            ref=self.ref,
            card=self.card.summary,
        )

    def _decline(self):
        if self.state is not ChargeState.DECLINED:
            return None
        return DeclineReason.NOT_AUTHENTICATED if self.closed else self.card.decline
