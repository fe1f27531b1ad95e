"""What the contract suite needs of a processor's fake; another processor joins by a rig of its own."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from http import HTTPStatus
from itertools import count
from typing import Any, Protocol
from urllib.error import HTTPError
from urllib.parse import parse_qsl

from chalicelib.kernel.ids import OpRef
from chalicelib.kernel.money import Money
from chalicelib.payments.domain.payment import (
    CardSummary,
    ChargeRequest,
    ChargeResult,
    OneTimeToken,
    RefundRequest,
)
from chalicelib.payments.stripe.account import StripeAccount
from chalicelib.payments.stripe.transport import StripeAddresses
from chalicelib.payments.usecases.processor import PaymentProcessor
from tests.localstack.stripe.stand_in import StandInAccount, StripeStandIn

REFS = count(1)
PRICE = Money(12_500, "USD")


class Rig(Protocol):
    """One practice at one processor's fake."""

    processor: PaymentProcessor
    impatient: PaymentProcessor

    def token(self, card: str = "good") -> OneTimeToken: ...
    def fault(self, kind: str, act: str = "charge") -> None: ...
    def plan(self, **plan: Any) -> None: ...
    def release(self) -> None: ...
    def later(self, seconds: int) -> AbstractContextManager[None]: ...
    def charged_by_hand(self, ref: OpRef) -> None: ...
    def charges(self) -> list[dict[str, Any]]: ...
    def refunds(self) -> list[dict[str, Any]]: ...
    def with_keys(self, kind: str) -> PaymentProcessor: ...
    def unreachable(self, address: str) -> PaymentProcessor: ...
    def settle(self) -> None: ...
    def act(self, result: ChargeResult, *, passed: bool) -> bool: ...
    def sent(self, ref: OpRef) -> list[dict[str, str]]: ...
    def bodies(self) -> list[dict[str, str]]: ...

    secrets: list[str]


STRIPE_CARDS = {
    "good": "pm_card_visa",
    "amex": "pm_card_amex",
    "generic": "pm_card_chargeDeclined",
    "insufficient_funds": "pm_card_visa_chargeDeclinedInsufficientFunds",
    "expired_card": "pm_card_chargeDeclinedExpiredCard",
    "incorrect_cvc": "pm_card_chargeDeclinedIncorrectCvc",
    "pickup_card": "pm_card_visa_chargeDeclinedLostCard",
    "fraud": "pm_card_radarBlock",
    "processing_error": "pm_card_chargeDeclinedProcessingError",
    "challenge": "pm_card_authenticationRequired",
    "challenge_then_declined": "pm_card_authenticationRequiredChargeDeclinedInsufficientFunds",
    "disputed": "pm_card_createDispute",
    "inquired": "pm_card_createDisputeInquiry",
    "slow": "pm_usBankAccount_processing",
    "slow_refund": "pm_card_pendingRefund",
}
STRIPE_PATHS = {
    "charge": ("POST", "payment_intents"),
    "refund": ("POST", "refunds"),
    "read": ("GET", ""),
}


@dataclass
class StripeRig:
    """A practice at the fake Stripe."""

    practice: StandInAccount

    def __post_init__(self) -> None:
        addresses = StripeAddresses(api_base=self.practice.stand_in.url)
        self.processor = StripeAccount(
            self.practice.secret, self.practice.publishable, "whsec_of_the_practice", addresses
        )

    def token(self, card: str = "good") -> OneTimeToken:
        return OneTimeToken(self.practice.token(STRIPE_CARDS[card]))

    def fault(self, kind: str, act: str = "charge") -> None:
        method, path = STRIPE_PATHS[act]
        self.practice.fault(kind, method=method, path=path)

    def plan(self, **plan: Any) -> None:
        self.practice.stand_in.post(
            "faults", plan=plan | {"suffix": self.practice.suffix, "path": "payment_intents"}
        )

    def release(self) -> None:
        self.practice.stand_in.post("release")

    @contextmanager
    def later(self, seconds: int) -> Iterator[None]:
        """The fake's time moved ahead, and back again for the tests that follow."""
        self.practice.stand_in.post("clock", advance=seconds)
        yield
        self.practice.stand_in.post("clock", advance=-seconds)

    def charged_by_hand(self, ref: OpRef) -> None:
        """Money taken past our op's key, as a person with the same keys could."""
        self.practice.pay(metadata={"op": ref}, amount=PRICE.minor)

    def charges(self) -> list[dict[str, Any]]:
        return self.practice.ledger["charges"]

    def refunds(self) -> list[dict[str, Any]]:
        return self.practice.ledger["refunds"]

    def with_keys(self, kind: str) -> StripeAccount:
        return replace(self.processor, secret_key=f"sk_test_{kind}_{self.practice.suffix}")

    @property
    def impatient(self) -> StripeAccount:
        """Gives up what hangs after half a second."""
        return replace(
            self.processor, addresses=replace(self.processor.addresses, read_seconds=0.5)
        )

    def unreachable(self, address: str) -> StripeAccount:
        return replace(
            self.processor, addresses=replace(self.processor.addresses, api_base=address)
        )

    def settle(self) -> None:
        self.practice.stand_in.post("settle", key=self.practice.secret)

    def act(self, result: ChargeResult, *, passed: bool) -> bool:
        """What a person does with the bank's challenge; says whether it was still open."""
        secret = result.client_action["client_secret"]
        try:
            self.practice.stand_in.post(
                "authenticate", key=self.practice.publishable, client_secret=secret, passed=passed
            )
        except HTTPError as no:
            return no.code < HTTPStatus.BAD_REQUEST
        return True

    def sent(self, ref: OpRef) -> list[dict[str, str]]:
        return [body for body in self.bodies() if body.get("metadata[op]") == ref]

    def bodies(self) -> list[dict[str, str]]:
        """What the adapter posted."""
        log = self.practice.stand_in.get("log")
        ours = [
            line
            for line in log
            if line["account"] == self.practice.suffix and line["method"] == "POST"
        ]
        return [
            dict(parse_qsl(line["body"])) for line in ours if "test_helpers" not in line["path"]
        ]

    @property
    def secrets(self) -> list[str]:
        return [self.processor.secret_key, self.processor.webhook_secret]


def stripe_rig(stand_in: StripeStandIn) -> StripeRig:
    return StripeRig(stand_in.new_account())


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


def now() -> datetime:
    return datetime.now(UTC)
