"""Declares what the contract tests need to control a processor."""

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
    Controls one practice's account at one processor, for a test.

    `impatient`: the same account with a short time-out, for calls that hang. `secrets`:
    the strings that the product must never show or log.
    """

    processor: PaymentProcessor
    impatient: PaymentProcessor
    secrets: list[str]

    def now(self) -> datetime:
        """Return the present time of the processor's clock."""

    def later(self, seconds: int) -> AbstractContextManager[None]:
        """Advance the processor's clock by this many seconds while a `with` block runs."""

    def token(self, card: str = "good") -> OneTimeToken:
        """Return the token of a test card."""

    def fault(self, kind: str, act: str = "charge") -> None:
        """Let the next call of this type fail; `act` is charge, refund or read."""

    def plan(self, seed: int, rates: dict[str, float], seconds: float) -> None:
        """Let charges fail at random, at these rates; a call may hang for `seconds`."""

    def release(self) -> None:
        """Let the processor receive the requests that were held back."""

    def settle(self) -> None:
        """Let all pending charges and refunds succeed."""

    def act(self, result: ChargeResult, *, passed: bool) -> bool:
        """
        Finish the bank's check of a charge, as in the browser.

        Returns whether the check was still open.
        """

    def charged_by_hand(self, ref: OpRef) -> None:
        """
        Add a charge of `PRICE` without our idempotency key.

        The charge is like one that somebody enters by hand in the processor's dashboard.
        """

    def charges(self) -> list[dict[str, Any]]:
        """Return one dict for each successful charge, with at least `op` and `amount`."""

    def refunds(self) -> list[dict[str, Any]]:
        """Return one dict for each refund, with at least `op` and `amount`."""

    def sent(self, ref: OpRef) -> int:
        """Return how many requests the processor got for the op with this reference."""

    def with_keys(self, kind: str) -> PaymentProcessor:
        """Return the account with unusable keys; `kind` is `invalid` or `nopermission`."""

    def unreachable(self, address: str) -> PaymentProcessor:
        """Return the account at an address where no server responds."""


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
