"""Declares what the contract suite needs to control a processor."""

from contextlib import AbstractContextManager
from datetime import datetime
from itertools import count
from typing import Any, Protocol

from chalicelib.kernel.ids import OpRef
from chalicelib.kernel.money import Money
from chalicelib.payments.domain.payment import (
    CardSummary,
    ChargeRequest,
    ChargeResult,
    OneTimeToken,
    RefundRequest,
)
from chalicelib.payments.usecases.processor import PaymentProcessor

REFS = count(1)
PRICE = Money(12_500, "USD")


class Rig(Protocol):
    """
    Controls one practice's account at one processor.

    `impatient` is the same account, but gives up early on calls that hang. `secrets` must never be
    shown or logged.
    """

    processor: PaymentProcessor
    impatient: PaymentProcessor
    secrets: list[str]

    def now(self) -> datetime:
        """Return the processor's time."""

    def later(self, seconds: int) -> AbstractContextManager[None]:
        """Move the processor's time ahead, and back again at the end."""

    def token(self, card: str = "good") -> OneTimeToken:
        """Return a token of a test card."""

    def fault(self, kind: str, act: str = "charge") -> None:
        """Let the next call fail; `act` is charge, refund or read."""

    def plan(self, seed: int, rates: dict[str, float], seconds: float) -> None:
        """Let charges fail at random; a call may hang for `seconds`."""

    def release(self) -> None:
        """Let late calls arrive."""

    def settle(self) -> None:
        """Let pending charges and refunds succeed."""

    def act(self, result: ChargeResult, *, passed: bool) -> bool:
        """Finish the bank's challenge in the browser; return whether it was still open."""

    def charged_by_hand(self, ref: OpRef) -> None:
        """Charge `PRICE` without our key, as a person with the account could."""

    def charges(self) -> list[dict[str, Any]]:
        """Return `{op, amount, ...}` per successful charge."""

    def refunds(self) -> list[dict[str, Any]]:
        """Return `{op, amount, ...}` per refund."""

    def sent(self, ref: OpRef) -> int:
        """Return how many requests were sent for an op."""

    def with_keys(self, kind: str) -> PaymentProcessor:
        """Return the account with keys that are `invalid`, or that have `nopermission`."""

    def unreachable(self, address: str) -> PaymentProcessor:
        """Return the account at an address where nobody answers."""


def a_ref() -> OpRef:
    return OpRef(
        f"{next(REFS):A>20}".translate(str.maketrans("01", "XY"))
        .replace("8", "Z")
        .replace("9", "W")
    )


def a_charge(token: OneTimeToken, amount: Money = PRICE) -> ChargeRequest:
    return ChargeRequest(a_ref(), amount, amount.zero, token)


def a_refund(txn_id: str, amount: Money = PRICE) -> RefundRequest:
    return RefundRequest(
        a_ref(), txn_id, amount, original=PRICE, already_refunded=PRICE.zero, card=CardSummary()
    )
